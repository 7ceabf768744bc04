import * as z from 'zod';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { IdempotencyRecord, IdempotencyStore } from '../../application/ports/idempotency-store.ts';
import { identifier } from '../../contracts/stored/shape.ts';
import type { ShapeOf } from '../../contracts/stored/shape.ts';
import type { TableNames } from './client.ts';
import { attributeOf, checked } from './item.ts';
import { idempotencyKey } from './keys.ts';
import { readItem } from './read.ts';
import { ABSENT } from './condition.ts';
import { put } from './transact.ts';
import type { Action } from './transact.ts';

const recordSchema = z.strictObject({
  scope: identifier,
  key: identifier,
  fingerprint: identifier,
  result: z.string(),
} satisfies ShapeOf<IdempotencyRecord>);

/** Keeps the record, unless its key was used before. It goes first: under a used key nothing else counts. */
export function keepOnce<Refusal>(
  claimsTable: string,
  record: IdempotencyRecord | undefined,
  refusal: Refusal,
): readonly Action<Refusal>[] {
  if (record === undefined) return [];
  const key = idempotencyKey(record.scope, record.key);
  const row = { ...key, record: checked(recordSchema, record, { record: 'idempotency record', key }) };
  return [{ write: put(claimsTable, row, ABSENT), refusal: () => refusal }];
}

/** Finds what a write under a key did. The records themselves are written with the work, by the other stores. */
export const createIdempotencyStore = (options: {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'claims'>;
}): IdempotencyStore => ({
  async find(scope, key) {
    const rowKey = idempotencyKey(scope, key);
    const item = await readItem(options.client, options.tables.claims, rowKey);
    const place = { record: 'idempotency record', key: rowKey };
    return item && attributeOf(item, { name: 'record', schema: recordSchema }, place);
  },
});
