import { setTimeout as sleep } from 'node:timers/promises';

/** Time as the modelled service has it, in milliseconds. */
export interface Clock {
  now(): number;
  /** Resolves no earlier than that moment. */
  until(moment: number): Promise<void>;
}

/**
 * The machine's clock, slowed down by `pace`: at 2, one modelled second takes two real ones. Slow motion keeps a small
 * machine's own speed out of what is measured.
 */
export function realClock(pace = 1): Clock {
  const now = (): number => performance.now() / pace;
  return {
    now,
    async until(moment) {
      // A timer may fire a part of a millisecond early.
      for (let left = moment - now(); left > 0; left = moment - now()) await sleep(left * pace);
    },
  };
}
