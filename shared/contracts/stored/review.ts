import * as z from 'zod';
import { STEP_OUTCOMES } from '../../domain/review.ts';
import type { CompletionStep, PaymentStep, Proposal, Review } from '../../domain/review.ts';
import { identifier, instant, pence } from './shape.ts';
import type { ShapeOf } from './shape.ts';

const stepRecord = {
  outcome: z.enum(STEP_OUTCOMES),
  reasonCodes: z.array(z.string()),
  note: z.string().optional(),
  by: identifier,
  at: instant,
};

const paymentStep = z.strictObject({
  ...stepRecord,
  step: z.literal('payment'),
  costPerLearnerPence: pence.optional(),
  paidInFull: z.boolean().optional(),
  paidPerLearnerPence: pence.optional(),
} satisfies ShapeOf<PaymentStep>);

const completionStep = z.strictObject({
  ...stepRecord,
  step: z.literal('completion'),
  learnerId: identifier,
} satisfies ShapeOf<CompletionStep>);

const proposal = z.strictObject({
  outcome: z.enum(['approved', 'rejected', 'needs-action']),
  proposedBy: identifier,
  proposedAt: instant,
} satisfies ShapeOf<Proposal>);

export const reviewSchema = z.strictObject({
  openedAt: instant,
  assignment: z.strictObject({ personId: identifier, until: instant }).optional(),
  steps: z.array(z.discriminatedUnion('step', [paymentStep, completionStep])),
  proposal: proposal.optional(),
} satisfies ShapeOf<Review>);
