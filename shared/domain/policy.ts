import type { CalendarDay } from './calendar-day.ts';
import type { FundName } from './catalogue.ts';
import type { Pence } from './money.ts';
import { failure, success } from './result.ts';
import type { Result } from './result.ts';
import type { SchemeYear } from './scheme-year.ts';

/**
 * What the scheme leaves open, decided once and named. A version governs the payments made on its days, first and last
 * included. A claim keeps the version it was judged by, so that a later change never alters a past decision.
 */
export interface SchemePolicy {
  readonly version: string;
  readonly year: SchemeYear;
  /** The days of payment that this version governs (rule Y1), inclusive. */
  readonly effectiveFrom: CalendarDay;
  readonly effectiveTo: CalendarDay;
  /** Training must have started and been paid on or after this day (rule Y5). */
  readonly floorDay: CalendarDay;
  /** Months to submit in, counted from the anchor day, to the end of the last day in London (rules T2 to T4). */
  readonly windowMonths: number;
  /** Days an employer has to answer a claim that was sent back. */
  readonly daysToAnswer: number;
  /** Days a draft is kept after it was last changed, when it has no dates to count its window from. */
  readonly draftDays: number;
  /** An approval above this amount takes two different people. */
  readonly secondApproverAbovePence: Pence;
  /** From this scheme year's first day, the provider's delivery must be quality assured (section 10). */
  readonly qualityAssuredFrom: CalendarDay;
  /** Whether a waiting claim that does not fit keeps smaller, later ones behind it. */
  readonly strictOrder: boolean;
  /** What bank details an employer must have before it submits (rule E10). */
  readonly bankDetails: 'verified' | 'given' | 'not-needed';
  /** Whether a start part holds the whole amount, so that its completion part can be paid (rule C7). */
  readonly earmarkCompletionParts: boolean;
  /** Months from the start that an earmark is kept where no long stop says otherwise. */
  readonly earmarkMonths: number;
  /** Last days for long courses that began before a day, on top of the window (rule T10). */
  readonly longStops: readonly LongStop[];
  /** The funds of the year. A fund that is not here pays nothing. */
  readonly funds: FundPolicies;
  readonly evidence: EvidencePolicy;
  /** Minutes a caseworker keeps a claim they took without deciding it. */
  readonly assignmentMinutes: number;
}

export interface LongStop {
  readonly startedBefore: CalendarDay;
  readonly lastDay: CalendarDay;
}

export type FundPolicies = Readonly<Partial<Record<FundName, FundPolicy | undefined>>>;

/** What a source says of a fund in a year. What no source says is left out, and what is left out is refused. */
export interface FundPolicy {
  readonly potPence?: Pence | undefined;
  /** The most that one employer may be paid in the year. */
  readonly capPence?: Pence | undefined;
  /** The last day to submit claims whose window began in the year (rules T8, T9). */
  readonly lastSubmissionDay?: CalendarDay | undefined;
}

export interface EvidencePolicy {
  readonly maximumBytes: number;
  readonly maximumPaymentFiles: number;
  readonly maximumCompletionFilesForEachLearner: number;
  readonly uploadMinutes: number;
}

/** The version that governs payments on `day`. Undefined where none does: such a claim cannot be judged, so it is refused. */
export const policyOn = (day: CalendarDay, versions: readonly SchemePolicy[]): SchemePolicy | undefined =>
  versions.find(({ effectiveFrom, effectiveTo }) => effectiveFrom <= day && day <= effectiveTo);

/** The pot and the cap of a fund. An unset one is never "unlimited". */
export function limitsOf(
  policy: Pick<SchemePolicy, 'funds'>,
  fund: FundName,
): Result<{ readonly potPence: Pence; readonly capPence: Pence }, 'no-limit-set'> {
  const { potPence, capPence } = policy.funds[fund] ?? {};
  return potPence === undefined || capPence === undefined
    ? failure('no-limit-set')
    : success({ potPence, capPence });
}

type Shared = Omit<SchemePolicy, 'version' | 'year' | 'effectiveFrom' | 'effectiveTo' | 'funds'>;

/** Decisions that do not change from year to year. */
const SHARED: Shared = {
  floorDay: '2024-04-01',
  windowMonths: 3,
  daysToAnswer: 28,
  draftDays: 90,
  secondApproverAbovePence: 500_000,
  qualityAssuredFrom: '2026-04-01',
  strictOrder: true,
  bankDetails: 'verified',
  earmarkCompletionParts: true,
  earmarkMonths: 24,
  longStops: [{ startedBefore: '2025-03-31', lastDay: '2026-12-31' }],
  evidence: {
    maximumBytes: 2 * 1024 * 1024,
    maximumPaymentFiles: 4,
    maximumCompletionFilesForEachLearner: 2,
    uploadMinutes: 15,
  },
  assignmentMinutes: 8 * 60,
};

/** £12 million and £400,000 for each employer: Community Care, for both years (rule C1). */
const MAIN = { potPence: 1_200_000_000, capPence: 40_000_000 } as const;

/** The policy of today's year. */
export const SHIPPED_POLICY: SchemePolicy = {
  ...SHARED,
  version: '2025-26.1',
  year: '2025-26',
  effectiveFrom: '2025-04-01',
  effectiveTo: '2026-03-31',
  // The separate cap for Oliver McGowan training exists and no source gives its figure, so it is not set.
  funds: { main: MAIN, oliver: { potPence: 1_198_000_000, lastSubmissionDay: '2026-03-20' } },
};

/**
 * One version for each year of the scheme. Pots, caps and deadlines that no source gives are left out (section 0 of the
 * rules); nothing is carried over from the year before.
 */
export const POLICY_VERSIONS: readonly SchemePolicy[] = [
  {
    ...SHARED,
    version: '2024-25.1',
    year: '2024-25',
    effectiveFrom: '2024-04-01',
    effectiveTo: '2025-03-31',
    // Oliver McGowan training was paid for elsewhere in this year.
    funds: { main: { ...MAIN, lastSubmissionDay: '2025-03-21' } },
  },
  SHIPPED_POLICY,
  {
    ...SHARED,
    version: '2026-27.1',
    year: '2026-27',
    effectiveFrom: '2026-04-01',
    effectiveTo: '2027-03-31',
    funds: { main: {}, oliver: {} },
  },
];
