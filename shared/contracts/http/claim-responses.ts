import * as z from 'zod';
import type { Provider, RequestForAction } from '../../domain/claim.ts';
import type { Earmark } from '../../domain/fund/ticket.ts';
import type { Receipt } from '../../domain/fund/receipt.ts';
import type { WaitingPlace } from '../../domain/fund/waiting-place.ts';
import type { Reservation } from '../../domain/reservation.ts';
import { STEP_OUTCOMES } from '../../domain/review.ts';
import type { ShapeOf } from '../stored/shape.ts';
import {
  calendarDay,
  claimStatus,
  claimType,
  count,
  fundName,
  hash,
  identifier,
  instant,
  nextCursor,
  pence,
  reference,
  schemeYear,
  version,
} from './answer-fields.ts';
import {
  decisionOnClaim,
  paymentFinding,
  refusalResponse,
  startPartResponse,
  toPutRight,
} from './claim-outcome-responses.ts';

export const receiptResponse = z
  .strictObject({
    ticketId: identifier,
    ticket: count.nullable().meta({ description: 'The claim’s number in the fund’s line.' }),
    fund: fundName,
    year: schemeYear,
    submittedAt: instant,
    amountPence: pence,
    position: count
      .nullable()
      .meta({ description: 'The number of the claim’s first line in the fund’s public order log.' }),
    previousHash: hash.nullable(),
    hash: hash.nullable(),
    owner: hash.nullable().meta({
      description:
        'The claim’s mark on its lines: the SHA-256 of `JSON.stringify([reference, organisation])`.',
    }),
  } satisfies ShapeOf<Receipt>)
  .meta({
    id: 'Receipt',
    description:
      'The claim’s place in the fund’s line, and what is needed to find and check it in the public order log. The hash chains to the line before it. Numbers and hashes are null for the moment that it takes to seal a fresh ticket; once there they never change.',
  });

/** What the employer says itself. Null: it has not said, and a caseworker asks. */
const said = z.boolean().nullable();

const line = z
  .strictObject({
    learnerId: identifier,
    name: z.string().nullable(),
    completionDate: calendarDay.nullable(),
    employedAtStart: said.meta({
      description: 'Whether the learner worked for this employer when the training started.',
    }),
    employedAtCompletion: said.meta({ description: 'Whether the learner still did at completion.' }),
    outcome: z.enum(STEP_OUTCOMES).optional().meta({ description: 'What a caseworker found.' }),
    notes: z.string().nullable().optional(),
  })
  .meta({ id: 'ClaimLine', description: 'One learner on the claim.' });

const amounts = z
  .strictObject({
    maximumPence: pence.nullable().meta({ description: 'The most that this claim can be paid.' }),
    explanation: z.string().nullable(),
    askedPence: pence.nullable().meta({
      description:
        'What its ticket asks the fund for. On a start part that is the whole, with what is kept for its completion part.',
    }),
    heldPence: pence,
    approvedPence: pence,
    paidPence: pence,
  })
  .meta({ id: 'ClaimAmounts' });

const waiting = z
  .strictObject({
    position: z.int().min(1).meta({ description: '1 is the head of the list.' }),
    ahead: z.strictObject({ claims: count, pence } satisfies ShapeOf<WaitingPlace['ahead']>).meta({
      description: 'The claims that took their tickets earlier and wait too, and what they ask for.',
    }),
    ofClaims: z.int().min(1).meta({ description: 'How many claims wait, this one among them.' }),
  } satisfies ShapeOf<WaitingPlace>)
  .meta({ id: 'WaitingPlace', description: 'Where a claim stands that waits for money to come back.' });

const reserved = z
  .strictObject({
    pence,
    until: calendarDay
      .nullable()
      .meta({ description: 'The last day on which it is surely kept. Null: until the claim is decided.' }),
    releasedBy: z
      .array(z.string())
      .meta({ description: 'What would make the fund let go of it, in plain words.' }),
  } satisfies ShapeOf<Reservation>)
  .meta({ id: 'Reservation', description: 'What the fund keeps for a claim that is not decided yet.' });

