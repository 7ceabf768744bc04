import { hold } from './balance.ts';
import { capOf, withTicket } from './line.ts';
import type { Movement, Pot } from './line.ts';
import { held, moveBoth, refusedFor } from './move-money.ts';
import type { Settled } from './post.ts';
import { isExpired } from './ticket.ts';
import type { ClaimRequest, Ticket, TicketId } from './ticket.ts';
import { joinWaitingList } from './waiting-list.ts';

/** A claim in its turn. */
interface Turn {
  readonly pot: Pot;
  readonly ticket: Ticket;
  readonly request: ClaimRequest;
  readonly strictOrder: boolean;
}

/** Another claim's ticket, if it is the same employer's: nobody takes money over from anybody else. */
function ownTicket(
  movement: Movement,
  { organisationId }: ClaimRequest,
  ticketId: TicketId | undefined,
): Ticket | undefined {
  const other = movement.line.tickets.get(ticketId ?? '');
  return other?.request.kind === 'claim' && other.request.organisationId === organisationId
    ? other
    : undefined;
}

/**
 * The completion part of a qualification takes its money out of what was earmarked for it. It asks the pot and the cap
 * for nothing, so it waits for nobody and nobody is refused for it.
 */
function drawEarmark(movement: Movement, { ticket, request }: Turn): Settled {
  const { amountPence } = request;
  const start = ownTicket(movement, request, request.earmarkTicketId);
  if (start?.state !== 'committed' || start.heldPence === 0)
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
 * A claim that was split off another takes its part of that claim's hold over, and with it the place in the line: it
 * asks the pot and the cap for nothing. Something always stays with the claim that it comes from.
 */
function divideHold(movement: Movement, { ticket, request }: Turn): Settled {
  const { amountPence } = request;
  const whole = ownTicket(movement, request, request.splitFromTicketId);
  if (whole?.state !== 'held') return refusedFor(movement, ticket, { reason: 'nothing-held', amountPence });
  if (isExpired(whole, ticket.takenAt))
    return refusedFor(movement, ticket, { reason: 'hold-expired', amountPence });
  if (amountPence >= whole.heldPence)
    return refusedFor(movement, ticket, { reason: 'more-than-held', amountPence });
  const rest = { ...whole, heldPence: whole.heldPence - amountPence };
  const part = { ...held(ticket, amountPence), heldUntil: whole.heldUntil };
  return { movement: withTicket(withTicket(movement, rest), part), outcome: 'divided', amountPence };
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

export function settleClaim(movement: Movement, turn: Turn): Settled {
  const { earmarkTicketId, splitFromTicketId } = turn.request;
  if (earmarkTicketId !== undefined) return drawEarmark(movement, turn);
  return splitFromTicketId === undefined ? askForMoney(movement, turn) : divideHold(movement, turn);
}
