import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Engine, Log } from '../engine.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../engine.ts';
import { engineBinary } from './binary.ts';
import type { EngineProcess } from './engine-process.ts';
import { startEngineProcess } from './engine-process.ts';
import { sweepExpired } from './expiry.ts';
import type { FaultMode } from './faults.ts';
import { faultSwitch } from './faults.ts';
import { openGate } from './gate.ts';
import { tendStreamRecords } from './stream-records.ts';
import type { TableDefinition } from './table-definition.ts';
import { ensureTable } from './tables.ts';

const SWEEP_EVERY_MS = 60_000;

export interface DynamoDbEngine extends Engine {
  /** Of the engine itself, behind the endpoint. */
  readonly processId: number;
  /** Undefined for a table without a stream, or an unknown one. */
  readonly streamArn: (tableName: string) => string | undefined;
  /** From the next request on; `off` ends it. With `times`, it ends by itself after so many requests that it has hit. */
  setFault(mode: FaultMode, times?: number): void;
  /** Calls the listener after each answer to a write that names the table. Returns how to stop that. */
  readonly onWrite: (tableName: string, listener: () => void) => () => void;
  /** Deletes the items whose time to live has ended, now rather than within the minute; resolves with how many. */
  sweepExpired(): Promise<number>;
}

export interface DynamoDbOptions {
  /** Holds everything. What was answered survives `kill -9`; a fresh directory starts empty. */
  readonly directory: string;
  /** 0 or absent: any free one. */
  readonly port?: number;
  readonly tables: readonly TableDefinition[];
  readonly log?: Log;
  /** The time by which items expire, in milliseconds since 1970. */
  readonly now?: () => number;
}

/**
 * Starts DynamoDB on loopback with exactly these tables. Absent ones are created.
 *
 * Throws when a table in the directory differs from its definition, when the engine is not installed, and when it does
 * not start. Not like AWS: transactions never conflict by themselves (see `setFault`); the memory of
 * `ClientRequestToken` ends with the process; streams have one shard.
 */
export async function startDynamoDb(options: DynamoDbOptions): Promise<DynamoDbEngine> {
  const { directory, tables, log = () => undefined, now = Date.now } = options;
  const engine = await startTended({ directory, log });
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${engine.port}`,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
  });
  const stop = async (): Promise<void> => {
    client.destroy();
    await engine.stop();
  };
  try {
    const streams = await ensureTables(client, tables);
    const faults = faultSwitch();
    const gate = await openGate({ port: options.port ?? 0, enginePort: engine.port, faults, log });
    const expiry = sweeper({ client, tables, log, now });
    return {
      endpoint: `http://127.0.0.1:${gate.port}`,
      processId: engine.pid,
      streamArn: (tableName) => streams.get(tableName),
      setFault: (mode, times) => faults.set(mode, times),
      onWrite: (tableName, listener) => gate.onWrite(tableName, listener),
      sweepExpired: () => expiry.sweep(),
      async close() {
        await expiry.stop();
        await gate.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The engine makes its schema when it first opens a database, and the schema is tended while no engine runs. */
async function startTended(options: { directory: string; log: Log }): Promise<EngineProcess> {
  const { directory, log } = options;
  mkdirSync(directory, { recursive: true });
  const databaseFile = join(directory, 'dynamodb.sqlite');
  const command = { binary: engineBinary(), databaseFile, log };
  if (!existsSync(databaseFile)) {
    await (await startEngineProcess(command)).stop();
  }
  // A record's age is a matter of the machine's clock, which stamped it.
  tendStreamRecords(databaseFile, log, Date.now());
  return startEngineProcess(command);
}

async function ensureTables(
  client: DynamoDBClient,
  tables: readonly TableDefinition[],
): Promise<Map<string, string>> {
  const streams = new Map<string, string>();
  for (const table of tables) {
    const stream = await ensureTable(client, table);
    if (stream !== undefined) {
      streams.set(table.name, stream);
    }
  }
  return streams;
}

interface Sweeper {
  sweep(): Promise<number>;
  stop(): Promise<void>;
}

/** One sweep at a time: a sweep that takes longer than a minute is not joined by the next. */
function sweeper(options: {
  readonly client: DynamoDBClient;
  readonly tables: readonly TableDefinition[];
  readonly log: Log;
  readonly now: () => number;
}): Sweeper {
  let running: Promise<number> | undefined;
  const sweepAll = async (): Promise<number> => {
    let deleted = 0;
    for (const table of options.tables) {
      deleted += await sweepExpired(options.client, table, options.now());
    }
    return deleted;
  };
  const sweep = (): Promise<number> => {
    running ??= sweepAll().finally(() => {
      running = undefined;
    });
    return running;
  };
  const failed = (error: unknown): void =>
    options.log(`DynamoDB: the sweep for expired items failed: ${String(error)}`);
  const timer = setInterval(() => void sweep().catch(failed), SWEEP_EVERY_MS);
  timer.unref();
  return {
    sweep,
    async stop() {
      clearInterval(timer);
      await running?.catch(failed);
    },
  };
}
