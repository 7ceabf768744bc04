import type { Claim, Problem } from './claim.ts';
import { reasonFor } from './reason-codes.ts';
import type { Review } from './review.ts';

/** The reasons that a caseworker recorded, in the words that the employer reads, each where it belongs on the claim. */
export const problemsOfReview = (
  { learners }: Pick<Claim, 'learners'>,
  { steps }: Pick<Review, 'steps'>,
): readonly Problem[] =>
  steps.flatMap((step) => {
    const line =
      step.step === 'completion' ? learners.findIndex((each) => each.learnerId === step.learnerId) : -1;
    const pointer = step.step === 'payment' ? '/evidence/payment' : `/learners/${line}/evidence`;
    return step.reasonCodes.flatMap((code) => {
      const reason = reasonFor(code);
      if (reason === undefined) return [];
      const detail = step.note === undefined ? reason.detail : `${reason.detail} ${step.note}`;
      return [{ code, pointer, detail, fix: reason.fix }];
    });
  });
