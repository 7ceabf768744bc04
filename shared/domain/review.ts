import type { Instant } from './calendar-day.ts';
import type { LearnerId } from './learner.ts';
import type { Pence } from './money.ts';
import type { PersonId } from './person.ts';

export const STEP_OUTCOMES = ['met', 'action', 'reject'] as const;
export type StepOutcome = (typeof STEP_OUTCOMES)[number];

interface StepRecord {
  readonly outcome: StepOutcome;
  readonly reasonCodes: readonly string[];
  readonly note?: string | undefined;
  readonly by: PersonId;
  readonly at: Instant;
}

/** Does the payment evidence show what it must? With the full price for one learner, read from it (rule A4). */
export interface PaymentStep extends StepRecord {
  readonly step: 'payment';
  readonly costPerLearnerPence?: Pence | undefined;
  /** On a start part: no makes the claim a payment plan, whose completion part shows the payment of the rest. */
  readonly paidInFull?: boolean | undefined;
  /** What had been paid by then for one learner, where that is less than the price. */
  readonly paidPerLearnerPence?: Pence | undefined;
}

/** Does this learner's completion evidence show what it must? */
export interface CompletionStep extends StepRecord {
  readonly step: 'completion';
  readonly learnerId: LearnerId;
}

export type ReviewStep = PaymentStep | CompletionStep;

/** One person's decision that takes a second person to carry it out. */
export interface Proposal {
  readonly outcome: ReviewOutcome;
  readonly proposedBy: PersonId;
  readonly proposedAt: Instant;
}

export interface Review {
  readonly openedAt: Instant;
  /** Who has the claim, until when. Only they may record steps and decide. */
  readonly assignment?: { readonly personId: PersonId; readonly until: Instant } | undefined;
  readonly steps: readonly ReviewStep[];
  readonly proposal?: Proposal | undefined;
}

export type ReviewOutcome = 'approved' | 'rejected' | 'needs-action';

export interface ReviewNeeds {
  readonly payment: boolean;
  readonly completion: boolean;
  readonly learnerIds: readonly LearnerId[];
}

export const isSameStep = (a: ReviewStep, b: ReviewStep): boolean =>
  a.step === 'payment' ? b.step === 'payment' : b.step === 'completion' && a.learnerId === b.learnerId;

/** Later records of the same step replace earlier ones; the others keep who recorded them and when. */
export const mergeSteps = (
  kept: readonly ReviewStep[],
  recorded: readonly ReviewStep[],
): readonly ReviewStep[] =>
  recorded.reduce((steps, fresh) => [...steps.filter((old) => !isSameStep(old, fresh)), fresh], kept);

/** The steps that nobody has recorded yet, in words for the caseworker. */
export function missingSteps(needs: ReviewNeeds, steps: readonly ReviewStep[]): readonly string[] {
  const payment = needs.payment && !steps.some(({ step }) => step === 'payment') ? ['payment'] : [];
  const learners = needs.completion ? needs.learnerIds : [];
  const completion = learners.filter(
    (id) => !steps.some((step) => step.step === 'completion' && step.learnerId === id),
  );
  return [...payment, ...completion.map((id) => `completion of learner ${id}`)];
}

/**
 * What the learners' steps amount to together: all met, all rejected, and anything else has to be put right. One
 * rejected learner among good ones sends the claim back, so that this learner can be taken off it (rule R-OUT-1).
 */
function learnersTogether(outcomes: readonly StepOutcome[]): StepOutcome {
  const [first = 'met', ...rest] = outcomes;
  return rest.every((outcome) => outcome === first) ? first : 'action';
}

/**
 * What the recorded steps amount to: a rejected payment, or nothing but rejected learners, rejects; anything to be put
 * right sends back; otherwise the claim is approved. Only steps that this claim needs count. Undefined while one of
 * them is missing. The caseworker's decision must equal it (rules P2, R-OUT-1).
 */
export function derivedOutcome(needs: ReviewNeeds, steps: readonly ReviewStep[]): ReviewOutcome | undefined {
  if (missingSteps(needs, steps).length > 0) return undefined;
  const payment = steps
    .filter(({ step }) => needs.payment && step === 'payment')
    .map(({ outcome }) => outcome);
  const completion = steps.filter(
    (step) => needs.completion && step.step === 'completion' && needs.learnerIds.includes(step.learnerId),
  );
  const learners = learnersTogether(completion.map(({ outcome }) => outcome));
  const outcomes = [...payment, ...(needs.completion ? [learners] : [])];
  if (outcomes.includes('reject')) return 'rejected';
  return outcomes.includes('action') ? 'needs-action' : 'approved';
}

/** The price that the payment evidence shows, once a caseworker has read it. */
export const costFromEvidence = (steps: readonly ReviewStep[]): Pence | undefined =>
  steps.find((step): step is PaymentStep => step.step === 'payment')?.costPerLearnerPence;

/** What the evidence shows was paid by then for one learner, where it is not the whole price. */
export const paidSoFar = (steps: readonly ReviewStep[]): Pence | undefined =>
  steps.find((step): step is PaymentStep => step.step === 'payment')?.paidPerLearnerPence;

/** A live assignment to somebody else keeps others out; one that has run out does not. */
export function heldByAnother(review: Review, personId: PersonId, now: Instant): boolean {
  const { assignment } = review;
  return assignment !== undefined && assignment.personId !== personId && assignment.until > now;
}
