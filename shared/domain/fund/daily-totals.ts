import { addDays, londonDayOf } from '../calendar-day.ts';
import type { CalendarDay, Instant } from '../calendar-day.ts';
import type { Pence } from '../money.ts';
import type { JournalLine } from './journal.ts';

/** What claims did to the money in hand on one day in London. Changes of the limit are no part of it. */
export interface DayTotal {
  readonly day: CalendarDay;
  /** Left the money in hand: held, promoted, or corrected upwards. */
  readonly takenPence: Pence;
  /** Came back to it. */
  readonly returnedPence: Pence;
}

/** London's midnight is always on the hour, so that all moments of one hour are of one day. */
const hourOf = (instant: Instant): string => instant.slice(0, 13);

/**
 * The journal as days, from the day of its first line up to and including `until`, without gaps: a day on which nothing
 * moved is there with nothing. Lines that were settled after `until` are left out. Empty before the first line.
 */
export function dailyTotals(
  lines: Iterable<Pick<JournalLine, 'outcome' | 'settledAt' | 'moved'>>,
  until: CalendarDay,
): readonly DayTotal[] {
  const dayOfHour = new Map<string, CalendarDay>();
  const totals = new Map<CalendarDay, DayTotal>();
  let first: CalendarDay | undefined;
  for (const { outcome, settledAt, moved } of lines) {
    const day = dayOfHour.get(hourOf(settledAt)) ?? londonDayOf(settledAt);
    dayOfHour.set(hourOf(settledAt), day);
    if (first === undefined || day < first) first = day;
    const change = outcome === 'limit-set' ? 0 : moved.availablePence;
    const { takenPence, returnedPence } = totals.get(day) ?? { takenPence: 0, returnedPence: 0 };
    totals.set(day, {
      day,
      takenPence: takenPence + Math.max(0, -change),
      returnedPence: returnedPence + Math.max(0, change),
    });
  }
  const days: DayTotal[] = [];
  for (let day = first; day !== undefined && day <= until; day = addDays(day, 1)) {
    days.push(totals.get(day) ?? { day, takenPence: 0, returnedPence: 0 });
  }
  return days;
}
