import type { Pence } from '../money.ts';

/** The net movement of seven days in a row, in pence: what was taken less what was returned. */
export type Week = readonly Pence[];

/** A week's days as shares of what a smoothed forecast would have expected of the whole week. */
type Shape = readonly number[];

/** How much the newest week counts in the expectation of the next one. */
const NEWEST_WEIGHT = 0.3;
/** The first expectation is the mean of this many weeks. */
const FIRST_WEEKS = 4;
/** However quiet it has been, the next week is expected to be no less than this part of the mean week. */
const QUIETEST = 0.1;
const REPLAYS = 400;
const SEED = 7;

const total = (week: readonly number[]): number => week.reduce((sum, day) => sum + day, 0);
const mean = (values: readonly number[]): number => total(values) / values.length;

/** Mulberry32: numbers from 0 up to, not including, 1; the same seed gives the same numbers for ever. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Learnt {
  readonly shapes: readonly Shape[];
  /** What the next week is expected to take, in pence. */
  readonly expected: number;
  readonly least: number;
}

const smooth = (expected: number, week: number, least: number): number =>
  Math.max(least, expected + NEWEST_WEIGHT * (week - expected));

/** Goes through the weeks as they came and keeps how each compared with what was expected of it. */
function learn(weeks: readonly Week[]): Learnt {
  const sums = weeks.map(total);
  const least = Math.max(1, QUIETEST * mean(sums));
  let expected = Math.max(least, mean(sums.slice(0, FIRST_WEEKS)));
  const shapes = weeks.map((week) => {
    const shape = week.map((day) => day / expected);
    expected = smooth(expected, total(week), least);
    return shape;
  });
  return { shapes, expected, least };
}

interface Race {
  readonly money: Pence;
  readonly days: number;
  readonly next: () => number;
}

/** One possible future: the day on which the money is gone, or Infinity when it lasts. */
function replay({ shapes, expected, least }: Learnt, { money, days, next }: Race): number {
  const pick = (from: readonly Shape[]): Shape => from[Math.floor(next() * from.length)] ?? [];
  // A history of its own for every replay: few weeks known then means a wide range, as it should.
  const known = shapes.map(() => pick(shapes));
  let left = money;
  let level = expected;
  for (let day = 0; day < days; ) {
    let week = 0;
    for (const share of pick(known)) {
      const taken = Math.round(share * level);
      week += taken;
      left -= taken;
      if (left <= 0) return day < days ? day : Infinity;
      day += 1;
    }
    level = smooth(level, week, least);
  }
  return Infinity;
}

/**
 * Plays the days to come many times over, out of whole weeks that really were, and returns for each time the day (0 is
 * the first) on which `money` would be gone, earliest first; Infinity where it outlasts `days`.
 * Exponential smoothing with resampled relative errors (Ord, Koehler and Snyder 1997; Hyndman and others 2002).
 * The same arguments always give the same answer. At least one week, and more taken than returned in all.
 */
export function replayWeeks(
  weeks: readonly Week[],
  { money, days }: { readonly money: Pence; readonly days: number },
): readonly number[] {
  const learnt = learn(weeks);
  const next = numbersFrom(SEED);
  return Array.from({ length: REPLAYS }, () => replay(learnt, { money, days, next })).toSorted(
    (one, other) => one - other || 0,
  );
}
