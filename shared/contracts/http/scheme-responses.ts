import * as z from 'zod';
import type { CatalogueEntry } from '../../domain/catalogue.ts';
import { TRAINING_KINDS } from '../../domain/catalogue.ts';
import { EVIDENCE_KINDS, EVIDENCE_TYPES } from '../../domain/evidence.ts';
import type { EvidencePolicy, FundPolicy, SchemePolicy } from '../../domain/policy.ts';
import type { ShapeOf } from '../stored/shape.ts';
import { calendarDay, count, fundName, identifier, instant, pence, schemeYear } from './answer-fields.ts';

const evidenceLimits = {
  maximumBytes: count,
  maximumPaymentFiles: count,
  maximumCompletionFilesForEachLearner: count,
  uploadMinutes: count,
} satisfies ShapeOf<EvidencePolicy>;

/** What is not here is not set, and what is not set is refused. */
const fundPolicy = z.strictObject({
  potPence: pence.optional(),
  capPence: pence.optional(),
  lastSubmissionDay: calendarDay.optional(),
} satisfies ShapeOf<FundPolicy>);

export const policyResponse = z
  .strictObject({
    version: identifier,
    year: schemeYear,
    effectiveFrom: calendarDay.meta({ description: 'The first day of payments that this version governs.' }),
    effectiveTo: calendarDay.meta({ description: 'The last day of payments that this version governs.' }),
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
    longStops: z.array(z.strictObject({ startedBefore: calendarDay, lastDay: calendarDay })),
    funds: z.strictObject({ main: fundPolicy.optional(), oliver: fundPolicy.optional() }),
    evidence: z.strictObject(evidenceLimits),
    assignmentMinutes: count,
  } satisfies ShapeOf<SchemePolicy>)
  .meta({ id: 'SchemePolicy', description: 'What the scheme leaves open, decided and numbered.' });

export const schemeResponse = z
  .strictObject({
    name: z.string(),
    years: z.array(z.strictObject({ year: schemeYear, paymentsFrom: calendarDay, paymentsTo: calendarDay })),
    funds: z.array(fundName),
    window: z.strictObject({ months: count, ends: z.string() }),
    policy: policyResponse,
    evidence: z.strictObject({ contentTypes: z.array(z.enum(EVIDENCE_TYPES)), ...evidenceLimits }),
  })
  .meta({ id: 'Scheme', description: 'The scheme in figures.' });

/** An absent field of the list is answered as null, so that everybody sees which fields there are. */
type ListedEntry = {
  readonly [Field in keyof CatalogueEntry]-?: undefined extends CatalogueEntry[Field]
    ? Exclude<CatalogueEntry[Field], undefined> | null
    : CatalogueEntry[Field];
};

export const catalogueEntryResponse = z
  .strictObject({
    code: identifier,
    title: z.string(),
    kind: z.enum(TRAINING_KINDS),
    awardingOrganisation: z.string().nullable(),
    level: count.nullable(),
    fund: fundName,
    split: z.boolean().meta({ description: 'Whether 60% may be claimed at the start.' }),
    rate: z.enum(['up-to-maximum', 'fixed']),
    maximumPence: pence.meta({ description: 'The most for one learner, or the fixed amount.' }),
    validFrom: calendarDay,
    validTo: calendarDay.meta({ description: 'Last day of payment that this entry covers.' }),
    minimumAge: count.nullable(),
    course: identifier.nullable().meta({ description: 'The same for several codes that are one training.' }),
    firstStart: calendarDay.nullable().meta({ description: 'The first day that anybody could start it.' }),
    illustrative: z.boolean().meta({ description: 'Whether the rate was made up for trying the service.' }),
    ...{ evidence: z.array(z.enum(EVIDENCE_KINDS)) },
  } satisfies ShapeOf<ListedEntry>)
  .meta({ id: 'CatalogueEntry', description: 'One line of the list of eligible training.' });

/** A line as it was put into a change set: what it does not say is left out. */
export const storedEntryResponse = z
  .strictObject({
    code: identifier,
    title: z.string(),
    kind: z.enum(TRAINING_KINDS),
    awardingOrganisation: z.string().optional(),
    level: count.optional(),
    fund: fundName,
    split: z.boolean(),
    rate: z.enum(['up-to-maximum', 'fixed']),
    maximumPence: pence,
    validFrom: calendarDay,
    validTo: calendarDay,
    minimumAge: count.optional(),
    course: identifier.optional(),
    firstStart: calendarDay.optional(),
    illustrative: z.boolean(),
  } satisfies ShapeOf<CatalogueEntry>)
  .meta({ id: 'ProposedEntry', description: 'A line that a change set puts into the list.' });

export const catalogueResponse = z
  .strictObject({ entries: z.array(catalogueEntryResponse) })
  .meta({ id: 'Catalogue' });

/** The description of the API itself: whoever reads it knows the format, so only its frame is given here. */
export const openApiResponse = z
  .looseObject({
    openapi: z.literal('3.1.0'),
    info: z.looseObject({ title: z.string(), version: z.string() }),
    paths: z.record(z.string(), z.looseObject({})),
    components: z.looseObject({}),
  })
  .meta({ id: 'OpenApiDocument', description: 'An OpenAPI 3.1 document.' });

export const sandboxClockResponse = z.strictObject({ now: instant.nullable() }).meta({ id: 'SandboxClock' });

export const scheduledRunResponse = z
  .strictObject({ scheduled: z.string(), report: z.record(z.string(), count) })
  .meta({ id: 'ScheduledRun', description: 'What a scheduled run counted.' });
