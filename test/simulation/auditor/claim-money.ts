import { must, mustBe } from './breach.ts';
import type { ClaimRow, RequestRow } from './rows.ts';

/** The most that the scheme pays for one learner of the courses in the run, from the scheme's list. */
const MOST_PENCE: Readonly<Record<string, number>> = { UPM: 16_000, 'OMMT/T2/EXT': 9_000 };

const payable = (claim: ClaimRow, costPence: number): number =>
  Math.min(MOST_PENCE[claim.trainingCode] ?? 0, costPence) * claim.learners.length;

/** Above this two people decide; a run may set it lower. */
export interface Approvals {
  readonly secondApproverAbovePence: number;
}

function checkSubmitted(claim: ClaimRow, asked: number): void {
  const { submission, declaredCostPence } = claim;
  mustBe('I5', `what ${claim.reference} asks the fund for`, [
    [asked, submission?.amount.totalPence],
    [payable(claim, declaredCostPence), payable(claim, declaredCostPence)],
  ]);
}

function checkApproved(claim: ClaimRow, committed: number): void {
  const { reference, decision, submission, review } = claim;
  const cost = review?.steps.find(({ step }) => step === 'payment')?.costPerLearnerPence ?? 0;
  mustBe('I5', `what is approved of ${reference}`, [
    [committed, decision?.amount.totalPence],
    [payable(claim, cost), payable(claim, cost)],
  ]);
  const reserved = submission?.amount.totalPence ?? 0;
  must('I5', committed <= reserved, () => `${reference}: ${committed} approved of ${reserved} reserved`);
}

/** The amounts of a move that moves money, worked out again from the rates. */
export function checkMoneyOf(
  claim: ClaimRow,
  tickets: readonly { readonly ticketId: string; readonly request: RequestRow }[],
): void {
  for (const { ticketId, request } of tickets) {
    if (request.kind === 'claim') {
      checkSubmitted(claim, request.amountPence);
      mustBe('I4', `the ticket of ${claim.reference}`, [claim.submission?.ticketId, ticketId]);
    } else if (request.kind !== 'limit') {
      mustBe('I4', `what ${ticketId} resolves`, [request.claimTicketId, claim.submission?.ticketId]);
      if (request.kind === 'commit') checkApproved(claim, request.amountPence);
    }
  }
}

/** A decision is never the submitter's, and above the amount it is that of two people. */
export function checkDeciders(claim: ClaimRow, { secondApproverAbovePence }: Approvals): void {
  const { reference, decision, submission, createdBy } = claim;
  if (decision === undefined) return;
  const { decidedBy, secondedBy, outcome, amount } = decision;
  const own = [createdBy, submission?.submittedBy];
  must('I9', !own.includes(decidedBy) && !own.includes(secondedBy ?? ''), () => `${reference}: own decision`);
  must('I9', decidedBy !== secondedBy, () => `${reference} was seconded by whoever decided`);
  const needsTwo = outcome === 'approved' && amount.totalPence > secondApproverAbovePence;
  must('I9', !needsTwo || secondedBy !== undefined, () => `${reference} was approved by one person`);
}
