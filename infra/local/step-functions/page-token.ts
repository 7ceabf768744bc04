import * as z from 'zod';
import { invalidToken } from './service-error.ts';

const schema = z.strictObject({ of: z.string(), from: z.int() });
const DEFAULT_PAGE = 100;

interface Asked {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** Where a page starts and how long it may be. `of` names the listing: a token of another one is refused. */
export function readPage(
  of: string,
  { maxResults, nextToken }: Asked,
): { from: number | undefined; limit: number } {
  const limit = maxResults === undefined || maxResults === 0 ? DEFAULT_PAGE : maxResults;
  if (nextToken === undefined) return { from: undefined, limit };
  try {
    const token = schema.parse(JSON.parse(Buffer.from(nextToken, 'base64url').toString()));
    if (token.of === of) return { from: token.from, limit };
  } catch {
    // Not a token of ours at all; refused below like one of another listing.
  }
  throw invalidToken();
}

function writePageToken(of: string, from: number): string {
  return Buffer.from(JSON.stringify({ of, from })).toString('base64url');
}

/** The items of a page and the token of the next one, from one item more than the page may have. */
export function cutPage<Item>(
  of: string,
  found: readonly Item[],
  { limit, key }: { limit: number; key: (item: Item) => number },
) {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const more = found.length > limit && last !== undefined;
  return { items, next: more ? { nextToken: writePageToken(of, key(last)) } : {} };
}
