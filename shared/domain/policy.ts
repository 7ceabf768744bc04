import type { CalendarDay } from './calendar-day.ts';
import type { Pence } from './money.ts';

/**
 * What the scheme leaves open, decided once and named. A claim keeps the version it was judged by, so that a later
 * change never alters a past decision.
 */
export interface SchemePolicy {
  readonly version: string;
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
  readonly evidence: EvidencePolicy;
  /** Minutes a caseworker keeps a claim they took without deciding it. */
  readonly assignmentMinutes: number;
}

export interface EvidencePolicy {
  readonly maximumBytes: number;
  readonly maximumPaymentFiles: number;
  readonly maximumCompletionFilesForEachLearner: number;
  readonly uploadMinutes: number;
}

export const SHIPPED_POLICY: SchemePolicy = {
  version: '2025-26.1',
  floorDay: '2024-04-01',
  windowMonths: 3,
  daysToAnswer: 28,
  draftDays: 90,
  secondApproverAbovePence: 500_000,
  qualityAssuredFrom: '2026-04-01',
  strictOrder: true,
  evidence: {
    maximumBytes: 2 * 1024 * 1024,
    maximumPaymentFiles: 4,
    maximumCompletionFilesForEachLearner: 2,
    uploadMinutes: 15,
  },
  assignmentMinutes: 8 * 60,
};
