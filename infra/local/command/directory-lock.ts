import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartProblem } from './start-problem.ts';

/** Held by the one process that may use a data directory. */
export interface DirectoryLock {
  release(): void;
}

/** A database that nobody refers to would be closed by the garbage collector, and its lock with it. */
const HELD = new Set<DatabaseSync>();

/**
 * Takes a data directory for this process. Throws `StartProblem`, naming the other process, when one has it.
 *
 * The lock is the operating system's, taken by SQLite on a file of its own. It ends with the process, however that
 * ends, so a lock that was left by `kill -9` never has to be told from one that is held. The number of the process
 * stands in a file beside it for people only.
 */
export function lockDirectory(directory: string): DirectoryLock {
  mkdirSync(directory, { recursive: true });
  const pidFile = join(directory, 'pid');
  const database = new DatabaseSync(join(directory, 'lock.sqlite'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw error;
    throw new StartProblem(
      `${directory} is in use by another copy (process ${readHolder(pidFile)}). Stop that one, or give this one its own --data directory.`,
    );
  }
  writeFileSync(pidFile, String(process.pid));
  HELD.add(database);
  return {
    release() {
      if (!HELD.delete(database)) return;
      rmSync(pidFile, { force: true });
      database.close();
    },
  };
}

const SQLITE_BUSY = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}

function readHolder(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8');
  } catch {
    return 'unknown';
  }
}
