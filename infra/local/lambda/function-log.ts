import { createWriteStream, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

/** What one function wrote, over all its instances. Lines stay whole: two instances never share one. */
export interface FunctionLog {
  /** Takes every line of the stream until it ends. */
  follow(stream: Readable): void;
  write(line: string): void;
  /** Resolves when everything written so far is in the file. */
  close(): Promise<void>;
}

function followInto(stream: Readable, write: (lines: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) write(rest + text.slice(0, end));
    rest = end > 0 ? text.slice(end) : rest + text;
  });
  stream.on('end', () => {
    if (rest !== '') write(`${rest}\n`);
  });
}

/** Appends to the file. Without a path the lines are read and dropped, so that no handler ever blocks on its output. */
export function openFunctionLog(path: string | undefined): FunctionLog {
  if (path === undefined) {
    return {
      follow: (stream) => void stream.resume(),
      write: () => undefined,
      close: async () => Promise.resolve(),
    };
  }
  mkdirSync(dirname(path), { recursive: true });
  const file = createWriteStream(path, { flags: 'a' });
  const write = (lines: string): void => {
    if (!file.writableEnded) file.write(lines);
  };
  return {
    follow: (stream) => {
      followInto(stream, write);
    },
    write: (line) => {
      write(`${line}\n`);
    },
    close: async () => {
      file.end();
      await finished(file);
    },
  };
}
