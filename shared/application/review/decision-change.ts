import { amountFor } from '../../domain/amounts.ts';
import type { Amount, AmountInput } from '../../domain/amounts.ts';
import { addDays, londonDayOf } from '../../domain/calendar-day.ts';
import type { CatalogueEntry } from '../../domain/catalogue.ts';
import { baseOf } from '../../domain/claim.ts';
import type { DecidedClaim, Decision, ReviewedClaim } from '../../domain/claim.ts';
import type { Commitment } from '../../domain/fund-ask.ts';
import { newTicket } from '../../domain/fund/ticket.ts';
import type { Ticket, TicketRequest } from '../../domain/fund/ticket.ts';
import { governingEntry } from '../../domain/governing-day.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import { problemsOfReview } from '../../domain/review-problems.ts';
import { costFromEvidence, paidSoFar } from '../../domain/review.ts';
import type { ReviewOutcome, ReviewStep } from '../../domain/review.ts';
import { changeOf } from '../claims/claim-change.ts';
import type { Step } from '../claims/claim-change.ts';
import { opensCompletion } from '../claims/completion-part.ts';
import { guardsHeld } from '../claims/end-claim.ts';
import type { ClaimChange } from '../ports/claim-store.ts';

/** A claim that is being decided, with all that the decision takes. */
export interface Deciding {
  readonly claim: ReviewedClaim;
  readonly amount: Amount;
  /** The line of the list that pays it. */
  readonly entry: CatalogueEntry;
  /** What an approval commits, and keeps. */
  readonly commitment: Commitment;
  readonly step: Step;
}

const reasonsIn = (steps: readonly ReviewStep[]): readonly string[] => [
  ...new Set(steps.flatMap(({ reasonCodes }) => reasonCodes)),
];

/** What the claim is worth by the evidence, and by which line of the list. */
export function worthByEvidence(claim: ReviewedClaim, catalogue: readonly CatalogueEntry[]) {
  const governing = governingEntry(claim, catalogue);
  if (governing === undefined) throw new Error(`No line of the catalogue pays claim ${claim.reference}`);
  const { entry } = governing;
  const input: AmountInput = {
    entry,
    type: claim.type,
    learners: claim.learners.length,
    costPerLearnerPence: claim.startPart?.costPerLearnerPence ?? costFromEvidence(claim.review.steps),
    paidPerLearnerPence: paidSoFar(claim.review.steps),
    startPart: claim.startPart,
  };
  return { entry, input, amount: amountFor(input) };
}

function settlementTicket({ claim, step }: Deciding, request: TicketRequest): Ticket {
  const { fund, year } = claim.submission;
  const takenAt = step.context.now;
  return newTicket({ ticketId: step.ids.unique(takenAt), fundYear: { fund, year }, request, takenAt });
}

function decisionWith(deciding: Deciding, outcome: Decision['outcome'], ticket: Ticket): Decision {
  const { claim, amount, step } = deciding;
  const { actor } = step;
  const personId = actor.kind === 'system' ? actor.process : actor.personId;
  const { proposal } = claim.review;
  const second = proposal !== undefined && proposal.proposedBy !== personId;
  return {
    outcome,
    decidedAt: step.context.now,
    decidedBy: second ? proposal.proposedBy : personId,
    ...(second ? { secondedBy: personId } : {}),
    amount,
    reasonCodes: reasonsIn(claim.review.steps),
    settlementTicketId: ticket.ticketId,
  };
}

/**
 * Approval commits exactly the amount; the line frees the rest of the hold. With a start part its completion part opens,
 * and what is kept for it stays held.
 */
function approval(deciding: Deciding): ClaimChange {
  const { claim, entry, commitment, step } = deciding;
  const { reference, organisationId, submission, review } = claim;
  const ask = {
    reference,
    organisationId,
    claimTicketId: submission.ticketId,
    ...commitment,
  };
  const ticket = settlementTicket(deciding, { kind: 'commit', ...ask });
  const decision = decisionWith(deciding, 'approved', ticket);
  const after: DecidedClaim = { ...baseOf(claim), status: 'approved', submission, review, decision };
  const opens =
    claim.type === 'start' ? opensCompletion(after, { entry, earmark: commitment.keep }, step) : undefined;
  return { ...changeOf(claim, after, step), ticket, opens };
}

function rejection(deciding: Deciding): ClaimChange {
  const { claim, step } = deciding;
  const { reference, organisationId, submission, review } = claim;
  const ticket = settlementTicket(deciding, {
    kind: 'release',
    reference,
    organisationId,
    claimTicketId: submission.ticketId,
  });
  const decision = decisionWith(deciding, 'rejected', ticket);
  const change = changeOf(
    claim,
    { ...baseOf(claim), status: 'rejected', submission, review, decision },
    step,
  );
  return { ...change, ticket, releaseGuards: guardsHeld(claim) };
}

function sendBack({ claim, step }: Deciding): ClaimChange {
  const { submission, review } = claim;
  const { now } = step.context;
  const actBy = addDays(londonDayOf(now), step.policy.daysToAnswer);
  const problems = problemsOfReview(claim, review);
  const action = { askedAt: now, askedBy: 'caseworker', actBy, problems } as const;
  return changeOf(claim, { ...baseOf(claim), status: 'needs-action', submission, action, review }, step);
}

/** Above the policy's amount the first person proposes and another carries it out: two ids, checked in the write itself. */
function proposal({ claim, step }: Deciding, outcome: ReviewOutcome, personId: string): ClaimChange {
  const { openedAt, steps } = claim.review;
  const review = {
    openedAt,
    steps,
    proposal: { outcome, proposedBy: personId, proposedAt: step.context.now },
  };
  return changeOf(claim, { ...claim, review }, { ...step, action: 'propose-decision' });
}

function needsSecond({ claim, amount }: Deciding, outcome: ReviewOutcome, policy: SchemePolicy): boolean {
  return (
    outcome === 'approved' &&
    Math.max(amount.totalPence, claim.wholePence ?? 0) > policy.secondApproverAbovePence &&
    claim.review.proposal?.outcome !== outcome
  );
}

/** What the decision changes: the claim is decided, or one person's word waits for another's. */
export function decisionChange(deciding: Deciding, outcome: ReviewOutcome, personId: string): ClaimChange {
  if (needsSecond(deciding, outcome, deciding.step.policy)) return proposal(deciding, outcome, personId);
  if (outcome === 'approved') return approval(deciding);
  return outcome === 'rejected' ? rejection(deciding) : sendBack(deciding);
}
