import type { Chance } from './chance.ts';

/** How likely each fault is, from 0 to 1, wherever it can happen. */
export interface Faults {
  /** A process dies before or after a write of its own. */
  readonly crash: number;
  /** A request never arrives. */
  readonly lostRequest: number;
  /** The work was done and nobody hears of it. */
  readonly lostAnswer: number;
  /** A request or an answer takes seconds, up to longer than a function may run. */
  readonly delay: number;
  readonly throttle: number;
  /** A read that need not be consistent answers from the past. */
  readonly staleRead: number;
  /** A page ends early, or a batch leaves keys out. */
  readonly shortAnswer: number;
  /** A batch of a stream is brought again though it was handled. */
  readonly duplicate: number;
  /** A batch of a stream is never brought. */
  readonly drop: number;
  /** Whoever waits for a function gives up on it; it may go on all the same. */
  readonly impatience: number;
  /** A machine's clock jumps. */
  readonly clockJump: number;
  /** An execution of the workflow ends by itself. */
  readonly lostWalk: number;
}

export const NO_FAULTS: Faults = {
  crash: 0,
  lostRequest: 0,
  lostAnswer: 0,
  delay: 0,
  throttle: 0,
  staleRead: 0,
  shortAnswer: 0,
  duplicate: 0,
  drop: 0,
  impatience: 0,
  clockJump: 0,
  lostWalk: 0,
};

const OFTEN: Faults = {
  crash: 0.06,
  lostRequest: 0.03,
  lostAnswer: 0.05,
  delay: 0.08,
  throttle: 0.08,
  staleRead: 0.5,
  shortAnswer: 0.2,
  duplicate: 0.3,
  drop: 0.25,
  impatience: 0.25,
  clockJump: 0.5,
  lostWalk: 0.3,
};

/**
 * Each run has its own mix: of each fault none, some or a lot. Where every run has a little of everything, the faults
 * that end a story early hide those that need a long one.
 */
export function drawFaults(chance: Chance): Faults {
  const share = (): number => chance.pick([0, 0, 0.25, 1]);
  return {
    crash: OFTEN.crash * share(),
    lostRequest: OFTEN.lostRequest * share(),
    lostAnswer: OFTEN.lostAnswer * share(),
    delay: OFTEN.delay * share(),
    throttle: OFTEN.throttle * share(),
    staleRead: OFTEN.staleRead * share(),
    shortAnswer: OFTEN.shortAnswer * share(),
    duplicate: OFTEN.duplicate * share(),
    drop: OFTEN.drop * share(),
    impatience: OFTEN.impatience * share(),
    clockJump: OFTEN.clockJump * share(),
    lostWalk: OFTEN.lostWalk * share(),
  };
}
