import type { Balance } from './balance.ts';

/** How much of the limit is gone when people are warned, in percent. */
export const LOW_POT_PERCENTS = [80, 90, 95] as const;
export type LowPotPercent = (typeof LOW_POT_PERCENTS)[number];

/** The highest warning that what is held and committed has reached; undefined: enough is left. */
export function lowPotOf({ limitPence, availablePence }: Balance): LowPotPercent | undefined {
  const usedPence = limitPence - availablePence;
  // Multiplied, not divided: at exactly 80% the warning is there.
  return LOW_POT_PERCENTS.findLast((percent) => usedPence * 100 >= limitPence * percent);
}
