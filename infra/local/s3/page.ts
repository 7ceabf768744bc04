import { invalidArgument } from './s3-error.ts';

const MAX_PAGE = 1000;

/** One line of a listing: a row, or all keys that share a beginning up to the delimiter. */
export type Entry<Row> =
  | { readonly kind: 'row'; readonly key: string; readonly row: Row }
  | { readonly kind: 'group'; readonly key: string };

interface Page<Row> {
  readonly entries: readonly Entry<Row>[];
  readonly truncated: boolean;
}

export interface Grouping {
  readonly prefix: string;
  /** Empty for none. */
  readonly delimiter: string;
}

/** The common prefix under which a listing shows `key`; undefined when it shows the key itself. */
export function groupOf(key: string, { prefix, delimiter }: Grouping): string | undefined {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}

/**
 * Cuts one page out of rows in key order that begin no earlier than the prefix. `limit` counts groups and rows
 * alike; `shown` is a group that an earlier page has shown.
 */
export function cutPage<Row extends { readonly key: string }>(
  rows: Iterable<Row>,
  cut: Grouping & { readonly limit: number; readonly shown: string | undefined },
): Page<Row> {
  const entries: Entry<Row>[] = [];
  let group = cut.shown;
  for (const row of rows) {
    if (!row.key.startsWith(cut.prefix)) break;
    const common = groupOf(row.key, cut);
    if (common !== undefined && common === group) continue;
    if (entries.length >= cut.limit) return { entries, truncated: cut.limit > 0 };
    entries.push(common === undefined ? { kind: 'row', key: row.key, row } : { kind: 'group', key: common });
    group = common;
  }
  return { entries, truncated: false };
}

/** Reads `max-keys`; more than a thousand means a thousand. */
export function readLimit(query: ReadonlyMap<string, string>): number {
  const asked = query.get('max-keys') ?? String(MAX_PAGE);
  if (!/^\d{1,9}$/u.test(asked))
    throw invalidArgument('Argument max-keys must be an integer between 0 and 2147483647.');
  return Math.min(Number(asked), MAX_PAGE);
}
