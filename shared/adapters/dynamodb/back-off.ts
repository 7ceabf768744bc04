import { TransactionCanceledException, TransactionConflictException } from '@aws-sdk/client-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';
import { Throttled } from './errors.ts';

/** How long somebody is willing to ask again: at most about four seconds, two on average. */
const ATTEMPTS = 9;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 1_000;

/** The SDK asks again by itself for these; when they reach us it has given up, and so do we. */
const GIVEN_UP = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionInProgressException',
]);
const BUSY_REASONS = new Set(['ProvisionedThroughputExceeded', 'ThrottlingError', 'TransactionConflict']);

/**
 * Whether a write met somebody else's transaction, or a transaction met a busy item. The SDK leaves these to us. One
 * such item is enough: the verdict on the others may be another one next time.
 */
function isInTheWay(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) {
    return error.CancellationReasons?.some(({ Code }) => BUSY_REASONS.has(Code ?? '')) ?? false;
  }
  return error instanceof TransactionConflictException;
}

const hasGivenUp = (error: unknown): boolean => error instanceof Error && GIVEN_UP.has(error.name);

/** Full jitter: writers that met once are spread over the whole pause, so they do not meet again. */
const pause = (attempt: number): Promise<void> =>
  sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt));

/** Asks until DynamoDB has time. Throws `Throttled` when it never had, and any other error at once. */
export async function patiently<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (hasGivenUp(error)) throw new Throttled(error);
      if (!isInTheWay(error)) throw error;
      if (attempt + 1 === ATTEMPTS) throw new Throttled(error);
      await pause(attempt);
    }
  }
}

/** Asks again for what an answer left out, until nothing is left. Throws `Throttled` when something always was. */
export async function untilNothingIsLeft<Left>(
  first: Left,
  ask: (left: Left) => Promise<Left | undefined>,
): Promise<void> {
  let left = await ask(first);
  for (let attempt = 0; left !== undefined; attempt += 1) {
    if (attempt + 1 === ATTEMPTS) throw new Throttled(new Error('Some keys were never processed'));
    await pause(attempt);
    left = await ask(left);
  }
}
