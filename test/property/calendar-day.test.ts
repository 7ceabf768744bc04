import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  ageOn,
  endOfLondonDay,
  formatDayInWords,
  latestDay,
  londonDayOf,
  parseCalendarDay,
  parseInstant,
} from '../../shared/domain/calendar-day.ts';

const LONDON = 'Europe/London';
const dayBetween = (first: string, last: string): fc.Arbitrary<string> => {
  const start = Temporal.PlainDate.from(first);
  const days = start.until(Temporal.PlainDate.from(last)).days;
  return fc.integer({ min: 0, max: days }).map((offset) => start.add({ days: offset }).toString());
};
/** Days of the scheme and its surroundings, and a century and more around them. */
const schemeDay = dayBetween('2020-01-01', '2040-12-31');
const anyDay = fc.oneof(schemeDay, dayBetween('1972-01-01', '2150-12-31'));
const monthEnd = anyDay.map((day) => {
  const date = Temporal.PlainDate.from(day);
  return date.with({ day: date.daysInMonth }).toString();
});

describe('the calendar agrees with Temporal', () => {
  it('on which days exist', () => {
    const parts = fc.record({
      year: fc.integer({ min: 1900, max: 2150 }),
      month: fc.integer({ min: 0, max: 14 }),
      day: fc.integer({ min: 0, max: 33 }),
    });
    fc.assert(
      fc.property(parts, ({ year, month, day }) => {
        const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
        const exists = (): boolean => {
          try {
            return Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }).toString() === text;
          } catch {
            return false;
          }
        };
        expect(parseCalendarDay(text).ok).toBe(exists());
      }),
      { numRuns: 1_000 },
    );
  });

  it('on adding months, at the ends of months above all', () => {
    fc.assert(
      fc.property(fc.oneof(anyDay, monthEnd), fc.integer({ min: -24, max: 36 }), (day, months) => {
        expect(addMonths(day, months)).toBe(Temporal.PlainDate.from(day).add({ months }).toString());
      }),
      { numRuns: 1_000 },
    );
  });

  it('on adding days', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -1_000, max: 1_000 }), (day, days) => {
        expect(addDays(day, days)).toBe(Temporal.PlainDate.from(day).add({ days }).toString());
      }),
      { numRuns: 300 },
    );
  });

  it('on when a day ends in London', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const midnight = Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(LONDON);
        expect(Date.parse(endOfLondonDay(day))).toBe(midnight.epochMilliseconds);
      }),
      { numRuns: 700 },
    );
  });

  it('on when a day ends in London, on every day of two years with their four clock changes', () => {
    let date = Temporal.PlainDate.from('2025-01-01');
    for (; date.year < 2027; date = date.add({ days: 1 })) {
      const midnight = date.add({ days: 1 }).toZonedDateTime(LONDON);
      expect(endOfLondonDay(date.toString())).toBe(new Date(midnight.epochMilliseconds).toISOString());
    }
  });

  it('on which day it is in London', () => {
    const moment = fc.integer({ min: Date.UTC(1972, 0, 1), max: Date.UTC(2150, 0, 1) });
    fc.assert(
      fc.property(moment, (epoch) => {
        const zoned = Temporal.Instant.fromEpochMilliseconds(epoch).toZonedDateTimeISO(LONDON);
        expect(londonDayOf(new Date(epoch).toISOString())).toBe(zoned.toPlainDate().toString());
      }),
      { numRuns: 500 },
    );
  });

  it('on ages, for everybody not born on 29 February', () => {
    const born = dayBetween('1930-01-01', '2010-12-31').filter((day) => !day.endsWith('02-29'));
    fc.assert(
      fc.property(born, dayBetween('2011-01-01', '2040-12-31'), (birth, on) => {
        const { years } = Temporal.PlainDate.from(birth).until(on, { largestUnit: 'year' });
        expect(ageOn(birth, on)).toBe(years);
      }),
      { numRuns: 500 },
    );
  });

  it('on moments with an offset', () => {
    const offset = fc
      .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
      .map(([sign, h, m]) => `${sign}${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
    const local = fc.integer({ min: Date.UTC(1972, 0, 1), max: Date.UTC(2150, 0, 1) });
    fc.assert(
      fc.property(local, offset, (epoch, zone) => {
        const text = `${new Date(epoch).toISOString().slice(0, -1)}${zone}`;
        const expected = new Date(Temporal.Instant.from(text).epochMilliseconds).toISOString();
        expect(parseInstant(text)).toEqual({ ok: true, value: expected });
      }),
      { numRuns: 300 },
    );
  });
});

describe('a day in London', () => {
  it('is the day until the last millisecond before its end, and the next day from then on', () => {
    fc.assert(
      fc.property(schemeDay, (day) => {
        const end = endOfLondonDay(day);
        const lastMoment = new Date(Date.parse(end) - 1).toISOString();
        expect(londonDayOf(lastMoment)).toBe(day);
        expect(londonDayOf(end)).toBe(addDays(day, 1));
      }),
      { numRuns: 500 },
    );
  });

  it('ends later than the day before it, by 23, 24 or 25 hours', () => {
    fc.assert(
      fc.property(schemeDay, (day) => {
        const hours =
          (Date.parse(endOfLondonDay(addDays(day, 1))) - Date.parse(endOfLondonDay(day))) / 3_600_000;
        expect([23, 24, 25]).toContain(hours);
      }),
      { numRuns: 300 },
    );
  });

  it('of every day that the service accepts, ends', () => {
    fc.assert(
      fc.property(dayBetween('1900-01-01', '9999-12-31'), (day) => {
        fc.pre(parseCalendarDay(day).ok);
        const midnight = Temporal.PlainDate.from(day).add({ days: 1 }).toZonedDateTime(LONDON);
        expect(Date.parse(endOfLondonDay(day))).toBe(midnight.epochMilliseconds);
      }),
      { numRuns: 300, examples: [['1941-06-01'], ['1945-07-15'], ['1947-05-01'], ['9999-12-31']] },
    );
  });
});

describe('days compare as text', () => {
  it('in the order of the calendar, so the latest of them is the last', () => {
    fc.assert(
      fc.property(fc.array(anyDay, { minLength: 1, maxLength: 8 }), (days) => {
        const expected = days
          .map((day) => Temporal.PlainDate.from(day))
          .toSorted((a, b) => Temporal.PlainDate.compare(a, b))
          .at(-1);
        expect(latestDay(days)).toBe(expected?.toString());
      }),
      { numRuns: 200 },
    );
  });
});

it('a day in words names the day, the month and the year, wherever the machine stands', () => {
  fc.assert(
    fc.property(anyDay, (day) => {
      const date = Temporal.PlainDate.from(day);
      const month = date.toLocaleString('en-GB', { month: 'long' });
      expect(formatDayInWords(day)).toBe(`${date.day} ${month} ${date.year}`);
    }),
    { numRuns: 100 },
  );
});
