import { amountFor } from '../../domain/amounts.ts';
import type { Amount, AmountInput } from '../../domain/amounts.ts';
import { addDays, londonDayOf } from '../../domain/calendar-day.ts';
import type { CatalogueEntry } from '../../domain/catalogue.ts';
import { baseOf } from '../../domain/claim.ts';
import type { Claim, DecidedClaim, Decision, ReviewedClaim } from '../../domain/claim.ts';
import { newTicket } from '../../domain/fund/ticket.ts';
import type { Ticket, TicketRequest } from '../../domain/fund/ticket.ts';
import { commitmentFor } from '../../domain/fund-ask.ts';
import type { Commitment } from '../../domain/fund-ask.ts';
import { governingEntry } from '../../domain/governing-day.ts';
import { formatPence } from '../../domain/money.ts';
import { actorOf } from '../../domain/person.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import {
  costFromEvidence,
  derivedOutcome,
  heldByAnother,
  missingSteps,
  paidSoFar,
} from '../../domain/review.ts';
import type { ReviewOutcome, ReviewStep } from '../../domain/review.ts';
import { problemsOfReview } from '../../domain/review-problems.ts';
import { changeOf } from '../claims/claim-change.ts';
import type { Step } from '../claims/claim-change.ts';
import { claimCodec } from '../claims/claim-codec.ts';
import { opensCompletion } from '../claims/completion-part.ts';
import { guardsHeld } from '../claims/end-claim.ts';
import { findClaim } from '../claims/find-claim.ts';
import { refusalOfCommit } from '../claims/refusal-of-commit.ts';
import { policyFor } from '../claims/rule-facts.ts';
import { once } from '../once.ts';
import type { IdempotentRequest } from '../once.ts';
import type { ClaimChange } from '../ports/claim-store.ts';
import type { PersonContext } from '../ports/context.ts';
import type { FundLedger } from '../ports/fund-ledger.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import { forbidden } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { reviewNeeds } from './record-review.ts';
import { notInReview } from './work-queue.ts';
import type { WorkPorts } from './work-queue.ts';

export interface DecidePorts extends WorkPorts {
  readonly ledger: Pick<FundLedger, 'readTicket'>;
  readonly idempotency: IdempotencyStore;
}

export interface DecideCommand {
  readonly reference: string;
  readonly expectedVersion: number;
  readonly outcome: ReviewOutcome;
  readonly request: IdempotentRequest;
}

interface Deciding {
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
function worthOf(claim: ReviewedClaim, catalogue: readonly CatalogueEntry[]) {
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
  const action = {
    askedAt: now,
    askedBy: 'caseworker',
    actBy,
    problems: problemsOfReview(claim, review),
  } as const;
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
    amount.totalPence > policy.secondApproverAbovePence &&
    claim.review.proposal?.outcome !== outcome
  );
}

const ACTION_OF = { approved: 'approve', rejected: 'reject', 'needs-action': 'send-back' } as const;

async function check(
  ports: DecidePorts,
  command: DecideCommand,
  context: PersonContext,
): Promise<Result<Deciding, Refusal>> {
  const { person } = context;
  const found = await findClaim(ports.claims, command.reference, { person, action: 'review.decide' });
  if (!found.ok) return found;
  const claim = found.value;
  if (claim.status !== 'in-review') return failure(notInReview(claim));
  if (heldByAnother(claim.review, person.personId, context.now))
    return failure(forbidden('Somebody else has this claim.'));
  if (claim.version !== command.expectedVersion) return failure({ code: 'stale-version', current: claim });
  const [policy, catalogue] = await Promise.all([ports.scheme.policy(), ports.scheme.catalogue()]);
  const needs = reviewNeeds(claim, catalogue);
  const derived = derivedOutcome(needs, claim.review.steps);
  if (derived !== command.outcome) {
    return failure({ code: 'outcome-differs', derived, missing: missingSteps(needs, claim.review.steps) });
  }
  if (
    claim.review.proposal?.proposedBy === person.personId &&
    claim.review.proposal.outcome === command.outcome
  ) {
    return failure(forbidden('You proposed this decision. It takes another person to carry it out.'));
  }
  const action = ACTION_OF[command.outcome];
  const step: Step = { action, actor: actorOf(person), context, policy, ids: ports.ids };
  const { entry, input, amount } = worthOf(claim, catalogue);
  const commitment = commitmentFor(input, claim.startDate, await policyFor(ports.scheme, claim));
  return success({ claim, entry, amount, commitment, step });
}

/** What is approved is never more than what the fund holds for this claim at this moment. */
async function heldRefusal(
  ports: DecidePorts,
  { claim, commitment }: Deciding,
): Promise<Refusal | undefined> {
  const { fund, year, ticketId } = claim.submission;
  const ticket = await ports.ledger.readTicket({ fund, year }, ticketId);
  const needed = commitment.amountPence + (commitment.keep?.amountPence ?? 0);
  if (ticket?.state === 'held' && needed <= ticket.heldPence) return undefined;
  const held = formatPence(ticket?.heldPence ?? 0);
  const detail = `The fund holds ${held} for this claim and the evidence supports ${formatPence(needed)}${commitment.keep === undefined ? '' : ', with what is kept for its completion part'}. Send the claim back, or check the cost for each learner.`;
  return { code: 'amount-above-held', detail };
}

function changeFor(deciding: Deciding, command: DecideCommand, context: PersonContext): ClaimChange {
  const { outcome } = command;
  if (needsSecond(deciding, outcome, deciding.step.policy))
    return proposal(deciding, outcome, context.person.personId);
  if (outcome === 'approved') return approval(deciding);
  return outcome === 'rejected' ? rejection(deciding) : sendBack(deciding);
}

/**
 * Decides a claim as the recorded steps say. The decision, the ticket that settles its money, the history and the
 * message to the workflow are one transaction; of two decisions at once, or a decision and a withdrawal, one wins.
 */
export async function decideClaim(
  ports: DecidePorts,
  command: DecideCommand,
  context: PersonContext,
): Promise<Result<Claim, Refusal>> {
  const setting = { store: ports.idempotency, request: command.request, codec: claimCodec };
  return once(setting, async (record) => {
    const deciding = await check(ports, command, context);
    if (!deciding.ok) return deciding;
    const refusal = command.outcome === 'approved' ? await heldRefusal(ports, deciding.value) : undefined;
    if (refusal) return failure(refusal);
    const change = changeFor(deciding.value, command, context);
    const done = await ports.claims.commit({ ...change, idempotency: record(change.claim) });
    if (done.ok) return done;
    if (done.error.code === 'key-used') return failure({ code: 'key-used' });
    return failure(refusalOfCommit(done.error, deciding.value.claim));
  });
}
