import type { Claim } from '../../domain/claim.ts';
import { commitmentFor } from '../../domain/fund-ask.ts';
import { formatPence } from '../../domain/money.ts';
import { actorOf } from '../../domain/person.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { derivedOutcome, missingSteps } from '../../domain/review.ts';
import type { ReviewOutcome } from '../../domain/review.ts';
import type { Step } from '../claims/claim-change.ts';
import { claimCodec } from '../claims/claim-codec.ts';
import { refusalOfCommit } from '../claims/refusal-of-commit.ts';
import { policyFor } from '../claims/rule-facts.ts';
import { once } from '../once.ts';
import type { IdempotentRequest } from '../once.ts';
import type { PersonContext } from '../ports/context.ts';
import type { FundLedger } from '../ports/fund-ledger.ts';
import type { IdempotencyStore } from '../ports/idempotency-store.ts';
import { forbidden } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { claimInReview } from './claim-in-review.ts';
import { decisionChange, worthByEvidence } from './decision-change.ts';
import type { Deciding } from './decision-change.ts';
import { reviewNeeds } from './record-review.ts';
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

const ACTION_OF = { approved: 'approve', rejected: 'reject', 'needs-action': 'send-back' } as const;

async function check(
  ports: DecidePorts,
  command: DecideCommand,
  context: PersonContext,
): Promise<Result<Deciding, Refusal>> {
  const { person } = context;
  const found = await claimInReview(ports, command, { ...context, action: 'review.decide' });
  if (!found.ok) return found;
  const claim = found.value;
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
  const { entry, input, amount } = worthByEvidence(claim, catalogue);
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
  // The line is about to divide a hold for it.
  if (ticket?.state === 'unsettled') return { code: 'in-progress' };
  const needed = commitment.amountPence + (commitment.keep?.amountPence ?? 0);
  if (ticket?.state === 'held' && needed <= ticket.heldPence) return undefined;
  const held = formatPence(ticket?.heldPence ?? 0);
  const detail = `The fund holds ${held} for this claim and the evidence supports ${formatPence(needed)}${commitment.keep === undefined ? '' : ', with what is kept for its completion part'}. Send the claim back, or check the cost for each learner.`;
  return { code: 'amount-above-held', detail };
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
    const change = decisionChange(deciding.value, command.outcome, context.person.personId);
    const done = await ports.claims.commit({ ...change, idempotency: record(change.claim) });
    if (done.ok) return done;
    if (done.error.code === 'key-used') return failure({ code: 'key-used' });
    return failure(refusalOfCommit(done.error, deciding.value.claim));
  });
}
