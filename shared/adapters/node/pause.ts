import { setTimeout } from 'node:timers/promises';

/** Waits that many milliseconds. */
export const pause = async (milliseconds: number): Promise<void> => {
  await setTimeout(milliseconds);
};
