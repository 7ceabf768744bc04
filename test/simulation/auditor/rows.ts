import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { Item } from '../dynamodb/expression.ts';

/** Rows as the auditor reads them: its own idea of their shape, and no more of it than it needs. */

const request = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('claim'),
    reference: z.string(),
    organisationId: z.string(),
    amountPence: z.int(),
    heldUntil: z.string().optional(),
    earmarkTicketId: z.string().optional(),
    splitFromTicketId: z.string().optional(),
  }),
  z.object({
    kind: z.literal('commit'),
    reference: z.string(),
    organisationId: z.string(),
    claimTicketId: z.string(),
    amountPence: z.int(),
    keep: z.object({ amountPence: z.int(), until: z.string() }).optional(),
  }),
  z.object({
    kind: z.literal('release'),
    reference: z.string(),
    organisationId: z.string(),
    claimTicketId: z.string(),
  }),
  z.object({
    kind: z.literal('adjust'),
    reference: z.string(),
    organisationId: z.string(),
    claimTicketId: z.string(),
    committedPence: z.int(),
  }),
  z.object({ kind: z.literal('limit'), limitPence: z.int(), capPence: z.int() }),
]);
export type RequestRow = z.output<typeof request>;

const ticket = z.object({
  ticketId: z.string(),
  request,
  takenAt: z.string(),
  state: z.string(),
  seal: z
    .object({
      number: z.int(),
      claimNumber: z.int().optional(),
      previousHash: z.string(),
      hash: z.string(),
    })
    .optional(),
  heldPence: z.int(),
  heldUntil: z.string().optional(),
  committedPence: z.int(),
  refusal: z.object({ reason: z.string() }).optional(),
});
export type TicketRow = z.output<typeof ticket>;

const balance = {
  limitPence: z.int(),
  availablePence: z.int(),
  heldPence: z.int(),
  committedPence: z.int(),
};
const line = z.object({
  number: z.int(),
  outcome: z.string(),
  ticketId: z.string(),
  ticket: z.int().nullable(),
  resolves: z.string().nullable(),
  takenAt: z.string(),
  settledAt: z.string(),
  amountPence: z.int(),
  because: z.string().nullable(),
  strictOrder: z.boolean(),
  moved: z.object({
    fundingPence: z.int(),
    availablePence: z.int(),
    heldPence: z.int(),
    committedPence: z.int(),
  }),
  after: z.object(balance),
  owner: z.string().nullable(),
  previousHash: z.string(),
  hash: z.string(),
});
export type LineRow = z.output<typeof line>;

const pot = z.object({
  ...balance,
  capPence: z.int(),
  seq: z.int(),
  lastNumber: z.int(),
  lastClaimNumber: z.int(),
  lastHash: z.string(),
  waitingCount: z.int(),
  waitingPence: z.int(),
});

const amount = z.object({ perLearnerPence: z.int(), learners: z.int(), totalPence: z.int() });
const claim = z.object({
  reference: z.string(),
  organisationId: z.string(),
  version: z.int(),
  status: z.string(),
  trainingCode: z.string(),
  learners: z.array(z.object({ learnerId: z.string() })),
  declaredCostPence: z.int(),
  createdBy: z.string(),
  submission: z
    .object({ ticketId: z.string(), submittedBy: z.string(), amount, fund: z.string(), year: z.string() })
    .optional(),
  review: z
    .object({ steps: z.array(z.object({ step: z.string(), costPerLearnerPence: z.int().optional() })) })
    .optional(),
  decision: z
    .object({
      outcome: z.string(),
      decidedBy: z.string(),
      secondedBy: z.string().optional(),
      amount,
      settlementTicketId: z.string(),
    })
    .optional(),
  refusal: z.object({ reason: z.string() }).optional(),
});
export type ClaimRow = z.output<typeof claim>;

const event = z.object({
  eventId: z.string(),
  reference: z.string(),
  action: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  version: z.int(),
});
export type EventRow = z.output<typeof event>;

const message = z.object({ messageId: z.string(), reference: z.string(), action: z.string() });

export const readTicketRow = (item: Item): TicketRow => ticket.parse(unmarshall(item)['ticket']);
export const readLines = (item: Item): readonly LineRow[] => z.array(line).parse(unmarshall(item)['lines']);
export const readPot = (item: Item): z.output<typeof pot> => pot.parse(unmarshall(item));
export const readCap = (item: Item) => z.object(balance).parse(unmarshall(item));
export const readClaim = (item: Item): ClaimRow => claim.parse(unmarshall(item)['claim']);
export const readEvent = (item: Item): EventRow => event.parse(unmarshall(item)['event']);
export const readMessage = (item: Item) => message.parse(unmarshall(item)['message']);
export const readLearner = (item: Item) =>
  z.object({ learnerId: z.string(), identityHash: z.string() }).parse(unmarshall(item)['learner']);
