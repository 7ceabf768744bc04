import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../bench/limits-proxy/clock.ts';

/** A clock that stands still until it is told to go on. */
export interface VirtualClock extends Clock {
  /** Lets so many milliseconds pass at once. */
  advance(milliseconds: number): void;
  /**
   * Goes from one awaited moment to the next until it has happened. In between, real work such as a request to the
   * engine gets real time, so a moment never comes before what was begun ahead of it had its turn.
   */
  passUntil(happened: () => boolean): Promise<void>;
}

interface Waiter {
  readonly moment: number;
  readonly wake: () => void;
}

/** Long enough for a message to cross the loopback, short enough for a test to wait for often. */
const TURN_MS = 3;
const PATIENCE_MS = 8_000;

/** Resolves when it has happened, by the machine's own clock; rejects when it has not in eight seconds. */
export async function seen(happened: () => boolean): Promise<void> {
  const began = performance.now();
  while (!happened()) {
    if (performance.now() - began > PATIENCE_MS) throw new Error('What was waited for has not happened.');
    await sleep(1);
  }
}

export function virtualClock(): VirtualClock {
  let now = 0;
  let waiters: readonly Waiter[] = [];
  const goTo = (moment: number): void => {
    now = moment;
    const due = waiters.filter((waiter) => waiter.moment <= now);
    waiters = waiters.filter((waiter) => waiter.moment > now);
    for (const { wake } of due) wake();
  };
  return {
    now: () => now,
    until: (moment) =>
      moment <= now
        ? Promise.resolve()
        : new Promise((wake) => {
            waiters = [...waiters, { moment, wake }];
          }),
    advance: (milliseconds) => goTo(now + milliseconds),
    async passUntil(happened) {
      const began = performance.now();
      while (!happened()) {
        if (performance.now() - began > PATIENCE_MS) throw new Error('The awaited moment never came.');
        await sleep(TURN_MS);
        const next = Math.min(...waiters.map(({ moment }) => moment));
        if (!happened() && Number.isFinite(next)) goTo(next);
      }
    },
  };
}
