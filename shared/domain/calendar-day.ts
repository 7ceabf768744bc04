import { failure, success } from './result.ts';
import type { Result } from './result.ts';

/** A day on the calendar in England, `YYYY-MM-DD`. It has no time and no zone; comparing the text compares the days. */
export type CalendarDay = string;

/** A moment, RFC 3339 in UTC with milliseconds: `2025-10-01T09:00:00.000Z`. Comparing the text compares the moments. */
export type Instant = string;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

interface DayParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
const formatDay = ({ year, month, day }: DayParts): CalendarDay =>
  `${pad(year, 4)}-${pad(month)}-${pad(day)}`;
const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

function partsOf(day: CalendarDay): DayParts {
  const match = DAY.exec(day);
  if (!match) throw new RangeError(`Not a calendar day: ${day}`);
  return { year: Number(match[1]), month: Number(match[2]), day: Number(match[3]) };
}

/** Days that anybody could mean. Arithmetic from within them never leaves the years of four digits. */
const FIRST_YEAR = 1900;
const LAST_YEAR = 2199;

/** Accepts only days that exist, in years that anybody could mean: 2025-02-29 and 2025-13-01 do not exist. */
export function parseCalendarDay(text: string): Result<CalendarDay, 'not-a-day'> {
  if (!DAY.test(text)) return failure('not-a-day');
  const { year, month, day } = partsOf(text);
  const meant = year >= FIRST_YEAR && year <= LAST_YEAR;
  const exists = meant && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
  return exists ? success(text) : failure('not-a-day');
}

/** The same day of the month `months` later, clamped to the month's end: 30 November plus 3 is 28 (or 29) February. */
export function addMonths(day: CalendarDay, months: number): CalendarDay {
  const { year, month, day: dayOfMonth } = partsOf(day);
  const monthIndex = year * 12 + (month - 1) + months;
  const target = { year: Math.floor(monthIndex / 12), month: (monthIndex % 12) + 1 };
  return formatDay({ ...target, day: Math.min(dayOfMonth, daysInMonth(target.year, target.month)) });
}

export function addDays(day: CalendarDay, days: number): CalendarDay {
  const { year, month, day: dayOfMonth } = partsOf(day);
  return new Date(Date.UTC(year, month - 1, dayOfMonth + days)).toISOString().slice(0, 10);
}

/** Whole years from birth to `on`, as people count them: a birthday on 29 February falls on 1 March in other years. */
export function ageOn(birth: CalendarDay, on: CalendarDay): number {
  const from = partsOf(birth);
  const to = partsOf(on);
  const hadBirthday = to.month > from.month || (to.month === from.month && to.day >= from.day);
  return to.year - from.year - (hadBirthday ? 0 : 1);
}

/** The later of the days given, or undefined when none is. */
export function latestDay(days: readonly (CalendarDay | undefined)[]): CalendarDay | undefined {
  return days
    .filter((day) => day !== undefined)
    .toSorted()
    .at(-1);
}

const LONDON = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

function londonClock(epochMilliseconds: number): { readonly day: CalendarDay; readonly time: string } {
  const part = new Map<string, string>(
    LONDON.formatToParts(epochMilliseconds).map(({ type, value }) => [type, value]),
  );
  const read = (type: string): string => part.get(type) ?? '';
  return {
    day: `${read('year')}-${read('month')}-${read('day')}`,
    time: `${read('hour')}:${read('minute')}:${read('second')}`,
  };
}

const epochOf = (instant: Instant): number => {
  const epoch = Date.parse(instant);
  if (Number.isNaN(epoch)) throw new RangeError(`Not an instant: ${instant}`);
  return epoch;
};

/** The day it is in London at that moment. */
export const londonDayOf = (instant: Instant): CalendarDay => londonClock(epochOf(instant)).day;

const HOUR = 3_600_000;

/**
 * The first moment after a day in London has ended: midnight there, in UTC.
 * London is at UTC or one hour ahead (in the summers of the 1940s, two), and its clocks never change at midnight, so
 * one of these moments is right.
 */
export function endOfLondonDay(day: CalendarDay): Instant {
  const midnightUtc = epochOf(`${addDays(day, 1)}T00:00:00.000Z`);
  const candidates = [midnightUtc - HOUR, midnightUtc, midnightUtc - 2 * HOUR];
  const midnight = candidates.find((epoch) => londonClock(epoch).time === '00:00:00');
  if (midnight === undefined) throw new RangeError(`No midnight in London after ${day}`);
  return new Date(midnight).toISOString();
}

export const addMinutes = (instant: Instant, minutes: number): Instant =>
  new Date(epochOf(instant) + minutes * 60_000).toISOString();

const INSTANT =
  /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Canonical form of any RFC 3339 text with an offset, or a failure. */
export function parseInstant(text: string): Result<Instant, 'not-an-instant'> {
  if (!INSTANT.test(text) || !parseCalendarDay(text.slice(0, 10)).ok) return failure('not-an-instant');
  const instant = new Date(Date.parse(text)).toISOString();
  // An offset may carry it into a year that does not compare as text.
  return parseCalendarDay(instant.slice(0, 10)).ok ? success(instant) : failure('not-an-instant');
}

const LONG_DAY = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

/** `3 March 2026`, as a letter would write it. */
export const formatDayInWords = (day: CalendarDay): string => LONG_DAY.format(epochOf(`${day}T00:00:00Z`));
