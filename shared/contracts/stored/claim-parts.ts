import * as z from 'zod';
import { FUNDS } from '../../domain/catalogue.ts';
import type {
  ClaimContent,
  ClaimLine,
  Decision,
  Problem,
  Provider,
  RequestForAction,
  Submission,
} from '../../domain/claim.ts';
import type { FundRefusal, RulesRefusal } from '../../domain/claim-refusal.ts';
import type { StartPart } from '../../domain/start-part.ts';
import { amountSchema } from './amount.ts';
import { catalogueEntrySchema } from './scheme.ts';
import {
  calendarDay,
  claimReference,
  count,
  identifier,
  instant,
  pence,
  schemeYear,
  versionNumber,
} from './shape.ts';
import type { ShapeOf } from './shape.ts';

const claimLine = z.strictObject({
  learnerId: identifier,
  completionDate: calendarDay.optional(),
  employedAtStart: z.boolean().optional(),
  employedAtCompletion: z.boolean().optional(),
} satisfies ShapeOf<ClaimLine>);

const provider = z.strictObject({
  name: z.string(),
  qualityAssured: z.boolean(),
} satisfies ShapeOf<Provider>);

/** What the employer says that the rules look at, but for the provider. */
export const saidShape = {
  trainingCode: identifier,
  learners: z.array(claimLine),
  startDate: calendarDay.optional(),
  paymentDate: calendarDay.optional(),
  declaredCostPence: pence.optional(),
  apprenticeship: z.boolean().optional(),
} satisfies ShapeOf<Omit<ClaimContent, 'provider' | 'note'>>;

export const contentShape = {
  ...saidShape,
  provider,
  note: z.string().optional(),
} satisfies ShapeOf<ClaimContent>;

/** What an approved start part fixes, inside its completion part. */
export const startPartSchema = z.strictObject({
  reference: claimReference,
  ticketId: identifier,
  startDate: calendarDay,
  paymentDate: calendarDay,
  learnerIds: z.array(identifier),
  entry: catalogueEntrySchema,
  costPerLearnerPence: pence,
  approvedPerLearnerPence: pence,
  paymentPlan: z.boolean(),
} satisfies ShapeOf<StartPart>);

export const problemSchema = z.strictObject({
  code: identifier,
  pointer: z.string(),
  detail: z.string(),
  fix: z.string(),
} satisfies ShapeOf<Problem>);

export const submissionSchema = z.strictObject({
  number: count,
  firstSubmittedAt: instant,
  submittedAt: instant,
  submittedBy: identifier,
  ticketId: identifier,
  fund: z.enum(FUNDS),
  year: schemeYear,
  policyVersion: identifier,
  amount: amountSchema,
  askedPence: pence.optional(),
  guards: z.array(z.strictObject({ learnerId: identifier, key: identifier })),
} satisfies ShapeOf<Submission>);

export const requestForActionSchema = z.strictObject({
  askedAt: instant,
  askedBy: z.enum(['evidence', 'rules', 'caseworker']),
  actBy: calendarDay,
  problems: z.array(problemSchema),
} satisfies ShapeOf<RequestForAction>);

export const decisionSchema = z.strictObject({
  outcome: z.enum(['approved', 'rejected']),
  decidedAt: instant,
  decidedBy: identifier,
  secondedBy: identifier.optional(),
  amount: amountSchema,
  reasonCodes: z.array(z.string()),
  settlementTicketId: identifier,
} satisfies ShapeOf<Decision>);

const fundRefusal = z.strictObject({
  refusedAt: instant,
  reason: z.enum(['cap-exceeded', 'no-limit-set']),
  requestedPence: pence,
  capPence: pence.optional(),
  capAvailablePence: pence.optional(),
} satisfies ShapeOf<FundRefusal>);

const rulesRefusal = z.strictObject({
  refusedAt: instant,
  reason: z.literal('rules'),
  rules: z.array(z.strictObject({ id: identifier, version: versionNumber, explanation: z.string() })),
  problems: z.array(problemSchema),
} satisfies ShapeOf<RulesRefusal>);

export const refusalSchema = z.discriminatedUnion('reason', [fundRefusal, rulesRefusal]);
