import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Opens the durable state of one engine: a SQLite database in `directory`, created when absent.
 *
 * Write-ahead logging with `synchronous=NORMAL`: a statement that returned survives `kill -9` of this process
 * (the operating system holds the pages); a power cut may lose the last ones, which a development machine accepts.
 */
export function openJournal(directory: string, name: string, schema: string): DatabaseSync {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, `${name}.sqlite`));
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000;');
  database.exec(schema);
  return database;
}
