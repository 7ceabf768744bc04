import type { Instant } from '../calendar-day.ts';
import { assertNever } from '../result.ts';
import { commit, emptyBalance, hold, relimit } from './balance.ts';
import type { Balance } from './balance.ts';
import { GENESIS_HASH, capOf, withCap, withPot, withTicket, withWaiting } from './line.ts';
import type { Movement, Pot } from './line.ts';
import { sealNext } from './seal.ts';
import type { Sha256 } from './seal.ts';
import type {
  ClaimRequest,
  CommitRequest,
  LimitRequest,
  ReleaseRequest,
  Ticket,
  TicketRefusal,
} from './ticket.ts';

/** What settling needs besides the line. */
export interface Settling {
  readonly now: Instant;
  readonly sha256: Sha256;
  readonly strictOrder: boolean;
}

const refuse = (movement: Movement, ticket: Ticket, refusal: TicketRefusal): Movement =>
  withTicket(movement, { ...ticket, state: 'refused', refusal });

/** Moves one employer's cap and the pot by the same amount, or neither. Undefined when the money is not there. */
function moveBoth(
  movement: Movement,
  organisationId: string,
  move: (balance: Balance) => Balance | undefined,
): Movement | undefined {
  const { pot } = movement.line;
  if (pot === undefined) return undefined;
  const cap = move(capOf(movement.line, pot, organisationId));
  const balance = move(pot);
  if (cap === undefined || balance === undefined) return undefined;
  return withPot(withCap(movement, organisationId, cap), { ...pot, ...balance });
}

const held = (ticket: Ticket, heldPence: number): Ticket => ({ ...ticket, state: 'held', heldPence });

function joinWaitingList(movement: Movement, ticket: Ticket, amountPence: number): Movement {
  const { pot, waiting } = movement.line;
  if (pot === undefined) return movement;
  const { waitingCount, waitingPence } = pot;
  const longer = { ...pot, waitingCount: waitingCount + 1, waitingPence: waitingPence + amountPence };
  const queued = withPot(withTicket(movement, { ...ticket, state: 'waiting' }), longer);
  // Only the head of a long list is in hand: a ticket put behind that head would be served before those between.
  return waiting.length === waitingCount ? withWaiting(queued, [...waiting, ticket.ticketId]) : queued;
}

function leaveWaitingList(movement: Movement, ticketId: string, amountPence: number): Movement {
  const { pot, waiting } = movement.line;
  if (pot === undefined) return movement;
  const { waitingCount, waitingPence } = pot;
  const shorter = { ...pot, waitingCount: waitingCount - 1, waitingPence: waitingPence - amountPence };
  return withPot(
    withWaiting(
      movement,
      waiting.filter((id) => id !== ticketId),
    ),
    shorter,
  );
}

/**
 * A claim: the cap first, so that a refusal names the employer's own figures and never the pot's; then the pot. Behind
 * a waiting list everybody waits under strict order; otherwise a smaller claim may pass one that does not fit.
 */
function settleClaim(
  movement: Movement,
  ticket: Ticket,
  asked: ClaimRequest & { strictOrder: boolean },
): Movement {
  const { pot } = movement.line;
  if (pot === undefined) return refuse(movement, ticket, { reason: 'no-limit-set' });
  const { amountPence, organisationId, strictOrder } = asked;
  const cap = capOf(movement.line, pot, organisationId);
  if (amountPence > cap.availablePence) {
    const figures = { capPence: cap.limitPence, capAvailablePence: cap.availablePence };
    return refuse(movement, ticket, { reason: 'cap-exceeded', ...figures });
  }
  // What is in hand of the waiting list was offered the money already; what is not in hand may fit, so it goes first.
  const mustWait = pot.waitingCount > (strictOrder ? 0 : movement.line.waiting.length);
  const moved = mustWait
    ? undefined
    : moveBoth(movement, organisationId, (balance) => hold(balance, amountPence));
  return moved
    ? withTicket(moved, held(ticket, amountPence))
    : joinWaitingList(movement, ticket, amountPence);
}

/** A commitment or a release: resolves the claim's hold exactly once. A hold that is not live resolves to nothing. */
function settleHold(movement: Movement, ticket: Ticket, request: CommitRequest | ReleaseRequest): Movement {
  const { pot } = movement.line;
  const claim = movement.line.tickets.get(request.claimTicketId);
  const amount = request.kind === 'commit' ? request.amountPence : 0;
  // The employer is the one of the claim's own ticket: a request in another's name resolves nothing.
  const own = claim?.request.kind === 'claim' && claim.request.organisationId === request.organisationId;
  if (pot === undefined || claim === undefined || !own)
    return refuse(movement, ticket, { reason: 'nothing-held' });
  if (claim.state === 'waiting' && request.kind === 'release') {
    const left = leaveWaitingList(movement, claim.ticketId, claim.request.amountPence);
    return withTicket(withTicket(left, { ...claim, state: 'released' }), { ...ticket, state: 'done' });
  }
  if (claim.state !== 'held') return refuse(movement, ticket, { reason: 'nothing-held' });
  const moved = moveBoth(movement, request.organisationId, (balance) =>
    commit(balance, claim.heldPence, amount),
  );
  if (moved === undefined) return refuse(movement, ticket, { reason: 'more-than-held' });
  const state = request.kind === 'commit' ? 'committed' : 'released';
  const resolved = withTicket(moved, { ...claim, state, heldPence: 0, committedPence: amount });
  return withTicket(resolved, { ...ticket, state: 'done' });
}

