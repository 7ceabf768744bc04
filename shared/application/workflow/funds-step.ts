import { askedPence, decisionOf } from '../../domain/claim.ts';
import type { Claim, SubmittedClaim } from '../../domain/claim.ts';
import type { FundRefusal } from '../../domain/claim-refusal.ts';
import type { RefusalReason, Ticket } from '../../domain/fund/ticket.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import { isOver } from '../../domain/transitions.ts';
import { changeOf } from '../claims/claim-change.ts';
import { refusalOf } from '../claims/end-claim.ts';
import type { ClaimChange, ClaimStore } from '../ports/claim-store.ts';
import type { Ids, ProcessContext } from '../ports/context.ts';
import type { FundLedger } from '../ports/fund-ledger.ts';
import type { Scheme } from '../ports/registry.ts';
import type { Wait, WaitOutcome } from '../ports/workflow.ts';
import { answerWaits, waitsOf } from './answer-waits.ts';
import type { WaitPorts } from './answer-waits.ts';

export interface FundsStepPorts extends WaitPorts {
  readonly claims: ClaimStore;
  readonly ledger: Pick<FundLedger, 'readTicket'>;
  readonly scheme: Scheme;
  readonly ids: Ids;
}

interface Answer {
  readonly outcome: WaitOutcome | undefined;
  readonly change: ClaimChange | undefined;
}

const STAY: Answer = { outcome: undefined, change: undefined };
const isInLine = (claim: Claim): claim is SubmittedClaim =>
  claim.status === 'submitted' || claim.status === 'waiting';

const isFundReason = (reason: RefusalReason): reason is FundRefusal['reason'] =>
  reason === 'cap-exceeded' || reason === 'no-limit-set';

function fundRefusal(claim: SubmittedClaim, ticket: Ticket): FundRefusal {
  const { refusal } = ticket;
  // What is kept for a completion part is there until it is taken over or freed, and of these exactly one happens.
  if (refusal === undefined || !isFundReason(refusal.reason))
    throw new Error(`The line refused claim ${claim.reference}: ${refusal?.reason ?? 'no reason'}`);
  return {
    refusedAt: ticket.settledAt ?? ticket.takenAt,
    reason: refusal.reason,
    requestedPence: askedPence(claim.submission),
    capPence: refusal.capPence,
    capAvailablePence: refusal.capAvailablePence,
  };
}

async function refuse(
  ports: FundsStepPorts,
  claim: SubmittedClaim,
  at: { ticket: Ticket; context: ProcessContext },
): Promise<ClaimChange> {
  const { ticket, context } = at;
  const policy = await ports.scheme.policy();
  const step = { actor: context.actor, context, policy, ids: ports.ids };
  return refusalOf(claim, fundRefusal(claim, ticket), step);
}

async function queue(
  ports: FundsStepPorts,
  claim: SubmittedClaim,
  context: ProcessContext,
): Promise<ClaimChange> {
  const after: SubmittedClaim = { ...claim, status: 'waiting' };
  const policy = await ports.scheme.policy();
  return changeOf(claim, after, { action: 'queue', actor: context.actor, context, policy, ids: ports.ids });
}

/** What the fund's answer means for the claim. Only the money decides here; the line has already moved it. */
async function read(
  ports: FundsStepPorts,
  claim: Claim,
  at: { ticket: Ticket; context: ProcessContext },
): Promise<Answer> {
  const { ticket, context } = at;
  if (isOver(claim.status) && decisionOf(claim) === undefined) {
    return { outcome: claim.status === 'rejected' ? 'refused' : 'ended', change: undefined };
  }
  switch (ticket.state) {
    case 'unsettled':
      return STAY;
    case 'held':
    case 'committed':
    case 'done':
      return { outcome: 'held', change: undefined };
    case 'released':
      return { outcome: 'ended', change: undefined };
    case 'waiting':
      return claim.status === 'submitted'
        ? { outcome: undefined, change: await queue(ports, claim, context) }
        : STAY;
    case 'refused':
      return isInLine(claim)
        ? { outcome: 'refused', change: await refuse(ports, claim, { ticket, context }) }
        : { outcome: 'ended', change: undefined };
  }
}

/**
 * Passes the fund's answer on to the claim, if its workflow is waiting for it: the claim moves first, then the workflow
 * is told. A claim whose evidence or rules are still being looked at is left alone; its answer waits for it.
 */
export async function settleFundsWait(
  ports: FundsStepPorts,
  reference: ClaimReference,
  context: ProcessContext,
): Promise<void> {
  const [claim, waits] = await Promise.all([
    ports.claims.read(reference),
    waitsOf(ports, reference, 'funds'),
  ]);
  if (claim === undefined || waits.length === 0 || !('submission' in claim) || claim.submission === undefined)
    return;
  const { fund, year, ticketId } = claim.submission;
  const ticket = await ports.ledger.readTicket({ fund, year }, ticketId);
  if (ticket === undefined) throw new Error(`Claim ${reference} has no ticket in the line`);
  const { outcome, change } = await read(ports, claim, { ticket, context });
  const done = change && (await ports.claims.commit(change));
  if (done?.ok === false) return settleFundsWait(ports, reference, context);
  if (outcome !== undefined) await answerWaits(ports, waits, outcome);
}

/** The Funds state: opens its wait, then looks whether the line has answered already. */
export async function awaitFunds(ports: FundsStepPorts, wait: Wait, context: ProcessContext): Promise<void> {
  await ports.waits.open(wait);
  await settleFundsWait(ports, wait.reference, context);
}
