import { spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessByStdio } from 'node:child_process';
import type { Readable } from 'node:stream';

import type { FunctionDefinition } from './function-definition.ts';
import type { Exit } from './outcome.ts';
import { RUNTIME_CLIENT_SHIM, RUNTIME_ENTRY } from './runtime-files.ts';

/** Lambda leaves about a tenth of a function's memory to what is not the JavaScript heap. */
const HEAP_SHARE = 0.9;

/** Starts the runtime for one instance. It leads a process group of its own, so that what it starts ends with it. */
export function startRuntime(
  definition: FunctionDefinition,
  environment: Record<string, string>,
): ChildProcessByStdio<null, Readable, Readable> {
  const heap = Math.floor(definition.memoryMegabytes * HEAP_SHARE);
  return spawn(
    process.execPath,
    [`--max-old-space-size=${heap}`, '--require', RUNTIME_CLIENT_SHIM, RUNTIME_ENTRY],
    { cwd: definition.codeDirectory, env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
}

/** Resolves when the process is gone, also when it never started. */
export async function untilExit(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve({ code, signal });
    });
    child.once('error', () => {
      if (child.pid === undefined) resolve({ code: null, signal: null });
    });
  });
}

/** Ends the process and everything it started, at once and without asking. Safe when it is already gone. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}
