import { addMonths, endOfLondonDay } from './calendar-day.ts';
import type { CalendarDay, Instant } from './calendar-day.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { ClaimContent, Decision, Submission } from './claim.ts';
import type { LearnerId } from './learner.ts';
import type { Pence } from './money.ts';
import type { SchemePolicy } from './policy.ts';
import type { ClaimReference } from './reference.ts';
import type { PaymentStep, Review, ReviewStep } from './review.ts';

/**
 * What an approved start part fixes for its completion part: the rate, the year, the dates, the people and the money
 * (rules Y3, S8, A3). It is written into the completion part, so that nothing that changes later changes it.
 */
export interface StartPart {
  readonly reference: ClaimReference;
  /** The claim's place in the line. The completion part draws what was earmarked there. */
  readonly ticketId: string;
  readonly startDate: CalendarDay;
  readonly paymentDate: CalendarDay;
  readonly learnerIds: readonly LearnerId[];
  /** The line of the list that paid it. */
  readonly entry: CatalogueEntry;
  /** The full price for one learner, as the caseworker read it from the evidence. */
  readonly costPerLearnerPence: Pence;
  /** What the start part was approved for, for each learner. The completion part is the rest. */
  readonly approvedPerLearnerPence: Pence;
  /** Not all of the price was paid at the start: the completion part has to show the payment of the rest. */
  readonly paymentPlan: boolean;
}

const paymentStep = (steps: readonly ReviewStep[]): PaymentStep | undefined =>
  steps.find((step): step is PaymentStep => step.step === 'payment');

/** A caseworker flags a payment plan by saying that the price was not paid in full. Undefined until somebody has said. */
export function isPaymentPlan(steps: readonly ReviewStep[]): boolean | undefined {
  const paidInFull = paymentStep(steps)?.paidInFull;
  return paidInFull === undefined ? undefined : !paidInFull;
}

interface ApprovedStart extends Pick<ClaimContent, 'startDate' | 'paymentDate' | 'learners'> {
  readonly reference: ClaimReference;
  readonly submission: Pick<Submission, 'ticketId'>;
  readonly review: Pick<Review, 'steps'>;
  readonly decision: Pick<Decision, 'amount'>;
}

/** What the approved start part hands on. Throws when it lacks what no start part is approved without. */
export function startPartOf(claim: ApprovedStart, entry: CatalogueEntry): StartPart {
  const { reference, startDate, paymentDate, submission, review, decision, learners } = claim;
  const cost = paymentStep(review.steps)?.costPerLearnerPence;
  if (startDate === undefined || paymentDate === undefined || cost === undefined)
    throw new Error(`Start part ${reference} was approved without its dates or its price`);
  return {
    reference,
    ticketId: submission.ticketId,
    startDate,
    paymentDate,
    learnerIds: learners.map(({ learnerId }) => learnerId),
    entry,
    costPerLearnerPence: cost,
    approvedPerLearnerPence: decision.amount.perLearnerPence,
    paymentPlan: isPaymentPlan(review.steps) ?? false,
  };
}

/** What a new completion part says before the employer adds to it. The start and the people come from the start part. */
export function completionContent(
  start: Pick<ClaimContent, 'trainingCode' | 'provider'>,
  part: Pick<StartPart, 'startDate' | 'learnerIds'>,
): ClaimContent {
  const { trainingCode, provider } = start;
  const learners = part.learnerIds.map((learnerId) => ({ learnerId }));
  return { trainingCode, provider, learners, startDate: part.startDate };
}

/** The last day that a long course which began on `startDate` can be claimed for, where the policy has one (rule T10). */
export const longStopOf = (
  startDate: CalendarDay,
  { longStops }: Pick<SchemePolicy, 'longStops'>,
): CalendarDay | undefined =>
  longStops
    .filter(({ startedBefore }) => startDate < startedBefore)
    .map(({ lastDay }) => lastDay)
    .toSorted()
    .at(0);

/**
 * The moment from which a completion part can no longer be claimed: the end of its long stop, or of the policy's months
 * from the start.
 */
export const completionEnds = (
  startDate: CalendarDay,
  policy: Pick<SchemePolicy, 'longStops' | 'earmarkMonths'>,
): Instant => endOfLondonDay(longStopOf(startDate, policy) ?? addMonths(startDate, policy.earmarkMonths));

/**
 * The moment from which money that is kept for a completion part is free again. Undefined where the policy keeps
 * none.
 */
export function earmarkUntil(
  startDate: CalendarDay,
  policy: Pick<SchemePolicy, 'longStops' | 'earmarkMonths' | 'earmarkCompletionParts'>,
): Instant | undefined {
  return policy.earmarkCompletionParts ? completionEnds(startDate, policy) : undefined;
}
