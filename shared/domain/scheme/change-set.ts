import type { CalendarDay, Instant } from '../calendar-day.ts';
import type { CatalogueEntry } from '../catalogue.ts';
import type { ImportedRow } from '../catalogue/import-list.ts';
import type { Pence } from '../money.ts';
import type { PersonId } from '../person.ts';
import type { SchemePolicy } from '../policy.ts';
import type { ReplayReport } from '../policy/replay.ts';
import type { ClaimReference } from '../reference.ts';

/** The whole scheme as it is from a day on. Revisions are numbered from 0, the one that ships, and never change. */
export interface SchemeRevision {
  readonly revision: number;
  /** The first day of it, to the end of the day before the next one's. */
  readonly liveFrom: CalendarDay;
  readonly policies: readonly SchemePolicy[];
  readonly catalogue: readonly CatalogueEntry[];
}

export const CHANGE_KINDS = ['policy', 'catalogue'] as const;

/** What a change set changes: every version of the policy as it would be, or lines that go into the list. */
export type SchemeChange =
  | { readonly kind: 'policy'; readonly versions: readonly SchemePolicy[] }
  | {
      readonly kind: 'catalogue';
      readonly entries: readonly CatalogueEntry[];
      /** What became of each row, where the lines were imported. */
      readonly rows?: readonly ImportedRow[] | undefined;
    };

/** A claim that a change would pay more for, or less. */
export interface ReplayedClaim {
  readonly reference: ClaimReference;
  readonly beforePence: Pence;
  readonly afterPence: Pence;
  readonly differencePence: number;
}

/** What a change would have done to past claims. The largest differences are named; the counts are of all. */
export interface Replay {
  readonly replayedAt: Instant;
  /** The claims that were tried, the newest first where there are more than can be tried at once. */
  readonly tried: number;
  readonly complete: boolean;
  readonly gain: number;
  readonly lose: number;
  readonly unchanged: number;
  readonly potEffectPence: number;
  readonly gainers: readonly ReplayedClaim[];
  readonly losers: readonly ReplayedClaim[];
}

/** A proposed change of the scheme: who wants it, from when, and how far it has come. Its content never changes. */
export interface ChangeSet {
  readonly changeSetId: string;
  readonly kind: (typeof CHANGE_KINDS)[number];
  readonly state: 'proposed' | 'approved';
  readonly effectiveOn: CalendarDay;
  readonly reason: string;
  /** The revision that it was made for: it fits no other. */
  readonly baseRevision: number;
  readonly proposedBy: PersonId;
  readonly proposedAt: Instant;
  readonly replay?: Replay | undefined;
  readonly approvedBy?: PersonId | undefined;
  readonly approvedAt?: Instant | undefined;
  /** Grows with every change of this record. */
  readonly version: number;
}

export interface ChangeSetEvent {
  readonly eventId: string;
  readonly changeSetId: string;
  readonly at: Instant;
  readonly action: 'propose' | 'replay' | 'approve';
  readonly personId: PersonId;
  /** The change set's version after it. */
  readonly version: number;
  readonly correlationId: string;
}

/** The most claims that a replay names of those that gain, and of those that lose. */
const MOST_NAMED = 100;

/** What a replay found, with as many claims as people look at. */
export function summaryOf(
  { claims, gain, lose, unchanged, potEffectPence }: ReplayReport,
  { replayedAt, complete }: Pick<Replay, 'replayedAt' | 'complete'>,
): Replay {
  const named = (found: ReplayReport['gain']): readonly ReplayedClaim[] =>
    found
      .toSorted((one, other) => Math.abs(other.differencePence) - Math.abs(one.differencePence))
      .slice(0, MOST_NAMED)
      .map(({ reference, before, after, differencePence }) => ({
        reference,
        beforePence: before.amountPence,
        afterPence: after.amountPence,
        differencePence,
      }));
  return {
    replayedAt,
    tried: claims.length,
    complete,
    gain: gain.length,
    lose: lose.length,
    unchanged,
    potEffectPence,
    gainers: named(gain),
    losers: named(lose),
  };
}
