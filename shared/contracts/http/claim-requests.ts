import * as z from 'zod';
import { CLAIM_STATUSES } from '../../domain/transitions.ts';
import { CLAIM_TYPES } from '../../domain/reference.ts';
import { amountPence, calendarDay, cursor, identifier, instant, pageLimit, prose, text } from './fields.ts';

const provider = z.strictObject({ name: text(200), qualityAssured: z.boolean() });
const line = z.strictObject({
  learnerId: identifier,
  completionDate: calendarDay.optional(),
  employedAtStart: z.boolean().optional(),
  employedAtCompletion: z.boolean().optional(),
});
const learners = z
  .array(line)
  .min(1, 'Name at least one learner.')
  .max(30, 'A claim may name at most 30 learners.');
const trainingCode = text(40);
const note = prose(1_500);

/** The approval of a start part opens its completion part, so nobody begins one. */
const begun = z.enum(
  ['full', 'start'],
  'Use "full", or "start" for the 60% of a qualification. Its completion part is opened when the start part is approved.',
);

export const draftClaimBody = z.strictObject({
  type: begun,
  trainingCode,
  provider,
  learners,
  startDate: calendarDay.optional(),
  paymentDate: calendarDay.optional(),
  declaredCostPence: amountPence.optional(),
  apprenticeship: z.boolean().optional(),
  note: note.optional(),
});

/** Fields left out stay as they are; null takes a field away. */
export const editClaimBody = z
  .strictObject({
    trainingCode,
    provider,
    learners,
    startDate: calendarDay.nullable(),
    paymentDate: calendarDay.nullable(),
    declaredCostPence: amountPence.nullable(),
    apprenticeship: z.boolean().nullable(),
    note: note.nullable(),
  })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'Say what to change.');

export const submissionBody = z.strictObject({
  declaration: z.literal(
    true,
    'Confirm that the claim is correct and complete, and that it may be checked and audited.',
  ),
});

export const withdrawalBody = z.strictObject({ reason: prose(500) });

const commaSeparated = <Values extends readonly [string, ...string[]]>(values: Values) =>
  z
    .string()
    .transform((given) => given.split(','))
    .pipe(z.array(z.enum(values)));

export const listClaimsQuery = z.strictObject({
  status: commaSeparated(CLAIM_STATUSES).optional(),
  type: z.enum(CLAIM_TYPES).optional(),
  trainingCode: z.string().max(40).optional(),
  learner: identifier.optional(),
  submittedFrom: instant.optional(),
  submittedTo: instant.optional(),
  sort: z.enum(['newest', 'oldest']).default('newest'),
  cursor,
  limit: pageLimit,
});
