import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { StartProblem } from './start-problem.ts';

export interface Synthesis {
  /** Where the assembly is written. What was there before is removed. */
  readonly directory: string;
  /** Where browsers will find the pages of this copy. */
  readonly webOrigin: string;
  readonly signal: AbortSignal;
}

/**
 * Synthesizes the local stage, with the functions bundled, in a process of its own: it keeps one core busy while this
 * one gets ready. Throws `StartProblem` with what the CDK said when it does not succeed.
 */
export async function synthesize({ directory, webOrigin, signal }: Synthesis): Promise<void> {
  rmSync(directory, { recursive: true, force: true });
  const entry = join(import.meta.dirname, 'synthesize-local-stage.ts');
  const child = spawn(process.execPath, [entry, directory, webOrigin], {
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
    killSignal: 'SIGKILL',
  });
  const ended = once(child, 'exit');
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  await ended;
  if (child.exitCode !== 0)
    throw new StartProblem(`The CDK app could not be synthesized:\n${(await said).join('')}`);
}
