import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Log } from '../engine.ts';
import { ENGINE_VERSION } from './binary.ts';

const KEPT_SECONDS = 24 * 60 * 60;

/** Version 1.2.1's table of stream records, word for word; white space does not count. */
const EXPECTED_TABLE = `CREATE TABLE _stream_records (
  id INTEGER PRIMARY KEY AUTOINCREMENT, table_name TEXT NOT NULL, event_name TEXT NOT NULL, keys_json TEXT NOT NULL,
  new_image TEXT, old_image TEXT, sequence_number TEXT NOT NULL, shard_id TEXT NOT NULL, created_at INTEGER NOT NULL,
  user_identity TEXT )`;
const EXPECTED_SCHEMA_VERSION = '9';

const row = z.looseObject({ text: z.string() }).optional();

/**
 * Gives the engine's stream records an index, and drops those older than the 24 hours that DynamoDB keeps.
 *
 * For every write to a table with a stream the engine asks for the highest sequence number of a table that has no
 * index and that it never trims, so each write costs more than the one before. The index makes that cost flat.
 * It is a change to a private schema: it is made only while no engine runs, and only when the schema is exactly the
 * known one. Otherwise the engine still works, more and more slowly, and the log says why.
 */
export function tendStreamRecords(databaseFile: string, log: Log, now: number): void {
  const database = new DatabaseSync(databaseFile);
  try {
    if (!hasExpectedSchema(database)) {
      log(`DynamoDB: stream records are not indexed: the schema is not that of engine ${ENGINE_VERSION}`);
      return;
    }
    database.exec(
      'CREATE INDEX IF NOT EXISTS ldss_stream_position ON _stream_records(table_name, CAST(sequence_number AS INTEGER))',
    );
    trim(database, Math.floor(now / 1000) - KEPT_SECONDS);
  } finally {
    database.close();
  }
}

function hasExpectedSchema(database: DatabaseSync): boolean {
  const read = (query: string): string => row.parse(database.prepare(query).get())?.text ?? '';
  return (
    squeezed(read("SELECT sql AS text FROM sqlite_master WHERE name = '_stream_records'")) ===
      squeezed(EXPECTED_TABLE) &&
    read("SELECT value AS text FROM _config WHERE key = 'schema_version'") === EXPECTED_SCHEMA_VERSION
  );
}

function squeezed(sql: string): string {
  return sql.replaceAll(/\s+/g, '');
}

/**
 * The newest record of each table stays whatever its age: the engine counts on from it. Without it the numbers would
 * begin at 1 again, and a reader that remembers a higher one would never see another record.
 */
function trim(database: DatabaseSync, olderThan: number): void {
  database
    .prepare(
      `DELETE FROM _stream_records AS old
       WHERE created_at < ? AND CAST(sequence_number AS INTEGER) <
         (SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = old.table_name)`,
    )
    .run(olderThan);
}
