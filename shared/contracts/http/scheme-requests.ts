import * as z from 'zod';
import { FUNDS, TRAINING_KINDS } from '../../domain/catalogue.ts';
import { isSchemeYear } from '../../domain/scheme-year.ts';
import { amountPence, calendarDay, instant } from './fields.ts';

export const searchCatalogueQuery = z.strictObject({
  q: z.string().trim().max(100).optional(),
  kind: z.enum(TRAINING_KINDS).optional(),
  paymentDate: calendarDay.optional(),
});

export const fundPath = z.object({
  fund: z.enum(FUNDS),
  year: z.string().refine(isSchemeYear),
});

export const sandboxClockBody = z.strictObject({ now: instant.nullable() });

export const sandboxFundBody = z.strictObject({
  limitPence: amountPence,
  capPence: amountPence,
});
