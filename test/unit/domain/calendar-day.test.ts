import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMinutes,
  addMonths,
  ageOn,
  endOfLondonDay,
  formatDayInWords,
  latestDay,
  londonDayOf,
  parseCalendarDay,
  parseInstant,
} from '../../../shared/domain/calendar-day.ts';

describe('a day is accepted only if it exists', () => {
  it.each([
    '2024-02-29',
    '2000-02-29',
    '2025-02-28',
    '2025-01-31',
    '2025-03-31',
    '2025-04-30',
    '2025-06-30',
    '2025-09-30',
    '2025-11-30',
    '2025-12-31',
    '2025-01-01',
  ])('%s exists', (day) => {
    expect(parseCalendarDay(day)).toEqual({ ok: true, value: day });
  });

  it.each([
    ['29 February of a common year', '2025-02-29'],
    ['29 February of a century that is not a leap year', '2100-02-29'],
    ['30 February of a leap year', '2024-02-30'],
    ['31 April', '2025-04-31'],
    ['31 June', '2025-06-31'],
    ['31 September', '2025-09-31'],
    ['31 November', '2025-11-31'],
    ['32 January', '2025-01-32'],
    ['month 13', '2025-13-01'],
    ['month 0', '2025-00-10'],
    ['day 0', '2025-01-00'],
    ['single digits', '2025-1-1'],
    ['a two-digit year', '25-01-01'],
    ['slashes', '2025/01/01'],
    ['the English order', '01-01-2025'],
    ['a time behind it', '2025-01-01T00:00:00Z'],
    ['a space before it', ' 2025-01-01'],
    ['a new line behind it', '2025-01-01\n'],
    ['digits of another script', '٢٠٢٥-٠١-٠١'],
    ['a sign', '+2025-01-01'],
    ['nothing', ''],
  ])('%s is refused', (_what, text) => {
    expect(parseCalendarDay(text)).toEqual({ ok: false, error: 'not-a-day' });
  });
});

describe('a day is accepted only in years that anybody could mean', () => {
  it.each([
    ['1899-12-31', false],
    ['1900-01-01', true],
    ['2199-12-31', true],
    ['2200-01-01', false],
  ])('%s: %s', (day, ok) => {
    expect(parseCalendarDay(day).ok).toBe(ok);
  });
});

describe('adding months keeps the day of the month, clamped to the end of the month', () => {
  it.each([
    ['30 November before a common year', '2024-11-30', 3, '2025-02-28'],
    ['30 November before a leap year', '2023-11-30', 3, '2024-02-29'],
    ['30 November before the next leap year', '2027-11-30', 3, '2028-02-29'],
    ['30 November before a century that is not a leap year', '2099-11-30', 3, '2100-02-28'],
    ['29 November before a common year', '2025-11-29', 3, '2026-02-28'],
    ['29 November before a leap year', '2023-11-29', 3, '2024-02-29'],
    ['28 November, which needs no clamp', '2025-11-28', 3, '2026-02-28'],
    ['1 December', '2025-12-01', 3, '2026-03-01'],
    ['31 August to a month of 30 days', '2025-08-31', 3, '2025-11-30'],
    ['31 January to a month of 30 days', '2025-01-31', 3, '2025-04-30'],
    ['31 October to a month of 31 days', '2025-10-31', 3, '2026-01-31'],
    ['31 December', '2025-12-31', 3, '2026-03-31'],
    ['29 February, which does not become a month end', '2024-02-29', 3, '2024-05-29'],
    ['28 February of a common year, which does not either', '2025-02-28', 3, '2025-05-28'],
    ['over the end of the year', '2025-10-15', 3, '2026-01-15'],
    ['to December', '2025-09-15', 3, '2025-12-15'],
    ['no months', '2025-09-30', 0, '2025-09-30'],
    ['a year from 29 February', '2024-02-29', 12, '2025-02-28'],
    ['backwards over the start of the year', '2025-01-31', -2, '2024-11-30'],
  ])('%s', (...[, day, months, expected]) => {
    expect(addMonths(day, months)).toBe(expected);
  });

  it('throws on what is not a day', () => {
    expect(() => addMonths('yesterday', 3)).toThrow(new RangeError('Not a calendar day: yesterday'));
  });
});

