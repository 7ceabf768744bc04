import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { lockDirectory } from './directory-lock.ts';

/** A data directory that this process alone may use. */
export interface DataDirectory {
  readonly path: string;
  /** Gives it up. One that was only for this process is removed. */
  close(): Promise<void>;
}

/**
 * Takes the directory that `--data` names, relative to `base`; `memory` makes one that goes with the process.
 * Throws `StartProblem` when another process has it.
 */
export function takeDataDirectory(data: string, base: string): DataDirectory {
  const forgotten = data === 'memory';
  const path = forgotten ? mkdtempSync(join(tmpdir(), 'ldss-local-')) : resolve(base, data);
  mkdirSync(path, { recursive: true });
  const lock = lockDirectory(path);
  return {
    path,
    close() {
      lock.release();
      if (forgotten) rmSync(path, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}
