import type { CalendarDay } from './calendar-day.ts';

/** A year of the scheme, 1 April to 31 March, written as the department writes it: `2025-26`. */
export type SchemeYear = string;

const SHAPE = /^(\d{4})-(\d{2})$/;

export function isSchemeYear(text: string): text is SchemeYear {
  const match = SHAPE.exec(text);
  return match !== null && (Number(match[1]) + 1) % 100 === Number(match[2]);
}

/** The scheme year that a day falls in. Source: grant determination 2025 to 2026 (rule Y1). */
export function schemeYearOf(day: CalendarDay): SchemeYear {
  const year = Number(day.slice(0, 4));
  const first = day.slice(5) >= '04-01' ? year : year - 1;
  return `${first}-${String((first + 1) % 100).padStart(2, '0')}`;
}

export const firstDayOf = (year: SchemeYear): CalendarDay => `${year.slice(0, 4)}-04-01`;

export const lastDayOf = (year: SchemeYear): CalendarDay => `${Number(year.slice(0, 4)) + 1}-03-31`;

/** The years that the scheme has had a determination for. */
export const KNOWN_YEARS: readonly SchemeYear[] = ['2024-25', '2025-26', '2026-27'];
