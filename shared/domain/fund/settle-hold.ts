import { BrokenBalanceError, commit, recommit } from './balance.ts';
import { withTicket } from './line.ts';
import type { Movement } from './line.ts';
import { moveBoth, refusedFor } from './move-money.ts';
import type { Settled } from './post.ts';
import { isExpired } from './ticket.ts';
import type {
  AdjustRequest,
  ClaimRequest,
  CommitRequest,
  ReleaseRequest,
  ResolvingRequest,
  Ticket,
} from './ticket.ts';
import { leaveWaitingList } from './waiting-list.ts';

/** A request about a claim's ticket, both at hand. */
interface Turn<Request extends ResolvingRequest> {
  readonly ticket: Ticket;
  readonly request: Request;
  readonly claim: Ticket;
  readonly claimRequest: ClaimRequest;
}

const done = (movement: Movement, { ticket, claim }: { ticket: Ticket; claim: Ticket }): Movement =>
  withTicket(withTicket(movement, claim), { ...ticket, state: 'done' });

/** Turns a live hold into a commitment, exactly once. What was not held in time is never committed, swept or not. */
function settleCommit(movement: Movement, { ticket, request, claim }: Turn<CommitRequest>): Settled {
  const { amountPence, keep } = request;
  if (claim.state !== 'held') return refusedFor(movement, ticket, { reason: 'nothing-held', amountPence });
  if (isExpired(claim, ticket.takenAt))
    return refusedFor(movement, ticket, { reason: 'hold-expired', amountPence });
  const kept = keep?.amountPence ?? 0;
  const resolution = { held: claim.heldPence, amount: amountPence, kept };
  const moved = moveBoth(movement, request.organisationId, (balance) => commit(balance, resolution));
  if (moved === undefined) return refusedFor(movement, ticket, { reason: 'more-than-held', amountPence });
  const heldUntil = kept > 0 ? keep?.until : undefined;
  const committed: Ticket = {
    ...claim,
    state: 'committed',
    heldPence: kept,
    heldUntil,
    committedPence: amountPence,
  };
  return { movement: done(moved, { ticket, claim: committed }), outcome: 'committed', amountPence };
}

/** Frees what is held, as a hold or as an earmark, exactly once; or takes the claim off the waiting list. */
function settleRelease(
  movement: Movement,
  { ticket, request, claim, claimRequest }: Turn<ReleaseRequest>,
): Settled {
  if (claim.state === 'waiting') {
    const { amountPence } = claimRequest;
    const left = leaveWaitingList(movement, claim.ticketId, amountPence);
    return {
      movement: done(left, { ticket, claim: { ...claim, state: 'released' } }),
      outcome: 'left',
      amountPence,
    };
  }
  const isEarmarked = claim.state === 'committed' && claim.heldPence > 0;
  if (claim.state !== 'held' && !isEarmarked)
    return refusedFor(movement, ticket, { reason: 'nothing-held', amountPence: 0 });
  const amountPence = claim.heldPence;
  const freed = { held: amountPence, amount: 0, kept: 0 };
  const moved = moveBoth(movement, request.organisationId, (balance) => commit(balance, freed));
  if (moved === undefined)
    throw new BrokenBalanceError(`More is held for ticket ${claim.ticketId} than in its pot or cap`);
  const state = isEarmarked ? 'committed' : 'released';
  const released: Ticket = { ...claim, state, heldPence: 0, heldUntil: undefined };
  return { movement: done(moved, { ticket, claim: released }), outcome: 'released', amountPence };
}

/** Corrects a commitment. More than before is paid only out of money that nobody else is waiting for. */
function settleAdjustment(movement: Movement, { ticket, request, claim }: Turn<AdjustRequest>): Settled {
  const { committedPence: amountPence, organisationId } = request;
  if (claim.state !== 'committed')
    return refusedFor(movement, ticket, { reason: 'nothing-held', amountPence });
  const passes = amountPence > claim.committedPence && (movement.line.pot?.waitingCount ?? 0) > 0;
  const moved = passes
    ? undefined
    : moveBoth(movement, organisationId, (balance) => recommit(balance, claim.committedPence, amountPence));
  if (moved === undefined) return refusedFor(movement, ticket, { reason: 'not-available', amountPence });
  const corrected = { ...claim, committedPence: amountPence };
  return { movement: done(moved, { ticket, claim: corrected }), outcome: 'adjusted', amountPence };
}

const askedBy = (request: ResolvingRequest): number => {
  switch (request.kind) {
    case 'commit':
      return request.amountPence;
    case 'adjust':
      return request.committedPence;
    case 'release':
      return 0;
  }
};

/**
 * A commitment, a release or a correction. The employer is the one of the claim's own ticket: a request in another's
 * name resolves nothing.
 */
export function settleResolution(movement: Movement, ticket: Ticket, request: ResolvingRequest): Settled {
  const claim = movement.line.tickets.get(request.claimTicketId);
  if (claim?.request.kind !== 'claim' || claim.request.organisationId !== request.organisationId)
    return refusedFor(movement, ticket, { reason: 'nothing-held', amountPence: askedBy(request) });
  const turn = { ticket, claim, claimRequest: claim.request };
  switch (request.kind) {
    case 'commit':
      return settleCommit(movement, { ...turn, request });
    case 'release':
      return settleRelease(movement, { ...turn, request });
    case 'adjust':
      return settleAdjustment(movement, { ...turn, request });
  }
}
