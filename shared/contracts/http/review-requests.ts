import * as z from 'zod';
import { STEP_OUTCOMES } from '../../domain/review.ts';
import { amountPence, calendarDay, cursor, identifier, pageLimit, prose } from './fields.ts';

const outcome = z.enum(STEP_OUTCOMES);
const reasonCodes = z.array(z.string().max(60)).max(10).default([]);
const note = prose(1_500).optional();

const paymentStep = z.strictObject({
  step: z.literal('payment'),
  outcome,
  costPerLearnerPence: amountPence.optional(),
  /** What several learners cost together, instead of the cost for one. */
  invoice: z.strictObject({ amountPence, learners: z.int().min(1).max(1_000) }).optional(),
  paidInFull: z.boolean().optional(),
  paidPerLearnerPence: amountPence.optional(),
  reasonCodes,
  note,
});

const completionStep = z.strictObject({
  step: z.literal('completion'),
  learnerId: identifier,
  outcome,
  reasonCodes,
  note,
});

export const reviewBody = z.strictObject({
  steps: z
    .array(z.discriminatedUnion('step', [paymentStep, completionStep]))
    .min(1, 'Record at least one step.')
    .max(40),
});

export const decisionBody = z.strictObject({ outcome: z.enum(['approved', 'rejected', 'needs-action']) });

export const holdBody = z.strictObject({ reason: prose(500), until: calendarDay.optional() });

export const splitBody = z.strictObject({
  learnerIds: z
    .array(identifier)
    .min(1, 'Name at least one learner to split off.')
    .max(29, 'At most 29 learners can be split off a claim.'),
});

export const emptyBody = z.strictObject({});

export const takeNextBody = z.strictObject({
  kinds: z
    .array(z.enum(['review']))
    .min(1)
    .default(['review']),
});

export const listWorkQuery = z.strictObject({
  kind: z.enum(['review']).optional(),
  cursor,
  limit: pageLimit,
});
