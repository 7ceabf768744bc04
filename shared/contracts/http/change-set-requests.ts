import * as z from 'zod';
import { FUNDS, TRAINING_KINDS } from '../../domain/catalogue.ts';
import type { CatalogueEntry } from '../../domain/catalogue.ts';
import type { EvidencePolicy, FundPolicy, LongStop, SchemePolicy } from '../../domain/policy.ts';
import { CHANGE_KINDS } from '../../domain/scheme/change-set.ts';
import { isSchemeYear } from '../../domain/scheme-year.ts';
import type { ShapeOf } from '../stored/shape.ts';
import { amountPence, calendarDay, cursor, pageLimit, prose, text } from './fields.ts';

const whole = (least: number, most: number) =>
  z
    .int('Enter a whole number.')
    .min(least, `Use a number from ${least} to ${most}.`)
    .max(most, `Use a number from ${least} to ${most}.`);

const schemeYear = z.string().refine(isSchemeYear, 'Enter a scheme year, for example 2025-26.');
const versionName = z
  .string()
  .regex(/^[\w.-]{1,40}$/, 'Name the version with letters, digits, dots and dashes, for example 2025-26.2.');

const fundPolicy = z.strictObject({
  potPence: amountPence.optional(),
  capPence: amountPence.optional(),
  lastSubmissionDay: calendarDay.optional(),
} satisfies ShapeOf<FundPolicy>);

const policyVersion = z.strictObject({
  version: versionName,
  year: schemeYear,
  effectiveFrom: calendarDay,
  effectiveTo: calendarDay,
  floorDay: calendarDay,
  windowMonths: whole(1, 24),
  daysToAnswer: whole(1, 365),
  draftDays: whole(1, 1_000),
  secondApproverAbovePence: whole(0, 100_000_000_000),
  qualityAssuredFrom: calendarDay,
  strictOrder: z.boolean(),
  bankDetails: z.enum(['verified', 'given', 'not-needed']),
  earmarkCompletionParts: z.boolean(),
  earmarkMonths: whole(1, 120),
  longStops: z
    .array(z.strictObject({ startedBefore: calendarDay, lastDay: calendarDay } satisfies ShapeOf<LongStop>))
    .max(20),
  funds: z.strictObject({ main: fundPolicy.optional(), oliver: fundPolicy.optional() }),
  evidence: z.strictObject({
    maximumBytes: whole(1, 20 * 1024 * 1024),
    maximumPaymentFiles: whole(1, 20),
    maximumCompletionFilesForEachLearner: whole(1, 20),
    uploadMinutes: whole(1, 60),
  } satisfies ShapeOf<EvidencePolicy>),
  assignmentMinutes: whole(1, 10_080),
} satisfies ShapeOf<SchemePolicy>);

const catalogueLine = z.strictObject({
  code: text(40).regex(/^[A-Za-z0-9][A-Za-z0-9/ ._-]*$/, 'Use letters, digits, and / . - _ between them.'),
  title: text(200),
  kind: z.enum(TRAINING_KINDS),
  awardingOrganisation: text(200).optional(),
  level: whole(1, 8).optional(),
  fund: z.enum(FUNDS),
  split: z.boolean(),
  rate: z.enum(['up-to-maximum', 'fixed']),
  maximumPence: amountPence,
  validFrom: calendarDay,
  validTo: calendarDay,
  minimumAge: whole(1, 99).optional(),
  course: text(40).optional(),
  firstStart: calendarDay.optional(),
  illustrative: z.boolean(),
} satisfies ShapeOf<CatalogueEntry>);

/** Which fields go together: one kind of content, and exactly one. */
const NEEDED = { policy: ['versions'], catalogue: ['entries', 'csv'] } as const;
const CONTENT = ['csv', 'entries', 'versions'] as const;

export const proposeChangeBody = z
  .strictObject({
    kind: z.enum(CHANGE_KINDS),
    effectiveOn: calendarDay,
    reason: prose(1_000),
    versions: z.array(policyVersion).min(1).max(20).optional(),
    entries: z.array(catalogueLine).min(1).max(1_000).optional(),
    csv: z.string().min(1, 'Send the file.').max(250_000, 'Use at most 250,000 characters.').optional(),
  })
  .superRefine((body, context) => {
    const allowed: readonly string[] = NEEDED[body.kind];
    const given = CONTENT.filter((field) => body[field] !== undefined);
    const extra = given.filter((field, index) => !allowed.includes(field) || index > 0);
    for (const field of extra)
      context.addIssue({
        code: 'custom',
        path: [field],
        message: 'One change set changes one thing. Remove this.',
      });
    if (given.length === 0) {
      const [path] = NEEDED[body.kind];
      context.addIssue({ code: 'custom', path: [path], message: `Add ${allowed.join(' or ')}.` });
    }
  });

export const listChangesQuery = z.strictObject({ cursor, limit: pageLimit });
