import { setTimeout as wait } from 'node:timers/promises';
import type { Invoke, Log } from '../engine.ts';
import { StartProblem } from './start-problem.ts';

export interface Seeding {
  readonly invoke: Invoke;
  readonly functionName: string;
  readonly seed: 'demo' | 'empty';
  /** Where the sandbox clock is put; null leaves it. */
  readonly clock: string | null;
  readonly signal: AbortSignal;
  readonly log: Log;
}

const ATTEMPTS = 20;
const PAUSE_MS = 250;

/**
 * Has the service put its first data in. The function is safe to repeat, so a failure is tried again; after some
 * twenty of them `StartProblem` says what the function said last.
 */
export async function seedData({ invoke, functionName, seed, clock, signal, log }: Seeding): Promise<void> {
  let said = '';
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    signal.throwIfAborted();
    const { payload, functionError } = await invoke(functionName, { seed, clock });
    if (functionError === undefined) return;
    said = payload;
    log(`seed: attempt ${attempt} failed`);
    await wait(PAUSE_MS);
  }
  throw new StartProblem(`The first data could not be put in. ${functionName} says: ${said}`);
}
