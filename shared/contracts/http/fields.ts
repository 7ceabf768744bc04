import * as z from 'zod';
import { parseCalendarDay, parseInstant } from '../../domain/calendar-day.ts';
import { parseNationalInsuranceNumber } from '../../domain/national-insurance.ts';

/** Text that people type: trimmed, not empty, no control characters or halves of characters, at most `longest`. */
export const text = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, 'Enter something here.')
    .max(longest, `Use at most ${longest} characters.`)
    .regex(/^[^\p{Cc}\p{Cf}\p{Cs}]*$/u, 'Remove the characters that cannot be seen.');

/** Longer text, in which new lines are welcome. */
export const prose = (longest: number) =>
  z
    .string()
    .trim()
    .min(1, 'Enter something here.')
    .max(longest, `Use at most ${longest} characters.`)
    .regex(/^(?:[^\p{Cc}\p{Cf}\p{Cs}]|\n|\r|\t)*$/u, 'Remove the characters that cannot be seen.');

export const calendarDay = z
  .string()
  .refine(
    (day) => parseCalendarDay(day).ok,
    'Enter a date that exists, as YYYY-MM-DD, for example 2025-10-31.',
  );

/** A moment with any offset, taken as the service writes it: in UTC, with milliseconds. */
export const instant = z.string().transform((given, context) => {
  const parsed = parseInstant(given);
  if (parsed.ok) return parsed.value;
  context.addIssue({ code: 'custom', message: 'Enter a moment as 2025-10-31T09:00:00Z.' });
  return z.NEVER;
});

/** Whole pence, more than nothing and no more than a billion pounds. */
export const amountPence = z
  .int('Enter a whole number of pence.')
  .min(1, 'Enter an amount above zero, in pence.')
  .max(100_000_000_000, 'Enter an amount of at most £1 billion, in pence.');

/** Plain letters alone: some others turn into two plain ones when they become capitals. */
const NI_LETTERS = /^[A-Za-z\d\s]*$/u;

export const niNumber = z.string().transform((given, context) => {
  const parsed = parseNationalInsuranceNumber(given);
  if (parsed.ok && NI_LETTERS.test(given)) return parsed.value;
  context.addIssue({
    code: 'custom',
    message:
      'Enter a National Insurance number that is 2 letters, 6 numbers, then A, B, C or D, like QQ 12 34 56 C.',
  });
  return z.NEVER;
});

/** An identifier that the service gave out. What it is, only the service knows. */
export const identifier = z.string().regex(/^[\w-]{1,64}$/, 'This is not an id that the service gave you.');

export const pageLimit = z.coerce.number().int().min(1).max(100).default(20);

export const cursor = z.string().max(2_000).optional();
