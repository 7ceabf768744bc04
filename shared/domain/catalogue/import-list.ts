import type { CalendarDay } from '../calendar-day.ts';
import type { CatalogueEntry } from '../catalogue.ts';
import { readCsv } from '../csv.ts';
import type { CsvFault, CsvRecord } from '../csv.ts';
import { failure, success } from '../result.ts';
import type { Result } from '../result.ts';
import { entryDifferences, entryFault, isSameLine, lineInWords } from './changes.ts';
import type { EntryDifference } from './changes.ts';
import { NEEDED_COLUMNS, entryOf, readPublishedLine } from './published-columns.ts';
import type { CellProblem, Cells } from './published-columns.ts';

export const ROW_OUTCOMES = ['accepted', 'unchanged', 'changed', 'error'] as const;

/** What became of one row of the file. */
export interface ImportedRow {
  /** The line of the file that the row begins on; the header is on line 1. */
  readonly line: number;
  readonly code?: string | undefined;
  readonly outcome: (typeof ROW_OUTCOMES)[number];
  readonly detail: string;
  /** Everything that is wrong with the row. Empty unless its outcome is an error: then nothing of it is taken. */
  readonly problems: readonly CellProblem[];
}

export interface ImportedList {
  /** The lines that are new or other than before. */
  readonly entries: readonly CatalogueEntry[];
  readonly rows: readonly ImportedRow[];
}

export type ListFault =
  | CsvFault
  | { readonly code: 'empty' }
  | { readonly code: 'too-many-rows'; readonly most: number }
  | { readonly code: 'column-twice' | 'column-missing'; readonly columns: readonly string[] };

/** More than four times the list of 2025-26. */
export const MOST_ROWS = 1_000;

type Fault = NonNullable<ReturnType<typeof entryFault>>;

const FAULTS: Readonly<Record<Fault['code'], CellProblem>> = {
  'period-upside-down': {
    column: 'valid_to',
    detail: 'The last day is before the first.',
    fix: 'Correct one of the two days.',
  },
  'line-twice': {
    column: 'code',
    detail: 'An earlier row of the file has the same code and first day.',
    fix: 'Remove one of the two rows.',
  },
  'edits-the-past': {
    column: 'valid_from',
    detail: 'Payments have been made under this line, and the row changes what they get.',
    fix: 'End the line with valid_to, and add the new terms in a row of their own from a later day.',
  },
  overlap: {
    column: 'valid_from',
    detail: 'Another line of the same code covers some of these days.',
    fix: 'Let one line end on the day before the other begins.',
  },
};

const listed = (differences: readonly EntryDifference[]): string =>
  differences.map(({ subject, before, after }) => `${subject} from ${before} to ${after}`).join('; ');

/** A change of the past is told with what it would change: the row itself looks like any other. */
function problemOf(fault: Fault, before: CatalogueEntry | undefined, entry: CatalogueEntry): CellProblem {
  const said = FAULTS[fault.code];
  return fault.code === 'edits-the-past' && before !== undefined
    ? { ...said, detail: `${said.detail} It changes ${listed(entryDifferences(before, entry))}.` }
    : said;
}

interface Listing {
  readonly catalogue: readonly CatalogueEntry[];
  readonly effectiveOn: CalendarDay;
}

/** The line of the code to fill a row up from: the same line, or else the latest. */
const pattern = (catalogue: readonly CatalogueEntry[], line: Pick<CatalogueEntry, 'code' | 'validFrom'>) =>
  catalogue.find((entry) => isSameLine(entry, line)) ??
  catalogue
    .filter(({ code }) => code === line.code)
    .toSorted((one, other) => (one.validFrom < other.validFrom ? -1 : 1))
    .at(-1);

interface Judged {
  readonly row: ImportedRow;
  readonly entry?: CatalogueEntry;
}

