import { describe, expect, it } from 'vitest';
import {
  KNOWN_YEARS,
  firstDayOf,
  isSchemeYear,
  lastDayOf,
  schemeYearOf,
} from '../../../shared/domain/scheme-year.ts';

describe('a scheme year runs from 1 April to 31 March', () => {
  it.each([
    ['2024-03-31', '2023-24'],
    ['2024-04-01', '2024-25'],
    ['2024-12-31', '2024-25'],
    ['2025-01-01', '2024-25'],
    ['2025-03-31', '2024-25'],
    ['2025-04-01', '2025-26'],
    ['2026-03-31', '2025-26'],
    ['2026-04-01', '2026-27'],
    ['2025-10-01', '2025-26'],
    ['2000-03-31', '1999-00'],
    ['2009-04-01', '2009-10'],
  ])('%s falls in %s', (day, year) => {
    expect(schemeYearOf(day)).toBe(year);
  });

  it.each([
    ['2024-25', '2024-04-01', '2025-03-31'],
    ['2025-26', '2025-04-01', '2026-03-31'],
    ['2026-27', '2026-04-01', '2027-03-31'],
  ])('%s begins on %s and ends on %s', (year, first, last) => {
    expect([firstDayOf(year), lastDayOf(year)]).toEqual([first, last]);
  });
});

describe('a scheme year is written as two years that follow each other', () => {
  it.each(['2024-25', '2025-26', '1999-00', '2009-10'])('%s is one', (text) => {
    expect(isSchemeYear(text)).toBe(true);
  });

  it.each([
    '2025-25',
    '2025-27',
    '2025-24',
    '2025-2026',
    '2025',
    '25-26',
    '2025/26',
    ' 2025-26',
    '2025-26 ',
    '',
  ])('%j is none', (text) => {
    expect(isSchemeYear(text)).toBe(false);
  });
});

it('the scheme has had a determination for three years', () => {
  expect(KNOWN_YEARS).toEqual(['2024-25', '2025-26', '2026-27']);
});
