import * as z from 'zod';
import { FUNDS } from '../../domain/catalogue.ts';
import { CLAIM_TYPES } from '../../domain/reference.ts';
import { CLAIM_STATUSES } from '../../domain/transitions.ts';

/** What a schema describes, as a view answers it: nobody changes it once it is made. */
export type Answer<Schema extends z.ZodType> = Unchanging<z.output<Schema>>;

type Unchanging<Value> = Value extends readonly (infer Item)[]
  ? readonly Unchanging<Item>[]
  : Value extends object
    ? { readonly [Field in keyof Value]: Unchanging<Value[Field]> }
    : Value;

export const reference = z
  .string()
  .regex(/^[1-9A-NP-Z]{3}-[1-9A-NP-Z]{4}-[1-9A-NP-Z]{4}-[ABC]$/)
  .meta({
    id: 'ClaimReference',
    description:
      'What people call the claim. It never changes. Its last letter is the type: A full, B start, C completion.',
    examples: ['7KD-M3QX-9TWB-A'],
  });

export const instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  .meta({
    id: 'Instant',
    format: 'date-time',
    description: 'A moment in UTC, with milliseconds.',
    examples: ['2025-10-01T09:00:00.000Z'],
  });

export const calendarDay = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .meta({
    id: 'CalendarDay',
    format: 'date',
    description: 'A day on the calendar in London.',
    examples: ['2025-09-20'],
  });

export const pence = z
  .int()
  .min(0)
  .meta({ id: 'Pence', description: 'Money, in whole pence.', examples: [15_000] });

export const version = z
  .int()
  .min(1)
  .meta({
    id: 'Version',
    description: 'Grows by one with every change. In quotation marks, it is the ETag.',
    examples: [3],
  });

export const identifier = z
  .string()
  .min(1)
  .meta({
    id: 'Identifier',
    description: 'An id that the service gave out. What is in it means nothing to others.',
    examples: ['019a1b2c-3d4e-7f80-91a2-b3c4d5e6f708'],
  });

export const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .meta({ id: 'Sha256', description: 'A SHA-256, as lower-case hex.' });

export const schemeYear = z
  .string()
  .regex(/^\d{4}-\d{2}$/)
  .meta({
    id: 'SchemeYear',
    description: 'A year of the scheme, 1 April to 31 March.',
    examples: ['2025-26'],
  });

export const fundName = z.enum(FUNDS).meta({
  id: 'FundName',
  description: 'The ring-fenced fund: `main`, or `oliver` for Oliver McGowan training.',
});

export const claimType = z.enum(CLAIM_TYPES).meta({
  id: 'ClaimType',
  description: 'The whole of the training, the 60% at its start, or the 40% on its completion.',
});

export const claimStatus = z
  .enum(CLAIM_STATUSES)
  .meta({ id: 'ClaimStatus', description: 'Where the claim stands. See the table of claim states.' });

export const count = z.int().min(0);

/** Sent to the list again, gives its next page; null when this page was the last. */
export const nextCursor = z
  .string()
  .nullable()
  .meta({ description: 'Send it as `cursor` for the next page. Null when there is none.' });
