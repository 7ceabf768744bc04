import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { startDynamoDb } from '../../infra/local/dynamodb/start.ts';
import type { DynamoDbEngine } from '../../infra/local/dynamodb/start.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../infra/local/engine.ts';
import { createDynamoDbClient } from '../../shared/adapters/dynamodb/client.ts';
import type { TableNames } from '../../shared/adapters/dynamodb/client.ts';
import { TABLES, tableDefinitions } from './table-definitions.ts';

export interface DataTables {
  readonly engine: DynamoDbEngine;
  readonly client: DynamoDBClient;
  readonly tables: TableNames;
  /** Every row of every table, in plain values by table and key, for comparing before with after. */
  readonly everything: () => Promise<ReadonlyMap<string, unknown>>;
  /** A row as it is stored; undefined when there is none. */
  readonly row: (
    table: keyof TableNames,
    key: Readonly<Record<string, string>>,
  ) => Promise<Record<string, unknown> | undefined>;
  /** Writes a row past every adapter, to spoil it. */
  readonly spoil: (table: keyof TableNames, item: Record<string, AttributeValue>) => Promise<void>;
  /** Another client of the same engine, whose answers `meddle` sees, and may change, before its caller does. */
  readonly clientWith: (meddle: (exchange: Exchange) => Promise<void> | void) => DynamoDBClient;
  readonly end: () => Promise<void>;
}

export interface Exchange {
  readonly input: object;
  readonly output: object;
}

const keyed = (key: Readonly<Record<string, string>>): Record<string, AttributeValue> =>
  Object.fromEntries(Object.entries(key).map(([name, value]) => [name, { S: value }]));

/** Starts the DynamoDB engine with the service's tables, empty, and a client as the functions make it. */
export async function startDataTables(): Promise<DataTables> {
  const directory = mkdtempSync(join(tmpdir(), 'data-tables-'));
  const engine = await startDynamoDb({ directory, tables: await tableDefinitions() });
  const connect = () =>
    createDynamoDbClient({
      endpoint: engine.endpoint,
      region: LOCAL_REGION,
      credentials: LOCAL_CREDENTIALS,
    });
  const client = connect();
  const rowsIn = async (table: string): Promise<readonly (readonly [string, unknown])[]> => {
    const rows: (readonly [string, unknown])[] = [];
    for await (const page of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
      for (const item of page.Items ?? []) {
        const row = unmarshall(item);
        const key = [row['pk'] ?? row['line'], row['sk'] ?? row['ticketId'] ?? ''].join(' ');
        rows.push([`${table} ${key}`, row]);
      }
    }
    return rows;
  };
  return {
    engine,
    client,
    tables: TABLES,
    async everything() {
      return new Map((await Promise.all(Object.values(TABLES).map(rowsIn))).flat());
    },
    async row(table, key) {
      const command = new GetItemCommand({ TableName: TABLES[table], Key: keyed(key), ConsistentRead: true });
      const { Item: item } = await client.send(command);
      return item && unmarshall(item);
    },
    async spoil(table, item) {
      await client.send(new PutItemCommand({ TableName: TABLES[table], Item: item }));
    },
    clientWith(meddle) {
      const other = connect();
      other.middlewareStack.add(
        (following) => async (step) => {
          const answer = await following(step);
          await meddle({ input: step.input, output: answer.output });
          return answer;
        },
        { step: 'initialize' },
      );
      return other;
    },
    async end() {
      client.destroy();
      await engine.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
