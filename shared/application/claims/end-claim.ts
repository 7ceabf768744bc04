import { baseOf, reviewOf, submissionOf } from '../../domain/claim.ts';
import type { Claim, EndedClaim, RejectedClaim, SubmittedClaim } from '../../domain/claim.ts';
import type { ClaimRefusal } from '../../domain/claim-refusal.ts';
import type { DuplicateGuard } from '../../domain/duplicate-guard.ts';
import { newTicket } from '../../domain/fund/ticket.ts';
import type { Ticket } from '../../domain/fund/ticket.ts';
import { targetOf } from '../../domain/transitions.ts';
import type { ClaimChange } from '../ports/claim-store.ts';
import { changeOf } from './claim-change.ts';
import type { Step } from './claim-change.ts';
import { earmarkRelease } from './completion-part.ts';

/** A ticket that frees whatever the fund holds or keeps for this claim, or takes it off the waiting list. */
export function releaseTicket(claim: Claim, step: Step): Ticket | undefined {
  const submission = submissionOf(claim);
  if (submission === undefined) return earmarkRelease(claim, step);
  const { reference, organisationId } = claim;
  const { fund, year, ticketId: claimTicketId } = submission;
  const request = { kind: 'release', reference, organisationId, claimTicketId } as const;
  const takenAt = step.context.now;
  return newTicket({ ticketId: step.ids.unique(takenAt), fundYear: { fund, year }, request, takenAt });
}

/** The guards that this claim holds, so that others may claim for the same learner and course again. */
export function guardsHeld(claim: Claim): readonly DuplicateGuard[] {
  const { reference, organisationId } = claim;
  return (submissionOf(claim)?.guards ?? []).map((guard) => ({ ...guard, reference, organisationId }));
}

/** Ends a claim by `withdraw` or `expire`: its money and its guards are freed in the same transaction. */
export function endingOf(
  claim: Claim,
  step: Step & { readonly action: 'withdraw' | 'expire' },
): ClaimChange | undefined {
  const status = targetOf(claim.status, step.action);
  if (status !== 'withdrawn' && status !== 'expired') return undefined;
  const after: EndedClaim = {
    ...baseOf(claim),
    status,
    submission: submissionOf(claim),
    review: reviewOf(claim),
    endedReason: step.reason,
  };
  return {
    ...changeOf(claim, after, step),
    ticket: releaseTicket(claim, step),
    releaseGuards: guardsHeld(claim),
  };
}

/**
 * Ends a claim by the service's own refusal; its guards are freed in the same transaction. So is its money where the
 * rules refused it: its ticket may be held by then, or wait. What the fund itself refused has none.
 */
export function refusalOf(
  claim: SubmittedClaim,
  refusal: ClaimRefusal,
  step: Omit<Step, 'action' | 'reason'>,
): ClaimChange {
  const { submission, review } = claim;
  const after: RejectedClaim = { ...baseOf(claim), status: 'rejected', submission, review, refusal };
  const refusing: Step = { ...step, action: 'refuse', reason: refusal.reason };
  return {
    ...changeOf(claim, after, refusing),
    ticket: refusal.reason === 'rules' ? releaseTicket(claim, refusing) : undefined,
    releaseGuards: guardsHeld(claim),
  };
}
