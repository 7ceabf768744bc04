/** `down`: the API answers 503. `slow`: each answer is held back. `duplicate`: a task is delivered twice. */
export type FaultMode = 'off' | 'down' | 'slow' | 'duplicate';

/** How long an answer is held back while the fault is `slow`. */
export const SLOW_ANSWER_MS = 500;

export interface Faults {
  /** Sets the fault for the next `times` requests (or deliveries), or until it is set again. */
  set(mode: FaultMode, times?: number): void;
  /** Whether `mode` strikes now; counts one of its times. */
  strikes(mode: FaultMode): boolean;
}

export function createFaults(): Faults {
  let current: FaultMode = 'off';
  let left = Infinity;
  return {
    set: (mode, times = Infinity) => {
      current = mode;
      left = times;
    },
    strikes: (mode) => {
      if (current !== mode || left <= 0) return false;
      left -= 1;
      return true;
    },
  };
}