describe('adding days', () => {
  it.each([
    ['2025-02-28', 1, '2025-03-01'],
    ['2024-02-28', 1, '2024-02-29'],
    ['2025-12-31', 1, '2026-01-01'],
    ['2025-03-29', 2, '2025-03-31'],
    ['2025-10-25', 2, '2025-10-27'],
    ['2025-09-03', 28, '2025-10-01'],
    ['2025-01-01', -1, '2024-12-31'],
  ])('%s and %i days is %s', (day, days, expected) => {
    expect(addDays(day, days)).toBe(expected);
  });
});

describe('a day in London ends at its own midnight', () => {
  it.each([
    ['in winter', '2025-01-15', '2025-01-16T00:00:00.000Z'],
    ['in summer', '2025-07-15', '2025-07-15T23:00:00.000Z'],
    ['two days before the clocks go forward', '2025-03-28', '2025-03-29T00:00:00.000Z'],
    ['the day before the clocks go forward', '2025-03-29', '2025-03-30T00:00:00.000Z'],
    ['the day of 23 hours', '2025-03-30', '2025-03-30T23:00:00.000Z'],
    ['the day after the clocks went forward', '2025-03-31', '2025-03-31T23:00:00.000Z'],
    ['two days before the clocks go back', '2025-10-24', '2025-10-24T23:00:00.000Z'],
    ['the day before the clocks go back', '2025-10-25', '2025-10-25T23:00:00.000Z'],
    ['the day of 25 hours', '2025-10-26', '2025-10-27T00:00:00.000Z'],
    ['the day after the clocks went back', '2025-10-27', '2025-10-28T00:00:00.000Z'],
    ['on 29 February', '2024-02-29', '2024-03-01T00:00:00.000Z'],
    ['on the last day of the year', '2025-12-31', '2026-01-01T00:00:00.000Z'],
    ['on the last day of the scheme year', '2026-03-31', '2026-03-31T23:00:00.000Z'],
    ['in the winter of 1970, when London kept summer time', '1970-01-15', '1970-01-15T23:00:00.000Z'],
  ])('%s', (_what, day, expected) => {
    expect(endOfLondonDay(day)).toBe(expected);
  });

  it('in the summers of 1941 to 1947 too, when London was two hours ahead: a mistyped day is still a day', () => {
    expect(endOfLondonDay('1944-06-15')).toBe('1944-06-15T22:00:00.000Z');
  });
});

describe('the day it is in London', () => {
  it.each([
    ['the last millisecond of a summer day', '2025-06-30T22:59:59.999Z', '2025-06-30'],
    ['the first moment of the next', '2025-06-30T23:00:00.000Z', '2025-07-01'],
    ['half past midnight in London, still yesterday in UTC', '2025-06-30T23:30:00.000Z', '2025-07-01'],
    ['the last millisecond of a winter day', '2025-12-31T23:59:59.999Z', '2025-12-31'],
    ['the first moment of a winter day', '2026-01-01T00:00:00.000Z', '2026-01-01'],
    ['the last moment before the day of 23 hours', '2025-03-29T23:59:59.999Z', '2025-03-29'],
    ['the first moment of the day of 23 hours', '2025-03-30T00:00:00.000Z', '2025-03-30'],
    ['the moment before the clocks go forward', '2025-03-30T00:59:59.999Z', '2025-03-30'],
    ['the last moment of the day of 23 hours', '2025-03-30T22:59:59.999Z', '2025-03-30'],
    ['the moment after it', '2025-03-30T23:00:00.000Z', '2025-03-31'],
    ['the last moment before the day of 25 hours', '2025-10-25T22:59:59.999Z', '2025-10-25'],
    ['the first moment of the day of 25 hours', '2025-10-25T23:00:00.000Z', '2025-10-26'],
    ['the last moment of the day of 25 hours', '2025-10-26T23:59:59.999Z', '2025-10-26'],
    ['the moment after that', '2025-10-27T00:00:00.000Z', '2025-10-27'],
  ])('%s', (_what, instant, day) => {
    expect(londonDayOf(instant)).toBe(day);
  });

  it('throws on what is not an instant', () => {
    expect(() => londonDayOf('soon')).toThrow(new RangeError('Not an instant: soon'));
  });
});

