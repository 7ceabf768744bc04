import { parseCalendarDay } from '../calendar-day.ts';
import type { CalendarDay } from '../calendar-day.ts';
import { FUNDS } from '../catalogue.ts';
import type { CatalogueEntry, FundName, RateKind, TrainingKind } from '../catalogue.ts';
import { failure, success } from '../result.ts';
import type { Result } from '../result.ts';

/** What is wrong with one cell of the published list, and what to do about it. */
export interface CellProblem {
  readonly column: string;
  readonly detail: string;
  readonly fix: string;
}

/** The columns that an import cannot do without, by their names in the published list. */
export const NEEDED_COLUMNS = [
  'code',
  'title',
  'level',
  'type',
  'awarding_organisation_or_provider',
  'max_reimbursement_gbp',
  'split',
  'valid_from',
  'valid_to',
  'oliver_fund',
] as const;

/** One row by the names of its columns. A column that the file does not have is empty. */
export type Cells = (column: string) => string;

/** What a row says of its line. What the list has no column for, or leaves empty, is undefined. */
export interface PublishedLine {
  readonly code: string;
  readonly title: string;
  readonly kind: TrainingKind;
  readonly awardingOrganisation: string | undefined;
  readonly level: number | undefined;
  readonly fund: FundName;
  readonly split: boolean;
  readonly maximumPence: number;
  readonly validFrom: CalendarDay;
  readonly validTo: CalendarDay;
  readonly rate: RateKind | undefined;
  readonly minimumAge: number | undefined;
  readonly course: string | undefined;
  readonly illustrative: boolean;
}

type Read<Value> = Result<Value, CellProblem>;

const problem = (
  column: string,
  detail: string,
  fix: string,
): { readonly ok: false; readonly error: CellProblem } => failure({ column, detail, fix });

/** A cell that begins so is run as a formula by the spreadsheet of whoever opens the list. */
const FORMULA = /^[=+\-@\t\r]/u;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}]/u;

function text(cells: Cells, column: string, longest: number): Read<string | undefined> {
  const value = cells(column).trim();
  if (value === '') return success(undefined);
  if (FORMULA.test(cells(column)) || FORMULA.test(value))
    return problem(column, 'The cell begins like a formula.', 'Begin it with a letter or a digit.');
  if (UNSEEN.test(value))
    return problem(column, 'The cell has characters that cannot be seen.', 'Type the cell again.');
  if (value.length > longest)
    return problem(column, `The cell is longer than ${longest} characters.`, 'Shorten it.');
  return success(value);
}

function needed(cells: Cells, column: string, longest: number): Read<string> {
  const read = text(cells, column, longest);
  if (!read.ok) return read;
  return read.value === undefined
    ? problem(
        column,
        'The cell is empty.',
        'Fill it in; a line cannot be told from others, or paid, without it.',
      )
    : success(read.value);
}

function code(cells: Cells, column: string): Read<string> {
  const read = needed(cells, column, 40);
  if (!read.ok || /^[A-Za-z0-9][A-Za-z0-9/ ._-]*$/u.test(read.value)) return read;
  return problem(column, 'This is not a code.', 'Use letters, digits, and / . - _ between them.');
}

function choice<Value>(cells: Cells, column: string, values: Readonly<Record<string, Value>>): Read<Value> {
  const given = cells(column).trim().toLowerCase();
  const found = Object.entries(values).find(([name]) => name === given);
  return found === undefined
    ? problem(
        column,
        'The cell has a value that is not known here.',
        `Use one of: ${Object.keys(values).join(', ')}.`,
      )
    : success(found[1]);
}

function wholeNumber(cells: Cells, column: string, most: number): Read<number | undefined> {
  const given = cells(column).trim();
  if (given === '') return success(undefined);
  const value = /^\d{1,3}$/u.test(given) ? Number(given) : 0;
  return value >= 1 && value <= most
    ? success(value)
    : problem(
        column,
        'This is not a number that can be meant.',
        `Use a whole number from 1 to ${most}, or leave it empty.`,
      );
}

/** £1,540 · 1540 · 1540.00 · £12.50: commas only between thousands, pence in two digits. */
const MONEY = /^£?\s?(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{2}))?$/u;
/** Above any price of a course in care. */
const MOST_PENCE = 10_000_000;

