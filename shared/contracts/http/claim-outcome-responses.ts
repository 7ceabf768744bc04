import * as z from 'zod';
import type { Amount } from '../../domain/amounts.ts';
import type { Problem } from '../../domain/claim.ts';
import type { FundRefusal, RulesRefusal } from '../../domain/claim-refusal.ts';
import { STEP_OUTCOMES } from '../../domain/review.ts';
import type { StartPart } from '../../domain/start-part.ts';
import type { ShapeOf } from '../stored/shape.ts';
import { calendarDay, count, identifier, instant, pence, reference } from './answer-fields.ts';
import { failedRule } from './problem-responses.ts';

export const amountResponse = z
  .strictObject({
    perLearnerPence: pence,
    learners: count,
    sharePercent: z.literal([100, 60, 40]),
    totalPence: pence,
    explanation: z.string().meta({ description: 'The arithmetic in one sentence, with the real figures.' }),
  } satisfies ShapeOf<Amount>)
  .meta({ id: 'Amount', description: 'An amount with the arithmetic that made it.' });

export const toPutRight = z
  .strictObject({
    code: identifier,
    pointer: z.string().meta({ description: 'JSON pointer into the claim, or to its evidence.' }),
    detail: z.string(),
    fix: z.string(),
  } satisfies ShapeOf<Problem>)
  .meta({ id: 'ToPutRight', description: 'Something that the employer has to put right, and how.' });

const refusedByFund = z
  .strictObject({
    refusedAt: instant,
    reason: z.enum(['cap-exceeded', 'no-limit-set']),
    requestedPence: pence,
    capPence: pence.optional(),
    capAvailablePence: pence.optional(),
  } satisfies ShapeOf<FundRefusal>)
  .meta({ id: 'FundRefusal', description: 'The fund’s answer that ended the claim, with its figures.' });

const refusedByRules = z
  .strictObject({
    refusedAt: instant,
    reason: z.literal('rules'),
    rules: z.array(failedRule),
    problems: z.array(toPutRight).meta({ description: 'What the rules found, and what may be done now.' }),
  } satisfies ShapeOf<RulesRefusal>)
  .meta({
    id: 'RulesRefusal',
    description: 'The rules that ended the claim: nobody could put right what they found.',
  });

export const refusalResponse = z
  .discriminatedUnion('reason', [refusedByFund, refusedByRules])
  .meta({ id: 'ClaimRefusal', description: 'Why the service itself refused the claim.' });

export const decisionOnClaim = z
  .strictObject({
    outcome: z.enum(['approved', 'rejected']),
    decidedAt: instant,
    amount: amountResponse.optional().meta({ description: 'What is paid. Absent where it was rejected.' }),
    reasons: z.array(toPutRight).meta({ description: 'What was found, each reason in plain words.' }),
    rules: z.array(identifier).meta({
      description: 'The rules that the reasons are about. Their texts are in the rules of the scheme.',
    }),
  })
  .meta({
    id: 'ClaimDecision',
    description: 'A caseworker’s final word, as its employer reads it. Who decided is not in it.',
  });

export const paymentFinding = z
  .strictObject({
    outcome: z.enum(STEP_OUTCOMES),
    notes: z.string().nullable(),
    costPerLearnerPence: pence.optional().meta({ description: 'The full price that the evidence shows.' }),
    paidInFull: z.boolean().optional(),
    paidPerLearnerPence: pence.optional().meta({ description: 'What had been paid by then, where less.' }),
  })
  .meta({ id: 'PaymentFinding', description: 'What a caseworker found in the proof of payment.' });

export const startPartResponse = z
  .strictObject({
    reference,
    startDate: calendarDay,
    paymentDate: calendarDay,
    learnerIds: z.array(identifier).meta({ description: 'Only these learners can be on it.' }),
    costPerLearnerPence: pence,
    approvedPerLearnerPence: pence,
    paymentPlan: z.boolean(),
  } satisfies ShapeOf<Omit<StartPart, 'ticketId' | 'entry'>>)
  .meta({
    id: 'StartPart',
    description:
      'Of a completion part: what its start part was approved with, for the learners who may be on it.',
  });