/** The beginning of a line: it begins when its limits are first set. */
function openPot({ limitPence, capPence }: LimitRequest, now: Instant): Pot {
  const empty = { seq: 0, lastNumber: 0, lastClaimNumber: 0, waitingCount: 0, waitingPence: 0 };
  return { ...emptyBalance(limitPence), ...empty, lastHash: GENESIS_HASH, capPence, changedAt: now };
}

function settleLimit(movement: Movement, ticket: Ticket, request: LimitRequest): Movement {
  const { pot } = movement.line;
  if (pot === undefined) return refuse(movement, ticket, { reason: 'no-limit-set' });
  const balance = relimit(pot, request.limitPence);
  const capTooLow = [...movement.line.caps.values()].some(
    ({ heldPence, committedPence }) => heldPence + committedPence > request.capPence,
  );
  if (balance === undefined || capTooLow) return refuse(movement, ticket, { reason: 'below-commitments' });
  return withTicket(withPot(movement, { ...pot, ...balance, capPence: request.capPence }), {
    ...ticket,
    state: 'done',
  });
}

function settleRequest(movement: Movement, ticket: Ticket, settling: Settling): Movement {
  const { request } = ticket;
  switch (request.kind) {
    case 'claim':
      return settleClaim(movement, ticket, { ...request, strictOrder: settling.strictOrder });
    case 'commit':
    case 'release':
      return settleHold(movement, ticket, request);
    case 'limit':
      return settleLimit(movement, ticket, request);
    default:
      return assertNever(request);
  }
}

/** Offers free money to the waiting list in ticket order; under strict order it stops at the first that does not fit. */
export function offerToWaiting(movement: Movement, settling: Settling): Movement {
  let current = movement;
  for (const ticketId of movement.line.waiting) {
    const ticket = current.line.tickets.get(ticketId);
    const { pot } = current.line;
    if (pot === undefined || ticket?.request.kind !== 'claim') break;
    const { amountPence, organisationId } = ticket.request;
    if (amountPence > pot.availablePence) {
      if (settling.strictOrder) break;
      continue;
    }
    const left = leaveWaitingList(current, ticketId, amountPence);
    const freed = left.line.pot ?? pot;
    const cap = capOf(left.line, freed, organisationId);
    const moved = moveBoth(left, organisationId, (balance) => hold(balance, amountPence));
    current = moved
      ? withTicket(moved, { ...held(ticket, amountPence), settledAt: settling.now })
      : refuse(
          left,
          { ...ticket, settledAt: settling.now },
          {
            reason: 'cap-exceeded',
            capPence: cap.limitPence,
            capAvailablePence: cap.availablePence,
          },
        );
  }
  return current;
}

/**
 * A claim has its place before whatever resolves it. The line's own order sees to that, but a sweep goes by moments,
 * and two moments can be one, or come from two clocks: a release that were settled first would free nothing, and the
 * money would then be held for a claim that is over.
 */
function claimFirst(movement: Movement, { request }: Ticket, settling: Settling): Movement {
  if (request.kind !== 'commit' && request.kind !== 'release') return movement;
  const claim = movement.line.tickets.get(request.claimTicketId);
  return claim?.request.kind === 'claim' ? settleTicket(movement, claim.ticketId, settling) : movement;
}

/**
 * Settles the next ticket of the line: gives it its place and its seal, moves the money that it asks for or says why
 * not, and offers what has come free to those who wait. Pure: the same line and ticket give the same movement.
 *
 * A ticket that is already settled changes nothing, so a batch may be delivered again.
 */
export function settleTicket(movement: Movement, ticketId: string, settling: Settling): Movement {
  const ticket = movement.line.tickets.get(ticketId);
  if (ticket?.state !== 'unsettled') return movement;
  const settledAt = settling.now;
  const { request } = ticket;
  const before = claimFirst(movement, ticket, settling);
  const pot = before.line.pot ?? (request.kind === 'limit' ? openPot(request, settledAt) : undefined);
  // Without limits there is no line to have a place in: unset is never unlimited.
  if (pot === undefined) return refuse(before, { ...ticket, settledAt }, { reason: 'no-limit-set' });
  const sealed = sealNext(pot, ticket, settling.sha256);
  const placed = { ...ticket, seal: sealed.seal, settledAt };
  const moved = settleRequest(withPot(before, { ...sealed.pot, changedAt: settledAt }), placed, settling);
  return offerToWaiting(moved, settling);
}
