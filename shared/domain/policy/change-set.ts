import { addDays } from '../calendar-day.ts';
import type { CalendarDay } from '../calendar-day.ts';
import type { PersonId } from '../person.ts';
import type { SchemePolicy } from '../policy.ts';
import { differences } from './differences.ts';

/** All versions as they would be after a change, with who approved it. */
export interface ChangeSet {
  readonly proposed: readonly SchemePolicy[];
  readonly approvedBy: readonly PersonId[];
}

export type ChangeFault =
  | { readonly code: 'nothing-changes' | 'needs-two-approvers' }
  | { readonly code: 'period-upside-down' | 'version-used-twice'; readonly version: string }
  | { readonly code: 'overlap' | 'gap'; readonly version: string; readonly next: string }
  | { readonly code: 'edits-the-past' | 'not-in-the-future'; readonly version: string };

const byFirstDay = (versions: readonly SchemePolicy[]): readonly SchemePolicy[] =>
  versions.toSorted((a, b) => (a.effectiveFrom < b.effectiveFrom ? -1 : 1));

function periodFaults(proposed: readonly SchemePolicy[]): readonly ChangeFault[] {
  const ordered = byFirstDay(proposed);
  return ordered.flatMap((policy, index): readonly ChangeFault[] => {
    const { version, effectiveFrom, effectiveTo } = policy;
    if (effectiveTo < effectiveFrom) return [{ code: 'period-upside-down', version }];
    const next = ordered[index + 1];
    if (next === undefined) return [];
    if (next.effectiveFrom <= effectiveTo) return [{ code: 'overlap', version, next: next.version }];
    return next.effectiveFrom === addDays(effectiveTo, 1)
      ? []
      : [{ code: 'gap', version, next: next.version }];
  });
}

const namesUsedTwice = (proposed: readonly SchemePolicy[]): readonly ChangeFault[] =>
  proposed
    .filter(({ version }, index) => proposed.findIndex((other) => other.version === version) !== index)
    .map(({ version }) => ({ code: 'version-used-twice', version }));

/**
 * A version that has begun stays as it is, to the last word; only its end may be brought forward or put off, to a day
 * that is not over. Claims were judged by it, and payments of past days are governed by it for ever.
 */
function pastFaults(
  current: readonly SchemePolicy[],
  proposed: readonly SchemePolicy[],
  today: CalendarDay,
): readonly ChangeFault[] {
  return current
    .filter(({ effectiveFrom }) => effectiveFrom <= today)
    .flatMap((before): readonly ChangeFault[] => {
      const { version } = before;
      const after = proposed.find((policy) => policy.version === version);
      if (after?.year !== before.year) return [{ code: 'edits-the-past', version }];
      if (differences({ ...before, effectiveTo: after.effectiveTo }, after).length > 0)
        return [{ code: 'edits-the-past', version }];
      const endMoves = after.effectiveTo !== before.effectiveTo;
      const endIsPast = before.effectiveTo < today || after.effectiveTo < today;
      return endMoves && endIsPast ? [{ code: 'edits-the-past', version }] : [];
    });
}

/** What is new begins tomorrow at the earliest, so that everybody who pays today knows the rules of today. */
const futureFaults = (
  current: readonly SchemePolicy[],
  proposed: readonly SchemePolicy[],
  today: CalendarDay,
): readonly ChangeFault[] =>
  proposed
    .filter(
      ({ version, effectiveFrom }) =>
        effectiveFrom <= today &&
        !current.some((policy) => policy.version === version && policy.effectiveFrom <= today),
    )
    .map(({ version }) => ({ code: 'not-in-the-future', version }));

const isSame = (current: readonly SchemePolicy[], proposed: readonly SchemePolicy[]): boolean =>
  current.length === proposed.length &&
  proposed.every((after) => {
    const before = current.find(({ version }) => version === after.version);
    return before !== undefined && differences(before, after).length === 0;
  });

/** Why a change set cannot take effect, as it stands today. Empty when it can. Two approvals by one person are one. */
export function faultsOf(
  current: readonly SchemePolicy[],
  { proposed, approvedBy }: ChangeSet,
  today: CalendarDay,
): readonly ChangeFault[] {
  return [
    ...(isSame(current, proposed) ? [{ code: 'nothing-changes' } as const] : []),
    ...namesUsedTwice(proposed),
    ...periodFaults(proposed),
    ...pastFaults(current, proposed, today),
    ...futureFaults(current, proposed, today),
    ...(new Set(approvedBy).size < 2 ? [{ code: 'needs-two-approvers' } as const] : []),
  ];
}
