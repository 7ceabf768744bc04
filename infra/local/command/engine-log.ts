import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Log } from '../engine.ts';

/** The log of the engines: one file, one line an event, appended to. */
export interface EngineLog {
  readonly log: Log;
  close(): Promise<void>;
}

/** Opens the log, creating the file and its directory when absent. */
export function openEngineLog(path: string): EngineLog {
  mkdirSync(dirname(path), { recursive: true });
  const stream = createWriteStream(path, { flags: 'a' });
  return {
    log: (line) => {
      if (!stream.writableEnded) stream.write(`${new Date().toISOString()} ${line}\n`);
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}
