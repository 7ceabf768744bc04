import type { Amount } from './amounts.ts';
import type { ClaimLine } from './claim.ts';
import type { LearnerId } from './learner.ts';
import { pence } from './money.ts';
import type { Pence } from './money.ts';
import { failure, success } from './result.ts';
import type { Result } from './result.ts';
import type { ReviewNeeds, ReviewStep } from './review.ts';

/** One of the two claims that a split makes: its lines, and what each and all of them amount to. */
export interface SplitPart {
  readonly lines: readonly ClaimLine[];
  readonly amountPence: Pence;
}

export interface Split {
  /** The lines that are met. They stay on the claim, which can be approved. */
  readonly stays: SplitPart;
  /** The others. They go into a claim of their own, which keeps the place in the line. */
  readonly leaves: SplitPart;
}

export type NoSplit =
  /** The payment is for all lines: while it is not met none of them is good. */
  | 'payment-not-met'
  | 'nothing-to-split-off'
  | 'nothing-would-stay'
  | 'learner-not-on-claim'
  /** A line would stay that is not met. */
  | 'failing-line-stays';

/** The lines whose own step is not met, or not recorded. */
export const failingLines = (needs: ReviewNeeds, steps: readonly ReviewStep[]): readonly LearnerId[] =>
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
  { needs, steps }: Reviewed,
): NoSplit | undefined {
  if (leaving.some((id) => !lines.some(({ learnerId }) => learnerId === id))) return 'learner-not-on-claim';
  if (leaving.length === 0) return 'nothing-to-split-off';
  if (lines.every(({ learnerId }) => leaving.includes(learnerId))) return 'nothing-would-stay';
  const paymentMet = steps.some(({ step, outcome }) => step === 'payment' && outcome === 'met');
  if (needs.payment && !paymentMet) return 'payment-not-met';
  return failingLines(needs, steps).every((id) => leaving.includes(id)) ? undefined : 'failing-line-stays';
}

interface Reviewed {
  readonly needs: ReviewNeeds;
  readonly steps: readonly ReviewStep[];
}

/**
 * Splits the lines that do not pass off a claim, so that one bad certificate does not hold up nine good ones. Every line
 * goes to exactly one of the two claims, at the same amount as before, so no money is made or lost.
 */
export function splitClaim(
  claim: { readonly lines: readonly ClaimLine[]; readonly amount: Pick<Amount, 'perLearnerPence'> },
  leaving: readonly LearnerId[],
  reviewed: Reviewed,
): Result<Split, NoSplit> {
  const { lines, amount } = claim;
  const refusal = refusalOf(lines, leaving, reviewed);
  if (refusal) return failure(refusal);
  const part = (chosen: readonly ClaimLine[]): SplitPart => ({
    lines: chosen,
    amountPence: pence(amount.perLearnerPence * chosen.length),
  });
  return success({
    stays: part(lines.filter(({ learnerId }) => !leaving.includes(learnerId))),
    leaves: part(lines.filter(({ learnerId }) => leaving.includes(learnerId))),
  });
}
