import { invalidArgument, notImplemented, S3Error } from './s3-error.ts';
import type { ObjectVersion } from './versions.ts';

type Headers = ReadonlyMap<string, string>;

const names = (list: string, eTag: string): boolean =>
  list.split(',').some((candidate) => {
    const bare = candidate.trim().replace(/^W\//u, '');
    return bare === '*' || bare === eTag || `"${bare}"` === eTag;
  });

function httpDate(headers: Headers, name: string): number | undefined {
  const value = headers.get(name);
  if (value === undefined) return undefined;
  const time = Date.parse(value);
  if (Number.isNaN(time)) throw invalidArgument(`${name} is not a date.`);
  return time;
}

/** Last-Modified has no fractions of a second, so conditions on it must not see them either. */
const wholeSeconds = (date: Date): number => Math.floor(date.getTime() / 1000) * 1000;

/** Whether the caller's copy is still good (answer 304). A failed `If-Match` or `If-Unmodified-Since` is refused. */
export function isUnmodified(headers: Headers, version: ObjectVersion): boolean {
  const match = headers.get('if-match');
  const unmodifiedSince = httpDate(headers, 'if-unmodified-since');
  const modified = wholeSeconds(version.modified);
  const holds =
    match === undefined
      ? unmodifiedSince === undefined || modified <= unmodifiedSince
      : names(match, version.object.eTag);
  if (!holds) {
    const message = 'At least one of the pre-conditions you specified did not hold.';
    throw new S3Error({ status: 412, code: 'PreconditionFailed', message });
  }
  const noneMatch = headers.get('if-none-match');
  if (noneMatch !== undefined) return names(noneMatch, version.object.eTag);
  const modifiedSince = httpDate(headers, 'if-modified-since');
  return modifiedSince !== undefined && modified <= modifiedSince;
}

/** Whether a write asks to create and never to replace: `If-None-Match: *`. Any other value is refused. */
export function asksForAbsence(headers: Headers): boolean {
  const value = headers.get('if-none-match');
  if (value === undefined) return false;
  if (value === '*') return true;
  throw notImplemented(`If-None-Match: ${value} on a write (only *)`);
}

export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/** Reads one byte range of an object of `size` bytes. Undefined when none is asked for. */
export function readRange(header: string | undefined, size: number): ByteRange | undefined {
  if (header === undefined) return undefined;
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/u.exec(header) ?? [];
  if (first === '' && last === '') throw notImplemented(`the range ${header} (one range of bytes only)`);
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start <= end) return { start, length: end - start + 1 };
  throw new S3Error({
    status: 416,
    code: 'InvalidRange',
    message: 'The requested range is not satisfiable.',
    headers: { 'content-range': `bytes */${size}` },
  });
}
