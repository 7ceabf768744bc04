import { setTimeout as pause } from 'node:timers/promises';

/** Waits so long, or until the signal; never rejects. */
export async function pauseFor(milliseconds: number, ended: AbortSignal): Promise<void> {
  if (milliseconds > 0) {
    await pause(milliseconds, undefined, { signal: ended }).catch(() => undefined);
  }
}

/** A bell that a loop sleeps by. */
export interface Bell {
  ring(): void;
  /** Resolves at the first ring since the last wait, which may already have been, after the time, or at the signal. */
  wait(milliseconds: number, ended: AbortSignal): Promise<void>;
}

export function bell(): Bell {
  let rung = new AbortController();
  return {
    ring: () => rung.abort(),
    async wait(milliseconds, ended) {
      await pauseFor(milliseconds, AbortSignal.any([rung.signal, ended]));
      rung = new AbortController();
    },
  };
}
