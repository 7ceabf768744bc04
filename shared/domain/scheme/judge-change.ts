import { addDays, formatDayInWords } from '../calendar-day.ts';
import type { CalendarDay } from '../calendar-day.ts';
import { catalogueSentences, entryFaults, withEntries } from '../catalogue/changes.ts';
import type { EntryFault } from '../catalogue/changes.ts';
import type { SchemePolicy } from '../policy.ts';
import { faultsOf } from '../policy/change-set.ts';
import type { ChangeFault } from '../policy/change-set.ts';
import { differences } from '../policy/differences.ts';
import { firstDayOf, lastDayOf } from '../scheme-year.ts';
import type { SchemeChange, SchemeRevision } from './change-set.ts';

/** One reason why a change cannot be made, with a JSON pointer into what was proposed. */
export interface SchemeFault {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

interface Setting {
  readonly effectiveOn: CalendarDay;
  readonly today: CalendarDay;
}

/** The scheme after a change. */
export const applied = (
  base: SchemeRevision,
  change: SchemeChange,
): Pick<SchemeRevision, 'policies' | 'catalogue'> =>
  change.kind === 'policy'
    ? { policies: change.versions, catalogue: base.catalogue }
    : { policies: base.policies, catalogue: withEntries(base.catalogue, change.entries) };

const POLICY_FAULTS: Readonly<
  Record<Exclude<ChangeFault['code'], 'needs-two-approvers'>, readonly [field: string, detail: string]>
> = {
  'nothing-changes': ['', 'Nothing here is other than it is now. Change something.'],
  'period-upside-down': ['/effectiveTo', 'The last day is before the first. Correct one of them.'],
  'version-used-twice': ['/version', 'Two versions have this name. Give each a name of its own.'],
  overlap: [
    '/effectiveTo',
    'This version and the next govern the same days. End it the day before the next begins.',
  ],
  gap: [
    '/effectiveTo',
    'No version governs the days between this one and the next. End it the day before the next begins.',
  ],
  'edits-the-past': [
    '',
    'Payments have been made under this version. Only its last day may change, and only from the day before the change on. Put it back as it was, and add a version.',
  ],
  'not-in-the-future': [
    '/effectiveFrom',
    'A new version begins on the day of the change or later. Choose a later first day.',
  ],
};

function policyPointer(versions: readonly SchemePolicy[], fault: ChangeFault): string {
  if (!('version' in fault)) return '/versions';
  const named = fault.version;
  const index = versions.findIndex(({ version }) => version === named);
  return index === -1 ? '/versions' : `/versions/${index}${POLICY_FAULTS[fault.code][0]}`;
}

const outsideYear = (versions: readonly SchemePolicy[]): readonly SchemeFault[] =>
  versions.flatMap(({ year, effectiveFrom, effectiveTo }, index) =>
    firstDayOf(year) <= effectiveFrom && effectiveTo <= lastDayOf(year)
      ? []
      : [
          {
            pointer: `/versions/${index}/year`,
            code: 'outside-its-year',
            detail:
              'A version governs days of one scheme year, 1 April to 31 March. Use a version for each year.',
          },
        ],
  );

/**
 * What is past when the change comes is what was before its day: claims for payments until then stay judged as they
 * were, also those that are yet to be paid between the proposal and the change.
 */
function policyFaults(base: SchemeRevision, versions: readonly SchemePolicy[], { effectiveOn }: Setting) {
  const faults = faultsOf(base.policies, { proposed: versions, approvedBy: [] }, addDays(effectiveOn, -1));
  const found = faults.flatMap((fault): readonly SchemeFault[] =>
    fault.code === 'needs-two-approvers'
      ? []
      : [{ pointer: policyPointer(versions, fault), code: fault.code, detail: POLICY_FAULTS[fault.code][1] }],
  );
  return [...found, ...outsideYear(versions)];
}

const ENTRY_FAULTS: Readonly<Record<EntryFault['code'], readonly [field: string, detail: string]>> = {
  'nothing-changes': ['', 'The list has all of this already. Change something.'],
  'period-upside-down': ['/validTo', 'The last day is before the first. Correct one of them.'],
  'line-twice': ['/code', 'Two lines have this code and first day. Remove one of them.'],
  'edits-the-past': [
    '/validFrom',
    'Payments have been made under this line. Only its names may change, and its last day from the day before the change on. Add a line from a later day.',
  ],
  overlap: [
    '/validFrom',
    'Another line of this code covers some of these days. End one the day before the other begins.',
  ],
};

const entryPointer = (fault: EntryFault): string =>
  fault.code === 'nothing-changes' ? '/entries' : `/entries/${fault.index}${ENTRY_FAULTS[fault.code][0]}`;

function dayFaults(base: SchemeRevision, { effectiveOn, today }: Setting): readonly SchemeFault[] {
  const pointer = '/effectiveOn';
  if (effectiveOn <= today)
    return [
      {
        pointer,
        code: 'not-in-the-future',
        detail: 'A change comes tomorrow at the earliest. Choose a later day.',
      },
    ];
  return effectiveOn < base.liveFrom
    ? [
        {
          pointer,
          code: 'before-another-change',
          detail: `Another change comes on ${formatDayInWords(base.liveFrom)}. Choose that day or a later one.`,
        },
      ]
    : [];
}

/** Every reason why the change cannot be made, seen beside the newest revision. Empty when it can. */
export function schemeFaults(
  base: SchemeRevision,
  change: SchemeChange,
  setting: Setting,
): readonly SchemeFault[] {
  const ofDay = dayFaults(base, setting);
  if (change.kind === 'policy') return [...ofDay, ...policyFaults(base, change.versions, setting)];
  const ofEntries = entryFaults(base.catalogue, change.entries, setting.effectiveOn).map((fault) => ({
    pointer: entryPointer(fault),
    code: fault.code,
    detail: ENTRY_FAULTS[fault.code][1],
  }));
  return [...ofDay, ...ofEntries];
}

const period = ({ effectiveFrom, effectiveTo }: SchemePolicy): string =>
  `for payments from ${formatDayInWords(effectiveFrom)} to ${formatDayInWords(effectiveTo)}`;

/** The version whose place a new one takes: the last that begins before it. */
const predecessor = (versions: readonly SchemePolicy[], { effectiveFrom }: SchemePolicy) =>
  versions
    .filter((version) => version.effectiveFrom < effectiveFrom)
    .toSorted((one, other) => (one.effectiveFrom < other.effectiveFrom ? -1 : 1))
    .at(-1);

function versionSentences(before: readonly SchemePolicy[], after: SchemePolicy): readonly string[] {
  const same = before.find(({ version }) => version === after.version);
  const said = (from: SchemePolicy) =>
    differences(from, after).map(({ sentence }) => `Version ${after.version}: ${sentence}`);
  if (same !== undefined) return said(same);
  const earlier = predecessor(before, after);
  const isNew = `Version ${after.version} is new, ${period(after)}.`;
  if (earlier === undefined) return [isNew];
  // Its days are in the first sentence.
  const { effectiveFrom, effectiveTo } = after;
  return [isNew, ...said({ ...earlier, effectiveFrom, effectiveTo })];
}

/** What a change changes, in plain words. */
export function sentencesOf(base: SchemeRevision, change: SchemeChange): readonly string[] {
  if (change.kind === 'catalogue') return catalogueSentences(base.catalogue, change.entries);
  const gone = base.policies.filter(
    ({ version }) => !change.versions.some((proposed) => proposed.version === version),
  );
  return [
    ...change.versions.flatMap((version) => versionSentences(base.policies, version)),
    ...gone.map((version) => `Version ${version.version}, ${period(version)}, is taken away.`),
  ];
}
