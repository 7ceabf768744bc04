import * as z from 'zod';
import { FUNDS, TRAINING_KINDS } from '../../domain/catalogue.ts';
import { isSchemeYear } from '../../domain/scheme-year.ts';
import { amountPence, calendarDay, instant, prose } from './fields.ts';

export const searchCatalogueQuery = z.strictObject({
  q: z.string().trim().max(100).optional(),
  kind: z.enum(TRAINING_KINDS).optional(),
  paymentDate: calendarDay.optional(),
});

export const fundPath = z.object({
  fund: z.enum(FUNDS),
  year: z.string().refine(isSchemeYear),
});

/** The number of the last line that the reader has. */
export const orderLogQuery = z.strictObject({
  after: z.coerce.number().int().min(0).max(999_999_999_999).default(0),
});

/** What the person found and did. It is kept with the stop for good. */
export const releaseFundBody = z.strictObject({ reason: prose(1_000) });

export const sandboxClockBody = z.strictObject({ now: instant.nullable() });

export const sandboxFundBody = z.strictObject({
  limitPence: amountPence,
  capPence: amountPence,
});
