import { failure, success } from './result.ts';
import type { Result } from './result.ts';

/** One record of a file, with the line of the file that it begins on. Lines count from 1. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

export type CsvFault =
  /** A quote was opened and never closed. */
  | { readonly code: 'unclosed-quote'; readonly line: number }
  /** A quote stands inside a cell that does not begin with one, or text follows a closing quote. */
  | { readonly code: 'stray-quote'; readonly line: number };

/** A quoted cell (its quotes doubled inside), or a plain one; then a comma, the end of the line, or of the file. */
const CELL = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\r|\n|$)/y;
const LINE_END = /\r\n|\r|\n/g;
const BYTE_ORDER_MARK = '\uFEFF';

const lineEndsIn = (text: string): number => text.match(LINE_END)?.length ?? 0;

const faultAt = (rest: string, line: number): CsvFault =>
  rest.startsWith('"') && !/^"[^"]*(?:""[^"]*)*"/.test(rest)
    ? { code: 'unclosed-quote', line }
    : { code: 'stray-quote', line };

/**
 * Reads comma-separated values as RFC 4180 has them. A byte order mark, CRLF, LF, and a missing last line end are as
 * good; lines without anything in them are left out. Strict otherwise: what could be read in two ways is refused.
 */
export function readCsv(text: string): Result<readonly CsvRecord[], CsvFault> {
  const content = text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  const records: CsvRecord[] = [];
  let cells: string[] = [];
  let [line, began, position] = [1, 1, 0];
  while (position < content.length || cells.length > 0) {
    CELL.lastIndex = position;
    const found = CELL.exec(content);
    if (found === null) return failure(faultAt(content.slice(position), line));
    const [whole, quoted, plain = '', end = ''] = found;
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    position += whole.length;
    line += lineEndsIn(whole);
    if (end === ',') continue;
    if (cells.length > 1 || cells[0] !== '') records.push({ line: began, cells });
    cells = [];
    began = line;
  }
  return success(records);
}
