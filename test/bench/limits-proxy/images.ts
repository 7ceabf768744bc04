import type { TableDefinition } from '../../../infra/local/dynamodb/table-definition.ts';
import { itemBytes } from './item-size.ts';
import type { WireItem } from './item-size.ts';

/** What an index holds of an item. */
export interface IndexEntry {
  /** Where it lies in the index. */
  readonly place: string;
  /** The value of the index's own partition key. */
  readonly partition: string;
  /** All that is projected, as text, for telling whether it has changed. */
  readonly content: string;
  readonly bytes: number;
}

/** What has to be known of a stored item to say what a write of it costs. */
export interface Image {
  readonly bytes: number;
  /** By the index's name; an item without the index's key attributes is not in it. */
  readonly entries: ReadonlyMap<string, IndexEntry>;
}

type Schema = TableDefinition['keySchema'];

interface IndexDefinition {
  readonly name: string;
  readonly keySchema: Schema;
  readonly projected: 'everything' | readonly string[];
  readonly isLocal: boolean;
}

type AwsIndex = TableDefinition['localSecondaryIndexes'][number];

const indexOf = ({ IndexName, KeySchema, Projection }: AwsIndex, isLocal: boolean): IndexDefinition => ({
  name: IndexName ?? '',
  keySchema: KeySchema ?? [],
  projected: Projection?.ProjectionType === 'ALL' ? 'everything' : (Projection?.NonKeyAttributes ?? []),
  isLocal,
});

export const indexesOf = (table: TableDefinition): readonly IndexDefinition[] => [
  ...table.localSecondaryIndexes.map((index) => indexOf(index, true)),
  ...table.globalSecondaryIndexes.map((index) => indexOf(index, false)),
];

const namesOf = (schema: Schema): readonly string[] =>
  schema.flatMap(({ AttributeName }) => AttributeName ?? []);

export const partitionNameOf = (schema: Schema): string => namesOf(schema)[0] ?? '';

const pick = (item: WireItem, names: readonly string[]): WireItem =>
  Object.fromEntries(names.filter((name) => name in item).map((name) => [name, item[name]]));

/** The part of an item that is its key, as text and always in the same order. */
export const keyText = (table: TableDefinition, item: WireItem): string =>
  JSON.stringify(pick(item, namesOf(table.keySchema)));

export const keyOf = (table: TableDefinition, item: WireItem): WireItem =>
  pick(item, namesOf(table.keySchema));

function entryIn(table: TableDefinition, index: IndexDefinition, item: WireItem): IndexEntry | undefined {
  const indexKey = namesOf(index.keySchema);
  if (!indexKey.every((name) => name in item)) return undefined;
  const place = pick(item, indexKey);
  const names = [...new Set([...namesOf(table.keySchema), ...indexKey])];
  const projected = index.projected === 'everything' ? item : pick(item, [...names, ...index.projected]);
  return {
    place: JSON.stringify(place),
    partition: JSON.stringify(place[partitionNameOf(index.keySchema)]),
    content: JSON.stringify(projected),
    bytes: itemBytes(projected),
  };
}

export function imageOf(table: TableDefinition, item: WireItem): Image {
  const entries = indexesOf(table).flatMap((index) => {
    const entry = entryIn(table, index, item);
    return entry === undefined ? [] : [[index.name, entry] as const];
  });
  return { bytes: itemBytes(item), entries: new Map(entries) };
}
