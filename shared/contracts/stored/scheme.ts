import * as z from 'zod';
import { FUNDS, TRAINING_KINDS } from '../../domain/catalogue.ts';
import type { CatalogueEntry } from '../../domain/catalogue.ts';
import type {
  EvidencePolicy,
  FundPolicies,
  FundPolicy,
  LongStop,
  SchemePolicy,
} from '../../domain/policy.ts';
import { calendarDay, count, identifier, pence, schemeYear } from './shape.ts';
import type { ShapeOf } from './shape.ts';

export const catalogueEntrySchema = z.strictObject({
  code: identifier,
  title: z.string(),
  kind: z.enum(TRAINING_KINDS),
  awardingOrganisation: z.string().optional(),
  level: count.optional(),
  fund: z.enum(FUNDS),
  split: z.boolean(),
  rate: z.enum(['up-to-maximum', 'fixed']),
  maximumPence: pence,
  validFrom: calendarDay,
  validTo: calendarDay,
  minimumAge: count.optional(),
  course: identifier.optional(),
  firstStart: calendarDay.optional(),
  illustrative: z.boolean(),
} satisfies ShapeOf<CatalogueEntry>);

const fundPolicy = z.strictObject({
  potPence: pence.optional(),
  capPence: pence.optional(),
  lastSubmissionDay: calendarDay.optional(),
} satisfies ShapeOf<FundPolicy>);

/** A version of the policy, as it is stored and as anybody may read it. */
export const policyShape = {
  version: identifier,
  year: schemeYear,
  effectiveFrom: calendarDay,
  effectiveTo: calendarDay,
  floorDay: calendarDay,
  windowMonths: count,
  daysToAnswer: count,
  draftDays: count,
  secondApproverAbovePence: pence,
  qualityAssuredFrom: calendarDay,
  strictOrder: z.boolean(),
  bankDetails: z.enum(['verified', 'given', 'not-needed']),
  earmarkCompletionParts: z.boolean(),
  earmarkMonths: count,
  longStops: z.array(
    z.strictObject({ startedBefore: calendarDay, lastDay: calendarDay } satisfies ShapeOf<LongStop>),
  ),
  funds: z.strictObject({
    main: fundPolicy.optional(),
    oliver: fundPolicy.optional(),
  } satisfies ShapeOf<FundPolicies>),
  evidence: z.strictObject({
    maximumBytes: count,
    maximumPaymentFiles: count,
    maximumCompletionFilesForEachLearner: count,
    uploadMinutes: count,
  } satisfies ShapeOf<EvidencePolicy>),
  assignmentMinutes: count,
} satisfies ShapeOf<SchemePolicy>;

export const policySchema = z.strictObject(policyShape);
