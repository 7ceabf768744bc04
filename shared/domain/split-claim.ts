import type { ClaimLine } from './claim.ts';
import type { LearnerId } from './learner.ts';
import { failure, success } from './result.ts';
import type { Result } from './result.ts';
import type { ReviewNeeds, ReviewStep } from './review.ts';

/** Every line of a claim in exactly one of two. */
export interface Split {
  /** The lines that are met. They stay on the claim, which can be approved. */
  readonly stays: readonly ClaimLine[];
  /** The others. They go into a claim of their own, which keeps the place in the line. */
  readonly leaves: readonly ClaimLine[];
}

export type NoSplit =
  /** The payment is for all lines: while it is not met none of them is good. */
  | 'payment-not-met'
  | 'nothing-to-split-off'
  | 'nothing-would-stay'
  | 'learner-not-on-claim'
  /** A line would stay that is not met. */
  | 'failing-line-stays';

interface Reviewed {
  readonly needs: ReviewNeeds;
  readonly steps: readonly ReviewStep[];
}

/** The lines whose own step is not met, or not recorded. A claim that needs no completion evidence has none. */
export const failingLines = ({ needs, steps }: Reviewed): readonly LearnerId[] =>
  needs.completion
    ? needs.learnerIds.filter(
        (id) =>
          !steps.some(
            (step) => step.step === 'completion' && step.learnerId === id && step.outcome === 'met',
          ),
      )
    : [];

function refusalOf(
  lines: readonly ClaimLine[],
  leaving: readonly LearnerId[],
  reviewed: Reviewed,
): NoSplit | undefined {
  const { needs, steps } = reviewed;
  if (leaving.some((id) => !lines.some(({ learnerId }) => learnerId === id))) return 'learner-not-on-claim';
  if (leaving.length === 0) return 'nothing-to-split-off';
  if (lines.every(({ learnerId }) => leaving.includes(learnerId))) return 'nothing-would-stay';
  const paymentMet = steps.some(({ step, outcome }) => step === 'payment' && outcome === 'met');
  if (needs.payment && !paymentMet) return 'payment-not-met';
  return failingLines(reviewed).every((id) => leaving.includes(id)) ? undefined : 'failing-line-stays';
}

/** Splits the lines that do not pass off a claim, so that one bad certificate does not hold up nine good ones. */
export function splitLines(
  lines: readonly ClaimLine[],
  leaving: readonly LearnerId[],
  reviewed: Reviewed,
): Result<Split, NoSplit> {
  const refusal = refusalOf(lines, leaving, reviewed);
  if (refusal) return failure(refusal);
  const leaves = ({ learnerId }: ClaimLine): boolean => leaving.includes(learnerId);
  return success({
    stays: lines.filter((line) => !leaves(line)),
    leaves: lines.filter((line) => leaves(line)),
  });
}

/** The steps of a review that are about these lines: what was found about the payment is about all of them. */
export const stepsAbout = (
  lines: readonly ClaimLine[],
  steps: readonly ReviewStep[],
): readonly ReviewStep[] =>
  steps.filter(
    (step) => step.step === 'payment' || lines.some(({ learnerId }) => learnerId === step.learnerId),
  );
