import { hold } from './balance.ts';
import { capOf, withPot, withTicket, withWaiting } from './line.ts';
import type { Movement, Pot } from './line.ts';
import { held, moveBoth, refusedFor } from './move-money.ts';
import { post } from './post.ts';
import type { Settled, Settling } from './post.ts';
import type { ClaimRequest, Ticket, TicketId } from './ticket.ts';

export function joinWaitingList(movement: Movement, ticket: Ticket, amountPence: number): Movement {
  const { pot, waiting } = movement.line;
  if (pot === undefined) return movement;
  const { waitingCount, waitingPence } = pot;
  const longer = { ...pot, waitingCount: waitingCount + 1, waitingPence: waitingPence + amountPence };
  const queued = withPot(withTicket(movement, { ...ticket, state: 'waiting' }), longer);
  // Only the head of a long list is in hand: a ticket put behind that head would be served before those between.
  return waiting.length === waitingCount ? withWaiting(queued, [...waiting, ticket.ticketId]) : queued;
}

export function leaveWaitingList(movement: Movement, ticketId: TicketId, amountPence: number): Movement {
  const { pot, waiting } = movement.line;
  if (pot === undefined) return movement;
  const { waitingCount, waitingPence } = pot;
  const shorter = { ...pot, waitingCount: waitingCount - 1, waitingPence: waitingPence - amountPence };
  const others = waiting.filter((id) => id !== ticketId);
  return withPot(withWaiting(movement, others), shorter);
}

/** One of the list in its turn. */
interface Turn {
  readonly pot: Pot;
  readonly ticket: Ticket;
  readonly request: ClaimRequest;
}

/** One who waits gets the money, or is refused by the own cap, which others of the same employer may have used up. */
function promote(movement: Movement, { pot, ticket, request }: Turn): Settled {
  const { amountPence, organisationId } = request;
  const left = leaveWaitingList(movement, ticket.ticketId, amountPence);
  const moved = moveBoth(left, organisationId, (balance) => hold(balance, amountPence));
  if (moved) {
    return { movement: withTicket(moved, held(ticket, amountPence)), outcome: 'promoted', amountPence };
  }
  const cap = capOf(left.line, pot, organisationId);
  const figures = { capPence: cap.limitPence, capAvailablePence: cap.availablePence };
  return refusedFor(left, ticket, { reason: 'cap-exceeded', ...figures, amountPence });
}

/**
 * Offers free money to the waiting list in ticket order; under strict order it stops at the first that does not fit.
 * A ticket that could not be read stops it in any case: nobody knows what is due to it, so nobody passes it.
 */
export function offerToWaiting(movement: Movement, settling: Settling): Movement {
  let current = movement;
  for (const ticketId of movement.line.waiting) {
    const ticket = current.line.tickets.get(ticketId);
    const { pot } = current.line;
    if (pot === undefined || ticket?.request.kind !== 'claim') break;
    const { request } = ticket;
    if (request.amountPence > pot.availablePence) {
      if (settling.strictOrder) break;
      continue;
    }
    const turn = { ...ticket, settledAt: settling.now };
    const settled = promote(current, { pot, ticket: turn, request });
    current = post(pot, { ...settled, ticket: turn }, settling);
  }
  return current;
}