function judge(
  { line, cells }: { readonly line: number; readonly cells: Cells },
  taken: readonly CatalogueEntry[],
  { catalogue, effectiveOn }: Listing,
): Judged {
  const given = cells('code').trim();
  const named = /^[A-Za-z0-9/ ._-]{1,40}$/u.test(given) ? { line, code: given } : { line };
  const refused = (problems: readonly CellProblem[]): Judged => ({
    row: { ...named, outcome: 'error', detail: 'Nothing of this row is taken.', problems },
  });
  const published = readPublishedLine(cells);
  if (!published.ok) return refused(published.error);
  const entry = entryOf(published.value, pattern(catalogue, published.value));
  const fault = entryFault(catalogue, { entries: [...taken, entry], index: taken.length, effectiveOn });
  const before = catalogue.find((each) => isSameLine(each, entry));
  if (fault) return refused([problemOf(fault, before, entry)]);
  if (before === undefined)
    return {
      entry,
      row: { ...named, outcome: 'accepted', detail: `New. ${lineInWords(entry)}`, problems: [] },
    };
  const differences = entryDifferences(before, entry);
  if (differences.length === 0)
    return {
      entry,
      row: { ...named, outcome: 'unchanged', detail: 'The list has this line already.', problems: [] },
    };
  return {
    entry,
    row: { ...named, outcome: 'changed', detail: `Changed: ${listed(differences)}.`, problems: [] },
  };
}

function columnsOf(header: CsvRecord): Result<ReadonlyMap<string, number>, ListFault> {
  const names = header.cells.map((cell) => cell.trim().toLowerCase());
  const twice = names.filter((name, index) => name !== '' && names.indexOf(name) !== index);
  if (twice.length > 0) return failure({ code: 'column-twice', columns: [...new Set(twice)] });
  const missing = NEEDED_COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) return failure({ code: 'column-missing', columns: missing });
  return success(new Map(names.map((name, index) => [name, index])));
}

/** A row with another number of cells was cut in the wrong place, so no cell of it can be trusted. */
const misshapen = (line: number, expected: number, found: number): ImportedRow => ({
  line,
  outcome: 'error',
  detail: 'Nothing of this row is taken.',
  problems: [
    {
      column: '',
      detail: `The row has ${found} cells, and the header has ${expected}.`,
      fix: 'Put cells with commas or line ends in them in quotes.',
    },
  ],
});

/**
 * Reads the published list. Every row is judged by itself and beside the rows before it: it is new, changed, the same,
 * or wrong, and then it says where and what to do. Nothing is changed here: the lines go into a change set.
 */
export function importList(csv: string, listing: Listing): Result<ImportedList, ListFault> {
  const read = readCsv(csv);
  if (!read.ok) return read;
  const [header, ...records] = read.value;
  if (header === undefined || records.length === 0) return failure({ code: 'empty' });
  if (records.length > MOST_ROWS) return failure({ code: 'too-many-rows', most: MOST_ROWS });
  const columns = columnsOf(header);
  if (!columns.ok) return columns;
  const taken: CatalogueEntry[] = [];
  const entries: CatalogueEntry[] = [];
  const rows = records.map(({ line, cells }): ImportedRow => {
    if (cells.length !== header.cells.length) return misshapen(line, header.cells.length, cells.length);
    const byName: Cells = (column) => cells[columns.value.get(column) ?? -1] ?? '';
    const { row, entry } = judge({ line, cells: byName }, taken, listing);
    if (entry !== undefined) taken.push(entry);
    if (entry !== undefined && row.outcome !== 'unchanged') entries.push(entry);
    return row;
  });
  return success({ entries, rows });
}

/** How many rows came to what. */
export const countRows = (rows: readonly ImportedRow[]): Readonly<Record<ImportedRow['outcome'], number>> => {
  const count = (outcome: ImportedRow['outcome']): number =>
    rows.filter((row) => row.outcome === outcome).length;
  return {
    accepted: count('accepted'),
    unchanged: count('unchanged'),
    changed: count('changed'),
    error: count('error'),
  };
};