/** Members of a claim that come and go with its state. */
const byState = {
  ticket: count.nullable().optional(),
  receipt: receiptResponse.optional(),
  reserved: reserved.optional(),
  partner: reference.optional().meta({
    description: 'The other part of a claim in two parts, once there is one.',
  }),
  paymentPlan: z.boolean().optional().meta({
    description: 'Of a completion part: whether it has to show the payment of the rest.',
  }),
  earmark: z
    .strictObject({ amountPence: pence, until: instant } satisfies ShapeOf<Earmark>)
    .optional()
    .meta({
      description: 'What the fund keeps for a completion part that is not submitted, and until when.',
    }),
  splitFrom: reference.optional().meta({ description: 'The claim that this one was split off from.' }),
  splitOff: z
    .array(reference)
    .optional()
    .meta({ description: 'The claims that were split off from this one, oldest first.' }),
  waiting: waiting.optional(),
  refusal: refusalResponse.optional(),
  decision: decisionOnClaim.optional(),
  payment: paymentFinding.optional(),
  startPart: startPartResponse.optional(),
  endedReason: z
    .string()
    .optional()
    .meta({ description: 'Why the claim ended: what the employer wrote when it withdrew it, or a code.' }),
  hold: z.strictObject({ reason: z.string(), until: calendarDay.optional() }).nullable().optional(),
  actBy: calendarDay.optional().meta({ description: 'Last day to answer a claim that was sent back.' }),
  askedAt: instant.optional().meta({ description: 'When it was sent back.' }),
  askedBy: z
    .enum(['evidence', 'rules', 'caseworker'] satisfies readonly RequestForAction['askedBy'][])
    .optional()
    .meta({ description: 'What it was sent back by.' }),
  submissionNumber: z
    .int()
    .min(1)
    .optional()
    .meta({ description: '1 for the first submission; each resubmission adds one.' }),
  firstSubmittedAt: instant
    .optional()
    .meta({ description: 'The moment that counts for the time to claim, however often it is sent back.' }),
  submittedAt: instant.optional(),
  decidedAt: instant.optional(),
};

export const claimResponse = z
  .strictObject({
    reference,
    type: claimType,
    status: claimStatus,
    training: z.strictObject({
      code: identifier,
      title: z.string().nullable(),
      illustrative: z.boolean().meta({ description: 'Whether the rate was made up for trying the service.' }),
    }),
    organisation: identifier,
    provider: z.strictObject({
      name: z.string(),
      qualityAssured: z.boolean(),
    } satisfies ShapeOf<Provider>),
    learners: z.array(line),
    startDate: calendarDay.nullable(),
    paymentDate: calendarDay.nullable(),
    declaredCostPence: pence.nullable().meta({ description: 'The full price for one learner.' }),
    apprenticeship: said.meta({ description: 'Whether the training is part of an apprenticeship.' }),
    note: z.string().nullable(),
    fund: z.strictObject({ name: fundName, year: schemeYear }).nullable(),
    evidenceNeeded: z.strictObject({ payment: z.boolean(), completion: z.boolean() }),
    amounts,
    problems: z.array(toPutRight),
    version,
    submitBy: calendarDay
      .nullable()
      .meta({ description: 'Last day to submit a draft, in London. Null once submitted, or without dates.' }),
    createdAt: instant,
    changedAt: instant,
    ...byState,
  })
  .meta({ id: 'Claim', description: 'A claim, the same for its employer and for staff.' });

export const claimSummaryResponse = z
  .strictObject({
    reference,
    status: claimStatus,
    type: claimType,
    trainingCode: identifier,
    createdAt: instant,
    submittedAt: instant.nullable(),
  })
  .meta({ id: 'ClaimSummary' });

export const claimListResponse = z
  .strictObject({ items: z.array(claimSummaryResponse), cursor: nextCursor })
  .meta({ id: 'ClaimList' });
