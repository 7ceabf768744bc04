import { BatchGetItemCommand, GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient, QueryCommandInput } from '@aws-sdk/client-dynamodb';
import { patiently, untilNothingIsLeft } from './back-off.ts';
import { toItem, toKey } from './item.ts';
import type { Item } from './item.ts';
import type { AnyKey } from './keys.ts';

/** DynamoDB gives at most so many items for one request. */
const KEYS_IN_A_BATCH = 100;
/** Asked side by side, so that a whole batch of tickets costs the time of one request. */
const BATCHES_AT_ONCE = 8;

/** Reads one item of a table, consistently: somebody is about to decide on it. */
export async function readItem(
  client: DynamoDBClient,
  table: string,
  key: AnyKey,
): Promise<Item | undefined> {
  const command = new GetItemCommand({ TableName: table, Key: toKey(key), ConsistentRead: true });
  const { Item: item } = await patiently(() => client.send(command));
  return item;
}

/** Reads many items of one table, consistently, in no order. Absent ones are left out; a key may be named twice. */
export async function readItems(
  client: DynamoDBClient,
  table: string,
  keys: readonly AnyKey[],
): Promise<readonly Item[]> {
  const distinct = [...new Map(keys.map((key) => [JSON.stringify(toKey(key)), toKey(key)])).values()];
  const found: Item[] = [];
  const readBatch = (from: number): Promise<void> =>
    untilNothingIsLeft(distinct.slice(from, from + KEYS_IN_A_BATCH), async (left) => {
      const RequestItems = { [table]: { Keys: left, ConsistentRead: true } };
      const answer = await patiently(() => client.send(new BatchGetItemCommand({ RequestItems })));
      found.push(...(answer.Responses?.[table] ?? []));
      return answer.UnprocessedKeys?.[table]?.Keys;
    });
  const together = KEYS_IN_A_BATCH * BATCHES_AT_ONCE;
  for (let from = 0; from < distinct.length; from += together) {
    const batches = Math.ceil(Math.min(together, distinct.length - from) / KEYS_IN_A_BATCH);
    await Promise.all(
      Array.from({ length: batches }, (_, batch) => readBatch(from + batch * KEYS_IN_A_BATCH)),
    );
  }
  return found;
}

/** A query in plain words. `consistent` is always said; an index over the whole table cannot be. */
export interface Question {
  readonly table: string;
  readonly index?: string | undefined;
  readonly consistent: boolean;
  readonly condition: string;
  readonly filter?: string | undefined;
  /** Attribute names that the expressions use, without their `#`, where the name is another or a reserved word. */
  readonly names?: Readonly<Record<string, string>> | undefined;
  /** Values that the expressions use, without their `:`. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly descending?: boolean | undefined;
  /** Items to read for each page. Only for questions without a filter, which would leave most of them out. */
  readonly pageSize?: number | undefined;
  readonly startAfter?: AnyKey | undefined;
}

const prefixed = <Value>(prefix: string, record: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [`${prefix}${name}`, value]));

const queryFor = (question: Question): QueryCommandInput => ({
  TableName: question.table,
  IndexName: question.index,
  ConsistentRead: question.consistent,
  KeyConditionExpression: question.condition,
  FilterExpression: question.filter,
  ExpressionAttributeNames: question.names && prefixed('#', question.names),
  ExpressionAttributeValues: toItem(prefixed(':', question.values)),
  ScanIndexForward: question.descending !== true,
  Limit: question.pageSize,
  ExclusiveStartKey: question.startAfter && toKey(question.startAfter),
});

/** The one place that turns pages. Whoever stops reading stops the pages. */
export async function* itemsOf(client: DynamoDBClient, question: Question): AsyncGenerator<Item> {
  let query = queryFor(question);
  for (;;) {
    const page = await patiently(() => client.send(new QueryCommand(query)));
    yield* page.Items ?? [];
    if (page.LastEvaluatedKey === undefined) return;
    query = { ...query, ExclusiveStartKey: page.LastEvaluatedKey };
  }
}

/** Everything that the question finds, however many pages it fills. */
export const queryAll = (client: DynamoDBClient, question: Question): Promise<readonly Item[]> =>
  queryFirst(client, question, Infinity);

/** The first `count` items that the question finds. */
export async function queryFirst(
  client: DynamoDBClient,
  question: Question,
  count: number,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  for await (const item of itemsOf(client, question)) {
    found.push(item);
    if (found.length === count) break;
  }
  return found;
}

/** The rows of one partition whose sort key begins so, in its order. */
export const rowsOf = (table: string, pk: string, beginning: string): Question => ({
  table,
  consistent: true,
  condition: 'pk = :pk AND begins_with(sk, :beginning)',
  values: { pk, beginning },
});
