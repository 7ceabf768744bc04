import { UnsupportedTemplateError } from '../assembly/unsupported.ts';
import type { StartOptions } from './options.ts';
import { runLocal } from './run-local.ts';
import { StartProblem } from './start-problem.ts';
import type { Synthesis } from './synthesize.ts';

const LONGEST_ENDING_MS = 15_000;

export interface Serving {
  readonly readyFile: string;
  readonly synthesize: (synthesis: Synthesis) => Promise<void>;
}

/**
 * Runs a copy until this process is asked to end, and resolves with the exit code. One line of JSON goes to stdout
 * when everything answers; all that is meant for people goes to stderr.
 */
export async function serve(options: StartOptions, serving: Serving): Promise<number> {
  const signal = wishToEnd();
  try {
    say(
      'Starting a local copy: everything runs on this machine, and every person and sum in it is invented.',
    );
    const copy = await runLocal({ ...serving, options, say, signal });
    process.stdout.write(`${copy.readyLine}\n`);
    say(`The pages are at ${copy.ready.web} and the API is at ${copy.ready.api}. Stop with Ctrl-C.`);
    await untilAborted(signal);
    say('Stopping.');
    setTimeout(() => process.exit(1), LONGEST_ENDING_MS).unref();
    await copy.close();
    return 0;
  } catch (error) {
    // Once asked to end, that the start was given up is what was wanted.
    if (signal.aborted) return 0;
    say(describe(error));
    return 1;
  }
}

export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Aborts at the first wish to end: a signal, or the end of the process that handed over to this one. */
function wishToEnd(): AbortSignal {
  const wish = new AbortController();
  const end = (): void => wish.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
  process.on('disconnect', end);
  return wish.signal;
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  signal.addEventListener('abort', () => resolve(undefined));
  if (signal.aborted) return;
  await promise;
}

function describe(error: unknown): string {
  if (error instanceof StartProblem || error instanceof UnsupportedTemplateError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
