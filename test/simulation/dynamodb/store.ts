import type { TableDefinition } from '../../../infra/local/dynamodb/table-definition.ts';
import type { Process } from '../clockwork/process.ts';
import type { Item } from './expression.ts';

/** One row before and after a write. */
export interface Change {
  readonly table: string;
  /** Names the row in its table. */
  readonly name: string;
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

export interface Table {
  readonly definition: TableDefinition;
  readonly partitionKey: string;
  readonly sortKey: string | undefined;
  readonly rows: Map<string, Item>;
  readonly partitions: Map<string, Map<string, Item>>;
  /** Every change there was, oldest first: indexes may still be anywhere in it. */
  readonly past: Change[];
}

/** The tables, with what is true of them at this moment. */
export interface Store {
  table(name: string | undefined): Table;
  /** Writes all of it at one moment, and lets everybody know who listens. */
  commit(changes: readonly Change[], by: Process): void;
  onCommit(heard: (changes: readonly Change[], by: Process) => void): void;
  /** Rows that a transaction has in hand. Nobody else writes them meanwhile. */
  readonly inHand: Set<string>;
}

const keyNamed = (definition: TableDefinition, type: 'HASH' | 'RANGE'): string | undefined =>
  definition.keySchema.find(({ KeyType }) => KeyType === type)?.AttributeName;

function emptyTable(definition: TableDefinition): Table {
  return {
    definition,
    partitionKey: keyNamed(definition, 'HASH') ?? '',
    sortKey: keyNamed(definition, 'RANGE'),
    rows: new Map(),
    partitions: new Map(),
    past: [],
  };
}

const SEPARATOR = '\u0000';

/** A row's name in its table: its key. Throws when the item has no such key. */
export function nameOf({ definition, partitionKey, sortKey }: Table, item: Item): string {
  const partition = item[partitionKey]?.S;
  const sort = sortKey === undefined ? '' : item[sortKey]?.S;
  if (partition === undefined || sort === undefined) {
    throw new Error(`An item of ${definition.name} has no key`);
  }
  return `${partition}${SEPARATOR}${sort}`;
}

export const partitionIn = (name: string): string => name.slice(0, name.indexOf(SEPARATOR));

/** The key of a row, and nothing else. */
export function keyIn({ partitionKey, sortKey }: Table, item: Item): Item {
  const names = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])];
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}

function write(table: Table, { name, after }: Change): void {
  const partition = partitionIn(name);
  const rows = table.partitions.get(partition) ?? new Map<string, Item>();
  table.partitions.set(partition, rows);
  if (after === undefined) {
    table.rows.delete(name);
    rows.delete(name);
  } else {
    table.rows.set(name, after);
    rows.set(name, after);
  }
}

export function createStore(definitions: readonly TableDefinition[]): Store {
  const tables = new Map(definitions.map((definition) => [definition.name, emptyTable(definition)]));
  const listeners: ((changes: readonly Change[], by: Process) => void)[] = [];
  const table = (name: string | undefined): Table => {
    const found = tables.get(name ?? '');
    if (found === undefined) throw new Error(`The simulated DynamoDB has no table ${name ?? ''}`);
    return found;
  };
  return {
    table,
    inHand: new Set(),
    commit(changes, by) {
      for (const change of changes) {
        const changed = table(change.table);
        write(changed, change);
        changed.past.push(change);
      }
      for (const tell of listeners) tell(changes, by);
    },
    onCommit(heard) {
      listeners.push(heard);
    },
  };
}
