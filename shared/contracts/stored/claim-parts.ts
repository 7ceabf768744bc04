import * as z from 'zod';
import { FUNDS } from '../../domain/catalogue.ts';
import type {
  ClaimContent,
  ClaimLine,
  Decision,
  Problem,
  Provider,
  Refusal,
  RequestForAction,
  Submission,
} from '../../domain/claim.ts';
import { amountSchema } from './amount.ts';
import { calendarDay, count, identifier, instant, pence, schemeYear } from './shape.ts';
import type { ShapeOf } from './shape.ts';

const claimLine = z.strictObject({
  learnerId: identifier,
  completionDate: calendarDay.optional(),
} satisfies ShapeOf<ClaimLine>);

const provider = z.strictObject({
  name: z.string(),
  qualityAssured: z.boolean(),
} satisfies ShapeOf<Provider>);

export const contentShape = {
  trainingCode: identifier,
  provider,
  learners: z.array(claimLine),
  startDate: calendarDay.optional(),
  paymentDate: calendarDay.optional(),
  declaredCostPence: pence.optional(),
  note: z.string().optional(),
} satisfies ShapeOf<ClaimContent>;

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

export const refusalSchema = z.strictObject({
  refusedAt: instant,
  reason: z.enum(['cap-exceeded', 'no-limit-set']),
  requestedPence: pence,
  capPence: pence.optional(),
  capAvailablePence: pence.optional(),
} satisfies ShapeOf<Refusal>);