function amount(cells: Cells, column: string): Read<number> {
  const given = cells(column).trim();
  if (given === '')
    return problem(
      column,
      'No source gives a rate for this line.',
      'Give the most that is paid for one learner.',
    );
  const match = MONEY.exec(given);
  if (match === null)
    return problem(column, 'This is not an amount of money.', 'Write it as 1540, 1540.00 or £1,540.');
  const value = Number((match[1] ?? '').replaceAll(',', '')) * 100 + Number(match[2] ?? '0');
  return value >= 1 && value <= MOST_PENCE
    ? success(value)
    : problem(column, 'This amount cannot be meant.', 'Use more than £0 and at most £100,000.');
}

/** The stated day, or else the one that was inferred from other sources. */
function day(cells: Cells, column: string): Read<CalendarDay> {
  const stated = cells(column).trim();
  const given = stated === '' ? cells(`inferred_${column}`).trim() : stated;
  const from = stated === '' && given !== '' ? `inferred_${column}` : column;
  if (given === '') return problem(from, 'The line has no such day.', 'Give it as 2025-04-01.');
  return parseCalendarDay(given).ok
    ? success(given)
    : problem(from, 'This is not a day that exists.', 'Write days as 2025-04-01.');
}

const [MAIN, OLIVER] = FUNDS;
const YES_NO = { y: true, n: false } as const;
const SPLIT = { '60/40': true, '100': false } as const;
const KINDS = { course: 'course', qualification: 'qualification' } as const;
const RATES = { '': undefined, 'up-to-maximum': 'up-to-maximum', fixed: 'fixed' } as const;

function readAll(cells: Cells) {
  return {
    code: code(cells, 'code'),
    title: needed(cells, 'title', 200),
    kind: choice<TrainingKind>(cells, 'type', KINDS),
    awardingOrganisation: text(cells, 'awarding_organisation_or_provider', 200),
    level: wholeNumber(cells, 'level', 8),
    oliver: choice<boolean>(cells, 'oliver_fund', YES_NO),
    split: choice<boolean>(cells, 'split', SPLIT),
    maximumPence: amount(cells, 'max_reimbursement_gbp'),
    validFrom: day(cells, 'valid_from'),
    validTo: day(cells, 'valid_to'),
    rate: choice<RateKind | undefined>(cells, 'rate', RATES),
    minimumAge: wholeNumber(cells, 'minimum_age', 99),
    course: text(cells, 'same_as', 40),
  };
}

/** A rate in which nobody has much confidence, or none stated, is marked wherever it is shown. */
const isIllustrative = (cells: Cells): boolean => /^(?:low|n\/a)/iu.test(cells('rate_confidence').trim());

/** What a row says, or everything that is wrong with it. */
export function readPublishedLine(cells: Cells): Result<PublishedLine, readonly CellProblem[]> {
  const read = readAll(cells);
  const problems = Object.values(read).flatMap((cell) => (cell.ok ? [] : [cell.error]));
  const { code: itsCode, title, kind, awardingOrganisation, level, oliver } = read;
  const { split, maximumPence, validFrom, validTo, rate, minimumAge, course } = read;
  // Each is asked, so that the compiler knows what is there.
  if (!itsCode.ok || !title.ok || !kind.ok || !awardingOrganisation.ok || !level.ok || !oliver.ok)
    return failure(problems);
  if (!split.ok || !maximumPence.ok || !validFrom.ok || !validTo.ok) return failure(problems);
  if (!rate.ok || !minimumAge.ok || !course.ok) return failure(problems);
  return success({
    code: itsCode.value,
    title: title.value,
    kind: kind.value,
    awardingOrganisation: awardingOrganisation.value,
    level: level.value,
    fund: oliver.value ? OLIVER : MAIN,
    split: split.value,
    maximumPence: maximumPence.value,
    validFrom: validFrom.value,
    validTo: validTo.value,
    rate: rate.value,
    minimumAge: minimumAge.value,
    course: course.value,
    illustrative: isIllustrative(cells),
  });
}

/** The line as the list keeps it. What the row does not say stays as the code's latest line has it. */
export function entryOf(published: PublishedLine, latest: CatalogueEntry | undefined): CatalogueEntry {
  return {
    ...published,
    awardingOrganisation: published.awardingOrganisation ?? latest?.awardingOrganisation,
    level: published.level ?? latest?.level,
    rate: published.rate ?? latest?.rate ?? 'up-to-maximum',
    minimumAge: published.minimumAge ?? latest?.minimumAge,
    course: published.course ?? latest?.course,
    firstStart: latest?.firstStart,
  };
}
