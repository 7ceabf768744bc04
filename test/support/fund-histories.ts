import { addDays } from '../../shared/domain/calendar-day.ts';
import type { DayTotal } from '../../shared/domain/fund/daily-totals.ts';

/** A year's movements of one fund, claim by claim, made up without knowing how they will be forecast. */
export const KINDS = ['steady', 'growing', 'march-rush', 'lumpy', 'holiday-gap'] as const;
export type Kind = (typeof KINDS)[number];

export const FIRST_DAY = '2025-04-01';
export const LAST_DAY = '2026-03-31';
const DAYS = 365;
/** A Tuesday comes first. */
const WEEKDAYS = [1.1, 1, 0.9, 0.8, 0.2, 0.1, 1];
const TYPICAL_CLAIM = 15_000;

/** Park and Miller's numbers, strictly between 0 and 1; the same seed gives the same ones. */
export function numbersOf(seed: number): () => number {
  let state = ((seed * 7_919) % 2_147_483_646) + 1;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  // Seeds that are neighbours begin alike.
  for (let skipped = 0; skipped < 8; skipped += 1) next();
  return next;
}

const normal = (next: () => number): number =>
  Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());

/** How many arrive where so many are expected. */
function arrivals(next: () => number, expected: number): number {
  let count = 0;
  for (let left = expected; (left += Math.log(next())) > 0; ) count += 1;
  return count;
}

interface Year {
  readonly kind: Kind;
  readonly growth: number;
  readonly season: number;
}

/** What the kind makes of a day, as a multiple of an ordinary one. */
function shapeOf({ kind, growth, season }: Year, day: number): number {
  if (kind === 'growing') return 1 + (growth * day) / 7;
  // 1 March is day 334, 23 December day 266.
  if (kind === 'march-rush')
    return 1 + 0.15 * Math.sin((2 * Math.PI * day) / DAYS + season) + (day >= 334 ? 1 : 0);
  if (kind === 'holiday-gap') return day >= 266 && day <= 278 ? 0.05 : 1;
  return 1;
}

/** Day by day: what claims took, and what came back some days or weeks after. */
export function historyOf(kind: Kind, seed: number): readonly DayTotal[] {
  const next = numbersOf(seed);
  const year: Year = { kind, growth: 0.01 + 0.02 * next(), season: 2 * Math.PI * next() };
  const daily = 8 + 20 * next();
  const returned = new Array<number>(DAYS + 60).fill(0);
  let drift = 0;
  return Array.from({ length: DAYS }, (_, day) => {
    drift = 0.98 * drift + 0.02 * normal(next);
    const expected = daily * (WEEKDAYS[day % 7] ?? 1) * Math.exp(drift) * shapeOf(year, day);
    let takenPence = 0;
    for (let count = arrivals(next, expected); count > 0; count -= 1) {
      const amount = Math.round(TYPICAL_CLAIM * Math.exp(0.8 * normal(next)));
      takenPence += amount;
      const later = day + 5 + Math.floor(40 * next());
      if (next() < 0.12)
        returned[later] = (returned[later] ?? 0) + Math.round(amount * (next() < 0.5 ? 1 : 0.3));
    }
    // A few times a year an employer of thousands sends everything at once.
    if (kind === 'lumpy' && next() < 0.03)
      takenPence += Math.round(TYPICAL_CLAIM * daily * (2 + 6 * next() ** 2));
    return { day: addDays(FIRST_DAY, day), takenPence, returnedPence: returned[day] ?? 0 };
  });
}
