import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../bench/limits-proxy/clock.ts';

/** A clock that stands still until a test moves it. */
export interface VirtualClock extends Clock {
  advance(milliseconds: number): void;
  /** Lets time pass, a little in each turn of the event loop, until something has happened. */
  passUntil(happened: () => boolean): Promise<void>;
}

const STEP_MS = 0.25;

export function virtualClock(): VirtualClock {
  let now = 0;
  let sleepers: { readonly moment: number; readonly wake: () => void }[] = [];
  const advance = (milliseconds: number): void => {
    now += milliseconds;
    const woken = sleepers.filter(({ moment }) => moment <= now);
    sleepers = sleepers.filter(({ moment }) => moment > now);
    for (const { wake } of woken) wake();
  };
  return {
    now: () => now,
    until: (moment) =>
      moment <= now ? Promise.resolve() : new Promise((wake) => sleepers.push({ moment, wake })),
    advance,
    async passUntil(happened) {
      while (!happened()) {
        advance(STEP_MS);
        await turn();
      }
    },
  };
}

/** Waits without letting the virtual time pass. */
export async function seen(happened: () => boolean): Promise<void> {
  while (!happened()) await turn();
}
