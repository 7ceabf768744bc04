import * as z from 'zod';
import type { TableDefinition } from '../../../infra/local/dynamodb/table-definition.ts';
import { AnswerError } from './answers.ts';
import { imageOf, keyOf, keyText, partitionNameOf } from './images.ts';
import type { Image } from './images.ts';
import type { WireItem } from './item-size.ts';
import { tableNamed } from './service.ts';
import type { Service } from './service.ts';

const wireItem = z.record(z.string(), z.unknown());

const writeShape = z.looseObject({
  TableName: z.string(),
  Item: wireItem.optional(),
  Key: wireItem.optional(),
  ConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  ExpressionAttributeValues: wireItem.optional(),
  ReturnValuesOnConditionCheckFailure: z.string().optional(),
});

const KINDS = ['Put', 'Update', 'Delete', 'ConditionCheck'] as const;
export type WriteKind = (typeof KINDS)[number];

const transactionShape = z.looseObject({
  TransactItems: z.array(z.partialRecord(z.enum(KINDS), writeShape)).min(1),
});

/** One write of one item, alone or in a transaction. */
export interface WriteAction {
  readonly kind: WriteKind;
  readonly table: TableDefinition;
  readonly key: WireItem;
  /** Names the item among those of all tables. */
  readonly item: string;
  /** The item's partition, as the buckets know it. */
  readonly bucket: string;
  /** What a put puts there. */
  readonly put: Image | undefined;
  readonly written: z.output<typeof writeShape>;
}

const bucketOf = (table: TableDefinition, item: WireItem): string =>
  `${table.name} ${JSON.stringify(item[partitionNameOf(table.keySchema)])}`;

export const placeOf = (table: TableDefinition, item: WireItem) => ({
  key: keyOf(table, item),
  item: `${table.name} ${keyText(table, item)}`,
  bucket: bucketOf(table, item),
});

function toAction(service: Service, kind: WriteKind, written: z.output<typeof writeShape>): WriteAction {
  const table = tableNamed(service, written.TableName);
  const whole = kind === 'Put' ? written.Item : written.Key;
  if (whole === undefined) throw new AnswerError(`A ${kind} names no item.`);
  const put = kind === 'Put' ? imageOf(table, whole) : undefined;
  return { kind, table, put, written, ...placeOf(table, whole) };
}

export const singleAction = (service: Service, kind: WriteKind, input: unknown): WriteAction =>
  toAction(service, kind, writeShape.parse(input));

export function transactionActions(service: Service, input: unknown): readonly WriteAction[] {
  return transactionShape.parse(input).TransactItems.map((item) => {
    const [only, ...others] = KINDS.flatMap((kind) => {
      const written = item[kind];
      return written ? [toAction(service, kind, written)] : [];
    });
    if (only === undefined || others.length > 0) {
      throw new AnswerError('An action is not exactly one write.');
    }
    return only;
  });
}

/** What will be there after the write, or `unknown` where only the engine can say. */
export function imageAfter(action: WriteAction, before: Image | undefined): Image | undefined | 'unknown' {
  switch (action.kind) {
    case 'Put':
      return action.put;
    case 'Delete':
      return undefined;
    case 'ConditionCheck':
      return before;
    case 'Update':
      return 'unknown';
  }
}