describe('instants', () => {
  it.each([
    ['2025-10-01T09:00:00Z', '2025-10-01T09:00:00.000Z'],
    ['2025-10-01T09:00:00.5Z', '2025-10-01T09:00:00.500Z'],
    ['2025-10-01T10:00:00+01:00', '2025-10-01T09:00:00.000Z'],
    ['2025-01-01T00:30:00+01:00', '2024-12-31T23:30:00.000Z'],
    ['2025-12-31T23:30:00-05:00', '2026-01-01T04:30:00.000Z'],
    ['2024-02-29T00:00:00.123456789Z', '2024-02-29T00:00:00.123Z'],
  ])('%s is %s', (text, expected) => {
    expect(parseInstant(text)).toEqual({ ok: true, value: expected });
  });

  it.each([
    '2025-10-01',
    '2025-10-01T09:00:00',
    '2025-10-01 09:00:00Z',
    '2025-10-01T09:00Z',
    '2025-02-29T09:00:00Z',
    '2025-13-01T09:00:00Z',
    '2025-10-01T25:00:00Z',
    '2025-10-01T09:60:00Z',
    '2025-10-01T09:00:00+24:00',
    '2025-10-012025-10-01T09:00:00Z',
    '2025-10-01T09:00:00Z2025',
    '2025-10-01T09:00:00Z\n',
    'now',
    '',
  ])('%s is refused', (text) => {
    expect(parseInstant(text)).toEqual({ ok: false, error: 'not-an-instant' });
  });

  it('hour 24 is refused: RFC 3339 counts hours from 00 to 23', () => {
    expect(parseInstant('2025-10-01T24:00:00Z')).toEqual({ ok: false, error: 'not-an-instant' });
  });

  it('a moment that falls outside the years of four digits is refused, since instants are compared as text', () => {
    expect(parseInstant('9999-12-31T23:59:59-23:00')).toEqual({ ok: false, error: 'not-an-instant' });
  });

  it.each([
    ['2199-12-31T23:30:00Z', '2199-12-31T23:30:00.000Z'],
    ['2200-01-01T00:30:00+01:00', undefined],
    ['2199-12-31T23:30:00-01:00', undefined],
    ['1900-01-01T00:30:00Z', '1900-01-01T00:30:00.000Z'],
    ['1900-01-01T00:30:00+01:00', undefined],
  ])('%s, written with an offset, must be in a year that anybody could mean in UTC too', (text, expected) => {
    expect(parseInstant(text)).toEqual(
      expected === undefined ? { ok: false, error: 'not-an-instant' } : { ok: true, value: expected },
    );
  });

  it('minutes are added across midnight and a clock change', () => {
    expect(addMinutes('2025-12-31T23:50:00.000Z', 15)).toBe('2026-01-01T00:05:00.000Z');
    expect(addMinutes('2025-03-30T00:30:00.000Z', 60)).toBe('2025-03-30T01:30:00.000Z');
  });
});

describe('age is counted in whole years', () => {
  it.each([
    ['the day before the birthday', '2006-09-15', '2025-09-14', 18],
    ['the birthday itself', '2006-09-15', '2025-09-15', 19],
    ['an earlier month', '2006-09-15', '2025-08-31', 18],
    ['a later month, an earlier day', '2006-09-15', '2025-10-01', 19],
    ['the day of birth', '2006-09-15', '2006-09-15', 0],
    ['born on 29 February, on 28 February of a common year', '2004-02-29', '2023-02-28', 18],
    ['born on 29 February, on 1 March of a common year', '2004-02-29', '2023-03-01', 19],
    ['born on 29 February, on 29 February', '2004-02-29', '2024-02-29', 20],
  ])('%s', (...[, birth, on, years]) => {
    expect(ageOn(birth, on)).toBe(years);
  });
});

describe('the latest of several days', () => {
  it('is the last on the calendar, whatever the order, and days that are not known do not count', () => {
    expect(latestDay(['2025-03-01', '2025-01-05', '2025-02-10'])).toBe('2025-03-01');
    expect(latestDay([undefined, '2024-12-31', '2025-01-01', undefined])).toBe('2025-01-01');
  });

  it('is not known when no day is', () => {
    expect(latestDay([])).toBeUndefined();
    expect(latestDay([undefined])).toBeUndefined();
  });
});

it('a day in words is written as a letter would write it', () => {
  expect(formatDayInWords('2026-03-03')).toBe('3 March 2026');
  expect(formatDayInWords('2025-10-26')).toBe('26 October 2025');
  expect(formatDayInWords('2025-03-31')).toBe('31 March 2025');
});
