import { hold } from './balance.ts';
import { capOf, withTicket } from './line.ts';
import type { Movement, Pot } from './line.ts';
import { held, moveBoth, refusedFor } from './move-money.ts';
import type { Settled } from './post.ts';
import { isExpired } from './ticket.ts';
import type { ClaimRequest, Ticket } from './ticket.ts';
import { joinWaitingList } from './waiting-list.ts';

/** A claim in its turn. */
interface Turn {
  readonly pot: Pot;
  readonly ticket: Ticket;
  readonly request: ClaimRequest;
  readonly strictOrder: boolean;
}

/**
 * The completion part of a qualification takes its money out of what was earmarked for it. It asks the pot and the cap
 * for nothing, so it waits for nobody and nobody is refused for it.
 */
function drawEarmark(movement: Movement, { ticket, request }: Turn): Settled {
  const { amountPence } = request;
  const start = movement.line.tickets.get(request.earmarkTicketId ?? '');
  const own = start?.request.kind === 'claim' && start.request.organisationId === request.organisationId;
  if (start === undefined || !own || start.state !== 'committed' || start.heldPence === 0)
    return refusedFor(movement, ticket, { reason: 'nothing-held', amountPence });
  if (isExpired(start, ticket.takenAt))
    return refusedFor(movement, ticket, { reason: 'hold-expired', amountPence });
  if (amountPence > start.heldPence)
    return refusedFor(movement, ticket, { reason: 'more-than-held', amountPence });
  const rest = { ...start, heldPence: start.heldPence - amountPence };
  const drawn = withTicket(withTicket(movement, rest), held(ticket, amountPence));
  return { movement: drawn, outcome: 'drawn', amountPence };
}

/**
 * A claim: the cap first, so that a refusal names the employer's own figures and never the pot's; then the pot. Behind
 * a waiting list everybody waits under strict order; otherwise a smaller claim may pass one that does not fit.
 */
function askForMoney(movement: Movement, { pot, ticket, request, strictOrder }: Turn): Settled {
  const { amountPence, organisationId } = request;
  const cap = capOf(movement.line, pot, organisationId);
  if (amountPence > cap.availablePence) {
    const figures = { capPence: cap.limitPence, capAvailablePence: cap.availablePence };
    return refusedFor(movement, ticket, { reason: 'cap-exceeded', ...figures, amountPence });
  }
  // What is in hand of the waiting list was offered the money already; what is not in hand may fit, so it goes first.
  const mustWait = pot.waitingCount > (strictOrder ? 0 : movement.line.waiting.length);
  const moved = mustWait
    ? undefined
    : moveBoth(movement, organisationId, (balance) => hold(balance, amountPence));
  return moved
    ? { movement: withTicket(moved, held(ticket, amountPence)), outcome: 'held', amountPence }
    : { movement: joinWaitingList(movement, ticket, amountPence), outcome: 'waiting', amountPence };
}

export const settleClaim = (movement: Movement, turn: Turn): Settled =>
  turn.request.earmarkTicketId === undefined ? askForMoney(movement, turn) : drawEarmark(movement, turn);
