import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import * as z from 'zod';
import type { World } from './world.ts';

const text = z.object({ S: z.string() });
const item = z.looseObject({
  pk: text.optional(),
  sk: text.optional(),
  line: text.optional(),
  ticketId: text.optional(),
});
const page = z.object({
  Items: z.array(item),
  LastEvaluatedKey: z.record(z.string(), z.unknown()).optional(),
});

type Item = z.output<typeof item>;
export type Snapshot = ReadonlyMap<string, Item>;

/** The engine wants a signature to be there, and does not look at it. */
const UNCHECKED_SIGNATURE =
  'AWS4-HMAC-SHA256 Credential=local/20251001/eu-west-2/dynamodb/aws4_request, SignedHeaders=host, Signature=00';

const keyOf = ({ pk, sk, line, ticketId }: Item): string =>
  [pk, sk, line, ticketId].flatMap((part) => part?.S ?? []).join(' ');

async function rowsOf({ data }: World, table: string): Promise<readonly (readonly [string, Item])[]> {
  const rows: (readonly [string, Item])[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const answer = await fetch(data.engine.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.Scan',
        'x-amz-date': '20251001T000000Z',
        authorization: UNCHECKED_SIGNATURE,
      },
      body: JSON.stringify({ TableName: table, ConsistentRead: true, ExclusiveStartKey: from }),
    });
    const { Items, LastEvaluatedKey } = page.parse(await answer.json());
    rows.push(...Items.map((row) => [`${table} ${keyOf(row)}`, row] as const));
    from = LastEvaluatedKey;
  } while (from !== undefined);
  return rows;
}

/** Every row of every table by its key, in the engine's own words: nothing is lost on the way into plain values. */
export async function snapshot(world: World): Promise<Snapshot> {
  const { claims, line, funds, outbox } = world.data.tables;
  const rows = await Promise.all([claims, line, funds, outbox].map((table) => rowsOf(world, table)));
  return new Map(rows.flat());
}

/** The rows that were not there before, or not like this, and those that were and are not any more. */
export async function changesSince(world: World, before: Snapshot) {
  const after = await snapshot(world);
  const missing = (from: Snapshot, than: Snapshot) =>
    [...from].filter(([key, row]) => !isDeepStrictEqual(row, than.get(key)));
  return { fresh: missing(after, before), gone: missing(before, after) };
}

/** Does something that must leave every byte as it was. */
export async function changingNothing<Answer>(world: World, work: () => Promise<Answer>): Promise<Answer> {
  const before = await snapshot(world);
  const answer = await work();
  expect(await changesSince(world, before)).toEqual({ fresh: [], gone: [] });
  return answer;
}
