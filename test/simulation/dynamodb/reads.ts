import type {
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  GetItemCommandInput,
  QueryCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Chance } from '../clockwork/chance.ts';
import type { Faults } from '../clockwork/faults.ts';
import { checkBindings, compare, holds } from './expression.ts';
import type { Bindings, Item } from './expression.ts';
import { keyIn, nameOf } from './store.ts';
import type { Store, Table } from './store.ts';

/** What reading is like at this moment. */
export interface Reading {
  readonly store: Store;
  readonly chance: Chance;
  readonly faults: Faults;
}

/** So many changes may an index be behind. */
const BEHIND = 25;

/** The rows as they were that many changes ago. */
function rowsBefore(table: Table, changes: number): Iterable<Item> {
  if (changes === 0) return table.rows.values();
  const rows = new Map(table.rows);
  for (const { name, before } of table.past.slice(-changes).toReversed()) {
    if (before === undefined) rows.delete(name);
    else rows.set(name, before);
  }
  return rows.values();
}

const behind = ({ chance, faults }: Reading, consistent: boolean | undefined): number =>
  consistent !== true && chance.odds(faults.staleRead) ? chance.below(BEHIND) : 0;

export function getItem({ store }: Reading, input: GetItemCommandInput) {
  const { TableName, Key = {}, ConsistentRead, ...others } = input;
  if (ConsistentRead !== true || Object.keys(others).length > 0)
    throw new Error('Such a get is not simulated');
  const table = store.table(TableName);
  const found = table.rows.get(nameOf(table, Key));
  return found === undefined ? {} : { Item: found };
}

/** Some of the keys may be left for another time. */
export function batchGet(
  reading: Reading,
  input: BatchGetItemCommandInput,
): Pick<BatchGetItemCommandOutput, 'Responses' | 'UnprocessedKeys'> {
  const entries = Object.entries(input.RequestItems ?? {});
  const [[name, asked] = ['', undefined]] = entries;
  const keys = asked?.Keys ?? [];
  if (asked?.ConsistentRead !== true || entries.length !== 1 || keys.length === 0 || keys.length > 100) {
    throw new Error('Such a batch is not simulated');
  }
  const table = reading.store.table(name);
  if (new Set(keys.map((key) => nameOf(table, key))).size < keys.length)
    throw new Error('A key is named twice');
  const done = reading.chance.odds(reading.faults.shortAnswer)
    ? reading.chance.below(keys.length)
    : keys.length;
  const found = keys
    .slice(0, done)
    .map((key) => table.rows.get(nameOf(table, key)))
    .filter((item) => item !== undefined);
  const left = keys.slice(done);
  return {
    Responses: { [name]: found },
    ...(left.length > 0 && { UnprocessedKeys: { [name]: { Keys: left, ConsistentRead: true } } }),
  };
}

interface Index {
  readonly partitionKey: string;
  readonly sortKey: string | undefined;
  readonly isGlobal: boolean;
  /** What the index shows; undefined: all of it. */
  readonly shows: ReadonlySet<string> | undefined;
}

function indexOf(table: Table, name: string | undefined): Index {
  if (name === undefined) return { ...table, isGlobal: false, shows: undefined };
  const { globalSecondaryIndexes, localSecondaryIndexes } = table.definition;
  const isNamed = ({ IndexName }: { IndexName?: string | undefined }): boolean => IndexName === name;
  const global = globalSecondaryIndexes.find(isNamed);
  const found = global ?? localSecondaryIndexes.find(isNamed);
  const key = (type: string): string | undefined =>
    found?.KeySchema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
  const partitionKey = key('HASH');
  if (found === undefined || partitionKey === undefined) throw new Error(`There is no index ${name}`);
  const sortKey = key('RANGE');
  const { ProjectionType, NonKeyAttributes = [] } = found.Projection ?? {};
  const keys = [table.partitionKey, table.sortKey, partitionKey, sortKey].flatMap((part) => part ?? []);
  const shows = ProjectionType === 'ALL' ? undefined : new Set([...keys, ...NonKeyAttributes]);
  return { partitionKey, sortKey, isGlobal: global !== undefined, shows };
}

const shown = ({ shows }: Index, item: Item): Item =>
  shows === undefined ? item : Object.fromEntries(Object.entries(item).filter(([name]) => shows.has(name)));

const inOrder = (table: Table, { sortKey = '' }: Index): ((a: Item, b: Item) => number) => {
  return (a, b) => {
    const order = compare(a[sortKey], b[sortKey]) ?? 0;
    if (order !== 0) return order;
    return nameOf(table, a) < nameOf(table, b) ? -1 : 1;
  };
};

/** The rows to look through: one partition of the table where the value of its key is plain, or else all of them. */
function candidates(
  table: Table,
  { index, lag, bindings }: { index: Index; lag: number; bindings: Bindings },
) {
  if (index.isGlobal || lag > 0) return rowsBefore(table, lag);
  const rows = Object.values(bindings.values ?? {}).flatMap(({ S }) => {
    const partition = S === undefined ? undefined : table.partitions.get(S);
    return partition === undefined ? [] : [...partition.values()];
  });
  return rows;
}

/** Pages end at the limit, or earlier for no reason that the reader could know. */
function cut(reading: Reading, found: readonly Item[], limit: number | undefined): number {
  const most = Math.min(limit ?? found.length, found.length);
  const { chance, faults } = reading;
  return most > 1 && chance.odds(faults.shortAnswer) ? 1 + chance.below(most) : most;
}

export function query(reading: Reading, input: QueryCommandInput) {
  const {
    TableName,
    IndexName,
    KeyConditionExpression: condition,
    FilterExpression: filter,
    ...rest
  } = input;
  const { ConsistentRead, ExclusiveStartKey: start, ScanIndexForward: forward, Limit } = rest;
  if (condition === undefined) throw new Error('A query without a key is not simulated');
  const table = reading.store.table(TableName);
  const index = indexOf(table, IndexName);
  if (index.isGlobal && ConsistentRead === true) throw new Error('A global index is never consistent');
  const bindings = { names: rest.ExpressionAttributeNames, values: rest.ExpressionAttributeValues };
  checkBindings([condition, filter], bindings);
  const lag = behind(reading, ConsistentRead);
  const isIn = (item: Item): boolean =>
    item[index.partitionKey] !== undefined &&
    (index.sortKey === undefined || item[index.sortKey] !== undefined) &&
    holds(condition, item, bindings);
  const order = inOrder(table, index);
  const found = [...candidates(table, { index, lag, bindings })].filter(isIn).toSorted(order);
  if (forward === false) found.reverse();
  const isBeyond = (item: Item): boolean => {
    const beyond = start === undefined ? 1 : order(item, start);
    return forward === false ? beyond < 0 : beyond > 0;
  };
  const left =
    start === undefined
      ? found
      : found.filter((item) => isBeyond(item) && nameOf(table, item) !== nameOf(table, start));
  const count = cut(reading, left, Limit);
  const page = left.slice(0, count);
  const last = page.at(-1);
  const items = page.map((item) => shown(index, item));
  const matching = filter === undefined ? items : items.filter((item) => holds(filter, item, bindings));
  return {
    Items: matching,
    ...(count < left.length && last !== undefined && { LastEvaluatedKey: placeOf(table, index, last) }),
  };
}

function placeOf(table: Table, { partitionKey, sortKey }: Index, item: Item): Item {
  const own = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])];
  return {
    ...keyIn(table, item),
    ...Object.fromEntries(own.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]]))),
  };
}
