import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { engineBinary } from '../../../infra/local/dynamodb/binary.ts';
import { startEngineProcess } from '../../../infra/local/dynamodb/engine-process.ts';
import { tendStreamRecords } from '../../../infra/local/dynamodb/stream-records.ts';
import type { TableDefinition } from '../../../infra/local/dynamodb/table-definition.ts';
import { ensureTable } from '../../../infra/local/dynamodb/tables.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../infra/local/engine.ts';
import { TABLES, tableDefinitions } from '../../support/table-definitions.ts';
import { benchClient } from './bench-client.ts';

/** The engine with the service's tables, and nothing between it and whoever asks it: it has no limits of its own. */
export interface BenchEngine {
  readonly endpoint: string;
  readonly tables: readonly TableDefinition[];
  /** Past every limit: for books that are read when a measurement is over. */
  readonly client: DynamoDBClient;
  readonly streams: DynamoDBStreamsClient;
  readonly lineStream: string;
  close(): Promise<void>;
}

/** In memory where the machine has a place for that: the disk is no part of what is measured. */
const placeForFiles = (): string => (existsSync('/dev/shm') ? '/dev/shm' : tmpdir());

export async function startBenchEngine(): Promise<BenchEngine> {
  const directory = mkdtempSync(join(placeForFiles(), 'ldss-bench-'));
  const databaseFile = join(directory, 'dynamodb.sqlite');
  const log = (line: string): boolean => process.stderr.write(`${line}\n`);
  const command = { binary: engineBinary(), databaseFile, log };
  // The engine makes its schema when it first opens a file; only then can its stream records be given an index.
  await (await startEngineProcess(command)).stop();
  tendStreamRecords(databaseFile, log, Date.now());
  const engine = await startEngineProcess(command);
  const endpoint = `http://127.0.0.1:${engine.port}`;
  const config = { endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
  const client = benchClient(endpoint);
  const streams = new DynamoDBStreamsClient(config);
  const close = async (): Promise<void> => {
    client.destroy();
    streams.destroy();
    await engine.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const tables = await tableDefinitions();
    const arns = new Map<string, string | undefined>();
    for (const table of tables) arns.set(table.name, await ensureTable(client, table));
    const lineStream = arns.get(TABLES.line);
    if (lineStream === undefined) throw new Error('The line has no stream.');
    return { endpoint, tables, client, streams, lineStream, close };
  } catch (error) {
    await close();
    throw error;
  }
}
