import type { Instant } from '../domain/calendar-day.ts';

/** Tells the time, once for each piece of work. */
export interface Clock {
  now(): Promise<Instant>;
}

export const systemClock: Clock = { now: () => Promise.resolve(new Date().toISOString()) };

/** The sandbox's clock stands where it was set; unset, it is the system's. Production has no such thing. */
export const settableClock = (sandbox: { read(): Promise<Instant | null> }): Clock => ({
  now: async () => (await sandbox.read()) ?? systemClock.now(),
});
