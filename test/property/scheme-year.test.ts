import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays } from '../../shared/domain/calendar-day.ts';
import { firstDayOf, isSchemeYear, lastDayOf, schemeYearOf } from '../../shared/domain/scheme-year.ts';

const day = fc.integer({ min: 0, max: 36_524 }).map((offset) => addDays('1999-01-01', offset));

it('every day lies in its scheme year, and the days beside that year do not', () => {
  fc.assert(
    fc.property(day, (each) => {
      const year = schemeYearOf(each);
      expect(isSchemeYear(year)).toBe(true);
      expect(firstDayOf(year) <= each && each <= lastDayOf(year)).toBe(true);
      expect(schemeYearOf(firstDayOf(year))).toBe(year);
      expect(schemeYearOf(lastDayOf(year))).toBe(year);
      expect(schemeYearOf(addDays(firstDayOf(year), -1))).not.toBe(year);
      expect(schemeYearOf(addDays(lastDayOf(year), 1))).not.toBe(year);
    }),
    { numRuns: 300 },
  );
});

it('scheme years follow each other without a gap', () => {
  fc.assert(
    fc.property(day, (each) => {
      const next = schemeYearOf(addDays(lastDayOf(schemeYearOf(each)), 1));
      expect(firstDayOf(next)).toBe(addDays(lastDayOf(schemeYearOf(each)), 1));
    }),
    { numRuns: 100 },
  );
});
