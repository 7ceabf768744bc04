import * as z from 'zod';
import { BadCursorError } from './errors.ts';

const parts = z.tuple([z.string(), z.string()]);

/** A place in a list, in a form that says nothing to its holder and fits into a URL. */
export const cursorAt = (list: string, position: string): string =>
  Buffer.from(JSON.stringify([list, position])).toString('base64url');

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * The place that the cursor stands for. It only ever says where to go on in a partition that the caller may read, so it
 * opens nothing; it must still be one of this list's, in the exact form in which it was given out.
 */
export function positionOf(cursor: string, list: { readonly name: string; readonly shape: RegExp }): string {
  const decoded = parts.safeParse(decode(cursor));
  if (!decoded.success) throw new BadCursorError();
  const [name, position] = decoded.data;
  const isOurs = name === list.name && list.shape.test(position) && cursorAt(name, position) === cursor;
  if (!isOurs) throw new BadCursorError();
  return position;
}

/** Cuts a page of `limit` out of what was read, when one more than `limit` was asked for. */
export function cutPage<Entry>(
  entries: readonly Entry[],
  limit: number,
  cursorOf: (last: Entry) => string,
): { readonly items: readonly Entry[]; readonly cursor?: string } {
  const items = entries.slice(0, limit);
  const last = items.at(-1);
  return entries.length > limit && last !== undefined ? { items, cursor: cursorOf(last) } : { items };
}
