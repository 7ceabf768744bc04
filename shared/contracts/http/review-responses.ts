import * as z from 'zod';
import { STEP_OUTCOMES } from '../../domain/review.ts';
import type { CompletionStep, PaymentStep, Proposal } from '../../domain/review.ts';
import type { ShapeOf } from '../stored/shape.ts';
import { claimStatus, identifier, instant, nextCursor, pence, reference, version } from './answer-fields.ts';
import { amountResponse, toPutRight } from './claim-outcome-responses.ts';

const reviewOutcome = z.enum(['approved', 'rejected', 'needs-action']);

const recorded = {
  outcome: z.enum(STEP_OUTCOMES),
  reasonCodes: z.array(z.string()),
  note: z.string().optional(),
  by: identifier,
  at: instant,
};

const paymentStep = z
  .strictObject({
    step: z.literal('payment'),
    ...recorded,
    costPerLearnerPence: pence.optional(),
    paidInFull: z.boolean().optional(),
    paidPerLearnerPence: pence.optional(),
  } satisfies ShapeOf<PaymentStep>)
  .meta({ id: 'PaymentStepRecord' });

const completionStep = z
  .strictObject({
    step: z.literal('completion'),
    learnerId: identifier,
    ...recorded,
  } satisfies ShapeOf<CompletionStep>)
  .meta({ id: 'CompletionStepRecord' });

export const reviewResponse = z
  .strictObject({
    reference,
    version,
    assignment: z.strictObject({ personId: identifier, until: instant }).nullable(),
    steps: z.array(z.discriminatedUnion('step', [paymentStep, completionStep])),
    derivedOutcome: reviewOutcome.nullable().meta({
      description: 'What the steps amount to; null while one is missing. A decision has to equal it.',
    }),
    missingSteps: z.array(z.string()),
  })
  .meta({ id: 'Review' });

export const workItemResponse = z
  .strictObject({
    reference,
    kind: z.literal('review'),
    openedAt: instant,
    assignee: identifier.nullable(),
  })
  .meta({ id: 'WorkItem' });

export const workListResponse = z
  .strictObject({ items: z.array(workItemResponse), cursor: nextCursor })
  .meta({ id: 'WorkList', description: 'Longest waiting first.' });

const decided = { reference, status: claimStatus, version };

/** Done, proposed and waiting for a second person, or sent back. */
export const decisionResponse = z
  .discriminatedUnion('outcome', [
    z
      .strictObject({
        ...decided,
        outcome: z.enum(['approved', 'rejected']),
        decidedAt: instant,
        decidedBy: identifier,
        secondedBy: identifier.nullable(),
        amount: amountResponse,
        reasonCodes: z.array(z.string()),
        rules: z.array(identifier).meta({
          description: 'The rules that the reasons are about. Their texts are in the rules of the scheme.',
        }),
      })
      .meta({ id: 'FinalDecision' }),
    z
      .strictObject({
        ...decided,
        outcome: z.literal('awaiting-second-person'),
        proposal: z.strictObject({
          outcome: reviewOutcome,
          proposedBy: identifier,
          proposedAt: instant,
        } satisfies ShapeOf<Proposal>),
      })
      .meta({ id: 'ProposedDecision' }),
    z
      .strictObject({ ...decided, outcome: z.literal('needs-action'), problems: z.array(toPutRight) })
      .meta({ id: 'SentBack' }),
  ])
  .meta({ id: 'Decision' });
