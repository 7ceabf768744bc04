import { addDays } from '../calendar-day.ts';
import type { CalendarDay } from '../calendar-day.ts';
import type { Pence } from '../money.ts';
import type { DayTotal } from './daily-totals.ts';
import { replayWeeks } from './replay-weeks.ts';
import type { Week } from './replay-weeks.ts';

/** What a forecast is made from. */
export interface FundHistory {
  /** Day by day without gaps up to today, as `dailyTotals` gives them. */
  readonly totals: readonly DayTotal[];
  /** Free now. Where claims wait, less what they wait for: that money is spoken for. */
  readonly availablePence: Pence;
  readonly today: CalendarDay;
  /** Of the scheme year. */
  readonly lastDay: CalendarDay;
}

/** What drives the forecast: weekly means of the newest whole weeks. */
export interface Drivers {
  /** How many weeks the means are of. */
  readonly weeks: number;
  readonly takenWeeklyPence: Pence;
  readonly returnedWeeklyPence: Pence;
  /** Returned for every hundred pounds taken, rounded to the pound. */
  readonly returnedPercent: number;
}

/** In eight cases of ten the money is gone on a day from `from` to `to`. */
export type Forecast =
  | {
      readonly kind: 'exhausts';
      /** As likely before as after. */
      readonly expectedOn: CalendarDay;
      readonly from: CalendarDay;
      /** Null: the range reaches past the year's end, so the money may also last. */
      readonly to: CalendarDay | null;
      readonly drivers: Drivers;
    }
  | {
      readonly kind: 'lasts-the-year';
      /** The money may be gone from this day on, though that is the less likely. Null: the whole range is past the year's end. */
      readonly from: CalendarDay | null;
      readonly drivers: Drivers;
    }
  | { readonly kind: 'too-little-known'; readonly weeksKnown: number; readonly weeksNeeded: number };

/** Whole weeks since the first claim. With fewer, one odd week would be a third of all that is known. */
const WEEKS_NEEDED = 6;
const DRIVER_WEEKS = 4;
const DAYS_IN_WEEK = 7;
/** The range leaves out one case in ten at either end. */
const OUTSIDE = 0.1;

const netOf = ({ takenPence, returnedPence }: DayTotal): Pence => takenPence - returnedPence;

/** Whole weeks that end yesterday, oldest first: each begins on the weekday that it is today. */
function wholeWeeks(totals: readonly DayTotal[], today: CalendarDay): readonly (readonly DayTotal[])[] {
  const started = totals.findIndex(({ takenPence }) => takenPence > 0);
  const known = started === -1 ? [] : totals.slice(started).filter(({ day }) => day < today);
  const odd = known.length % DAYS_IN_WEEK;
  return Array.from({ length: Math.floor(known.length / DAYS_IN_WEEK) }, (_, week) =>
    known.slice(odd + week * DAYS_IN_WEEK, odd + (week + 1) * DAYS_IN_WEEK),
  );
}

function driversOf(weeks: readonly (readonly DayTotal[])[]): Drivers {
  const newest = weeks.slice(-DRIVER_WEEKS);
  const days = newest.flat();
  const taken = days.reduce((sum, { takenPence }) => sum + takenPence, 0);
  const returned = days.reduce((sum, { returnedPence }) => sum + returnedPence, 0);
  return {
    weeks: newest.length,
    takenWeeklyPence: Math.round(taken / newest.length),
    returnedWeeklyPence: Math.round(returned / newest.length),
    returnedPercent: taken === 0 ? 0 : Math.round((100 * returned) / taken),
  };
}

const daysBetween = (from: CalendarDay, to: CalendarDay): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

/** The replays' verdict; `gone` are the days from today on which the money went, earliest first. */
function verdict(gone: readonly number[], today: CalendarDay, drivers: Drivers): Forecast {
  const dayAt = (share: number): CalendarDay | null => {
    const days = gone[Math.floor(share * gone.length)] ?? Infinity;
    return days === Infinity ? null : addDays(today, days);
  };
  const [from, expectedOn, to] = [dayAt(OUTSIDE), dayAt(0.5), dayAt(1 - OUTSIDE)];
  return from === null || expectedOn === null
    ? { kind: 'lasts-the-year', from, drivers }
    : { kind: 'exhausts', expectedOn, from, to, drivers };
}

/**
 * The day on which the pot runs out, with a range that holds it in eight cases of ten.
 *
 * The weeks to come are played many times over, each as a real week of this year, drawn by lot, compared with what the
 * weeks before it had led one to expect; the middle eight tenths of the days on which the money was gone are the range.
 * A rush that this year has not seen yet is not foreseen. The same history always gives the same forecast.
 */
export function forecastFund({ totals, availablePence, today, lastDay }: FundHistory): Forecast {
  const weeks = wholeWeeks(totals, today);
  if (weeks.length < WEEKS_NEEDED)
    return { kind: 'too-little-known', weeksKnown: weeks.length, weeksNeeded: WEEKS_NEEDED };
  const drivers = driversOf(weeks);
  const nets: readonly Week[] = weeks.map((week) => week.map(netOf));
  if (availablePence <= 0) return { kind: 'exhausts', expectedOn: today, from: today, to: today, drivers };
  if (nets.flat().reduce((sum, net) => sum + net, 0) <= 0)
    return { kind: 'lasts-the-year', from: null, drivers };
  // The replays begin with today as a whole, so that what it has moved already is put back first.
  const movedToday = totals.filter(({ day }) => day === today).reduce((sum, total) => sum + netOf(total), 0);
  const money = Math.max(1, availablePence + movedToday);
  const days = daysBetween(today, lastDay) + 1;
  return verdict(replayWeeks(nets, { money, days }), today, drivers);
}
