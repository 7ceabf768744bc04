import type { Instant } from '../calendar-day.ts';
import { assertNever } from '../result.ts';
import { emptyBalance, relimit } from './balance.ts';
import { GENESIS_HASH } from './journal.ts';
import { withPot, withTicket } from './line.ts';
import type { Movement, Pot } from './line.ts';
import { refusedFor } from './move-money.ts';
import { post } from './post.ts';
import type { Settled, Settling } from './post.ts';
import { settleClaim } from './settle-claim.ts';
import { settleResolution } from './settle-hold.ts';
import { resolvedBy } from './ticket.ts';
import type { LimitRequest, Ticket, TicketId } from './ticket.ts';
import { offerToWaiting } from './waiting-list.ts';

/** The beginning of a journal, when limits are first asked for: nothing is there yet, and nothing may be had. */
const emptyPot = (now: Instant): Pot => ({
  ...emptyBalance(0),
  seq: 0,
  lastNumber: 0,
  lastClaimNumber: 0,
  waitingCount: 0,
  waitingPence: 0,
  lastHash: GENESIS_HASH,
  capPence: 0,
  changedAt: now,
});

/** New limits never go below what is held and committed, in the pot or under any cap. */
function settleLimit(movement: Movement, ticket: Ticket, { limitPence, capPence }: LimitRequest): Settled {
  const { pot, caps } = movement.line;
  const balance = pot && relimit(pot, limitPence);
  const capTooLow = [...caps.values()].some(
    ({ heldPence, committedPence }) => heldPence + committedPence > capPence,
  );
  if (pot === undefined || balance === undefined || capTooLow)
    return refusedFor(movement, ticket, { reason: 'below-commitments', amountPence: limitPence });
  const changed = withPot(movement, { ...pot, ...balance, capPence });
  return {
    movement: withTicket(changed, { ...ticket, state: 'done' }),
    outcome: 'limit-set',
    amountPence: limitPence,
  };
}

function settleRequest(
  movement: Movement,
  turn: { pot: Pot; ticket: Ticket; strictOrder: boolean },
): Settled {
  const { ticket } = turn;
  const { request } = ticket;
  switch (request.kind) {
    case 'claim':
      return settleClaim(movement, { ...turn, request });
    case 'commit':
    case 'release':
    case 'adjust':
      return settleResolution(movement, ticket, request);
    case 'limit':
      return settleLimit(movement, ticket, request);
    default:
      return assertNever(request);
  }
}

/**
 * A claim has its place before whatever resolves it. The line's own order sees to that, but a sweep goes by moments,
 * and two moments can be one, or come from two clocks: a release that were settled first would free nothing, and the
 * money would then be held for a claim that is over.
 */
function claimFirst(movement: Movement, { request }: Ticket, settling: Settling): Movement {
  const claim = movement.line.tickets.get(resolvedBy(request) ?? '');
  return claim?.request.kind === 'claim' ? settleTicket(movement, claim.ticketId, settling) : movement;
}

/**
 * Settles the next ticket of the line: moves the money that it asks for or says why not, writes that into the journal,
 * and offers what has come free to those who wait. Pure: the same line and ticket give the same movement.
 *
 * A ticket that is already settled changes nothing, so a batch may be delivered again.
 */
export function settleTicket(movement: Movement, ticketId: TicketId, settling: Settling): Movement {
  const ticket = movement.line.tickets.get(ticketId);
  if (ticket?.state !== 'unsettled') return movement;
  const { now, strictOrder } = settling;
  // Money may lie there that those who wait have not been offered yet: another rule of order held, or an allocator died
  // between the head of a long list and the rest of it. It is theirs before it is this ticket's.
  const before = offerToWaiting(claimFirst(movement, ticket, settling), settling);
  const turn = { ...ticket, settledAt: now };
  const pot = before.line.pot ?? (ticket.request.kind === 'limit' ? emptyPot(now) : undefined);
  // Without limits there is no journal to have a place in: unset is never unlimited.
  if (pot === undefined) {
    return withTicket(before, { ...turn, state: 'refused', refusal: { reason: 'no-limit-set' } });
  }
  const settled = settleRequest(withPot(before, pot), { pot, ticket: turn, strictOrder });
  return offerToWaiting(post(pot, { ...settled, ticket: turn }, settling), settling);
}
