import * as z from 'zod';
import { CLAIM_SCHEMA_VERSION } from '../../domain/claim.ts';
import type {
  Claim,
  DecidedClaim,
  DraftClaim,
  EndedClaim,
  RejectedClaim,
  ReturnedClaim,
  ReviewedClaim,
  SubmittedClaim,
} from '../../domain/claim.ts';
import {
  contentShape,
  decisionSchema,
  refusalSchema,
  requestForActionSchema,
  startPartSchema,
  submissionSchema,
} from './claim-parts.ts';
import { earmarkSchema } from './fund.ts';
import { reviewSchema } from './review.ts';
import {
  calendarDay,
  claimReference,
  claimType,
  identifier,
  instant,
  pence,
  versionNumber,
} from './shape.ts';
import type { ShapeOf } from './shape.ts';

const baseShape = {
  ...contentShape,
  schemaVersion: z.literal(CLAIM_SCHEMA_VERSION),
  reference: claimReference,
  type: claimType,
  organisationId: identifier,
  version: versionNumber,
  createdAt: instant,
  createdBy: identifier,
  changedAt: instant,
  startPart: startPartSchema.optional(),
  splitFrom: claimReference.optional(),
  splitOff: z.array(claimReference).optional(),
  wholePence: pence.optional(),
};

const draftClaim = z.strictObject({
  ...baseShape,
  status: z.literal('draft'),
  earmark: earmarkSchema.optional(),
} satisfies ShapeOf<DraftClaim>);

const submittedClaim = z.strictObject({
  ...baseShape,
  status: z.literal(['submitted', 'waiting']),
  submission: submissionSchema,
  review: reviewSchema.optional(),
} satisfies ShapeOf<SubmittedClaim>);

const reviewedClaim = z.strictObject({
  ...baseShape,
  status: z.literal(['in-review', 'on-hold']),
  submission: submissionSchema,
  review: reviewSchema,
  hold: z.strictObject({ reason: z.string(), until: calendarDay.optional() }).optional(),
} satisfies ShapeOf<ReviewedClaim>);

const returnedClaim = z.strictObject({
  ...baseShape,
  status: z.literal('needs-action'),
  submission: submissionSchema,
  action: requestForActionSchema,
  review: reviewSchema.optional(),
} satisfies ShapeOf<ReturnedClaim>);

const decidedClaim = z.strictObject({
  ...baseShape,
  status: z.literal(['approved', 'paid']),
  submission: submissionSchema,
  review: reviewSchema,
  decision: decisionSchema,
} satisfies ShapeOf<DecidedClaim>);

const rejectedClaim = z.strictObject({
  ...baseShape,
  status: z.literal('rejected'),
  submission: submissionSchema,
  review: reviewSchema.optional(),
  decision: decisionSchema.optional(),
  refusal: refusalSchema.optional(),
} satisfies ShapeOf<RejectedClaim>);

const endedClaim = z.strictObject({
  ...baseShape,
  status: z.literal(['withdrawn', 'expired', 'deleted']),
  submission: submissionSchema.optional(),
  review: reviewSchema.optional(),
  endedReason: z.string().optional(),
} satisfies ShapeOf<EndedClaim>);

/** A claim as it is stored. The status says which fields it has; any other field makes it corrupt. */
export const claimSchema: z.ZodType<Claim> = z.discriminatedUnion('status', [
  draftClaim,
  submittedClaim,
  reviewedClaim,
  returnedClaim,
  decidedClaim,
  rejectedClaim,
  endedClaim,
]);
