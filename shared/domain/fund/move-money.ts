import type { OrganisationId } from '../person.ts';
import type { Pence } from '../money.ts';
import type { Balance } from './balance.ts';
import { capOf, withCap, withPot, withTicket } from './line.ts';
import type { Movement } from './line.ts';
import type { Settled } from './post.ts';
import type { Ticket, TicketRefusal } from './ticket.ts';

/** Moves one employer's cap and the pot by the same amount, or neither. Undefined when the money is not there. */
export function moveBoth(
  movement: Movement,
  organisationId: OrganisationId,
  move: (balance: Balance) => Balance | undefined,
): Movement | undefined {
  const { pot } = movement.line;
  if (pot === undefined) return undefined;
  const cap = move(capOf(movement.line, pot, organisationId));
  const balance = move(pot);
  if (cap === undefined || balance === undefined) return undefined;
  return withPot(withCap(movement, organisationId, cap), { ...pot, ...balance });
}

/** A ticket that gets nothing, and is told why. */
export const refusedFor = (
  movement: Movement,
  ticket: Ticket,
  { amountPence, ...refusal }: TicketRefusal & { readonly amountPence: Pence },
): Settled => ({
  movement: withTicket(movement, { ...ticket, state: 'refused', refusal }),
  outcome: 'refused',
  amountPence,
  because: refusal.reason,
});

export const held = (ticket: Ticket, heldPence: Pence): Ticket => ({
  ...ticket,
  state: 'held',
  heldPence,
  ...(ticket.request.kind === 'claim' && { heldUntil: ticket.request.heldUntil }),
});
