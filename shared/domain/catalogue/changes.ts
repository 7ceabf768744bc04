import { addDays, formatDayInWords } from '../calendar-day.ts';
import type { CalendarDay } from '../calendar-day.ts';
import type { CatalogueEntry } from '../catalogue.ts';
import { formatPence } from '../money.ts';

/** What is different in one field of a line, as people say it. */
export interface EntryDifference {
  readonly field: keyof CatalogueEntry;
  readonly subject: string;
  readonly before: string;
  readonly after: string;
}

type Reading = readonly [
  field: keyof CatalogueEntry,
  subject: string,
  read: (entry: CatalogueEntry) => string,
];

const or = (value: string | number | undefined): string =>
  value === undefined ? 'not given' : String(value);
const yesNo = (value: boolean): string => (value ? 'yes' : 'no');

const READINGS: readonly Reading[] = [
  ['title', 'title', ({ title }) => title],
  ['kind', 'kind', ({ kind }) => kind],
  ['awardingOrganisation', 'awarding organisation', (entry) => or(entry.awardingOrganisation)],
  ['level', 'level', ({ level }) => or(level)],
  ['fund', 'fund', ({ fund }) => fund],
  ['split', 'claim of 60% at the start', ({ split }) => yesNo(split)],
  ['rate', 'rate', ({ rate }) => (rate === 'fixed' ? 'a fixed amount' : 'the price, up to a maximum')],
  ['maximumPence', 'most for one learner', ({ maximumPence }) => formatPence(maximumPence)],
  ['validFrom', 'first day of payment', ({ validFrom }) => formatDayInWords(validFrom)],
  ['validTo', 'last day of payment', ({ validTo }) => formatDayInWords(validTo)],
  ['minimumAge', 'youngest age', ({ minimumAge }) => or(minimumAge)],
  ['course', 'training that it is the same as', ({ course }) => or(course)],
  [
    'firstStart',
    'first day to start',
    ({ firstStart }) => (firstStart === undefined ? 'not given' : formatDayInWords(firstStart)),
  ],
  ['illustrative', 'rate is illustrative', ({ illustrative }) => yesNo(illustrative)],
];

/** What is different between two lines, in a fixed order. Empty when they mean the same. */
export const entryDifferences = (before: CatalogueEntry, after: CatalogueEntry): readonly EntryDifference[] =>
  READINGS.flatMap(([field, subject, read]) => {
    const [was, is] = [read(before), read(after)];
    return was === is ? [] : [{ field, subject, before: was, after: is }];
  });

/** A line is told from others by its code and its first day of payment: they never change. */
export const isSameLine = (
  one: Pick<CatalogueEntry, 'code' | 'validFrom'>,
  other: Pick<CatalogueEntry, 'code' | 'validFrom'>,
): boolean => one.code === other.code && one.validFrom === other.validFrom;

const keyOf = ({ code, validFrom }: CatalogueEntry): string => `${code} ${validFrom}`;

/** The list with these lines put in: each takes the place of the same line, or is new. */
export function withEntries(
  catalogue: readonly CatalogueEntry[],
  entries: readonly CatalogueEntry[],
): readonly CatalogueEntry[] {
  return [...new Map([...catalogue, ...entries].map((entry) => [keyOf(entry), entry])).values()];
}

export type EntryFault =
  | { readonly code: 'nothing-changes' }
  | { readonly code: 'period-upside-down' | 'edits-the-past' | 'line-twice'; readonly index: number }
  | { readonly code: 'overlap'; readonly index: number; readonly other: CatalogueEntry };

/** What may be put right in a line by which payments have been made: how it is called, and when it ends. */
const CORRECTABLE: readonly (keyof CatalogueEntry)[] = ['title', 'awardingOrganisation', 'validTo'];

/**
 * Whether the line would change for payments made before `effectiveOn`. A line that is new takes nothing from anybody,
 * whatever days it covers; one that has begun keeps its money, and ends no sooner than the day before the change.
 */
function editsThePast(before: CatalogueEntry, after: CatalogueEntry, effectiveOn: CalendarDay): boolean {
  if (before.validFrom >= effectiveOn) return false;
  const changed = entryDifferences(before, after).map(({ field }) => field);
  if (changed.some((field) => !CORRECTABLE.includes(field))) return true;
  const eve = addDays(effectiveOn, -1);
  return changed.includes('validTo') && (before.validTo < eve || after.validTo < eve);
}

const overlaps = (one: CatalogueEntry, other: CatalogueEntry): boolean =>
  one.code === other.code && one.validFrom <= other.validTo && other.validFrom <= one.validTo;

/** What is wrong with one line that is put in, seen beside the list that it goes into. */
export function entryFault(
  catalogue: readonly CatalogueEntry[],
  {
    entries,
    index,
    effectiveOn,
  }: {
    readonly entries: readonly CatalogueEntry[];
    readonly index: number;
    readonly effectiveOn: CalendarDay;
  },
): Exclude<EntryFault, { readonly code: 'nothing-changes' }> | undefined {
  const entry = entries[index];
  if (entry === undefined) return undefined;
  if (entry.validTo < entry.validFrom) return { code: 'period-upside-down', index };
  if (entries.slice(0, index).some((earlier) => isSameLine(earlier, entry)))
    return { code: 'line-twice', index };
  const before = catalogue.find((line) => isSameLine(line, entry));
  if (before !== undefined && editsThePast(before, entry, effectiveOn))
    return { code: 'edits-the-past', index };
  const ofCode = (lines: readonly CatalogueEntry[]) => lines.filter(({ code }) => code === entry.code);
  const beside = withEntries(ofCode(catalogue), ofCode(entries)).filter((line) => !isSameLine(line, entry));
  const other = beside.find((line) => overlaps(line, entry));
  return other && { code: 'overlap', index, other };
}

/** Why these lines cannot be put into the list on that day. Empty when they can. */
export function entryFaults(
  catalogue: readonly CatalogueEntry[],
  entries: readonly CatalogueEntry[],
  effectiveOn: CalendarDay,
): readonly EntryFault[] {
  const found = entries.flatMap(
    (_entry, index) => entryFault(catalogue, { entries, index, effectiveOn }) ?? [],
  );
  const changes = entries.some((entry) => {
    const before = catalogue.find((line) => isSameLine(line, entry));
    return before === undefined || entryDifferences(before, entry).length > 0;
  });
  return [...(changes ? [] : [{ code: 'nothing-changes' } as const]), ...found];
}

/** A line in one sentence. */
export const lineInWords = (entry: CatalogueEntry): string =>
  `${entry.rate === 'fixed' ? 'A fixed' : 'Up to'} ${formatPence(entry.maximumPence)}${
    entry.illustrative ? ' (illustrative)' : ''
  } for payments from ${formatDayInWords(entry.validFrom)} to ${formatDayInWords(entry.validTo)}.`;

/** What putting these lines in changes, in plain words: one sentence for each new line and each changed field. */
export const catalogueSentences = (
  catalogue: readonly CatalogueEntry[],
  entries: readonly CatalogueEntry[],
): readonly string[] =>
  entries.flatMap((entry) => {
    const before = catalogue.find((line) => isSameLine(line, entry));
    const name = `${entry.code}, ${entry.title}`;
    if (before === undefined) return [`${name}, is new. ${lineInWords(entry)}`];
    return entryDifferences(before, entry).map(
      ({ subject, before: was, after: is }) => `${name}: the ${subject} changes from ${was} to ${is}.`,
    );
  });
