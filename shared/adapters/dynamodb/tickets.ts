import { ticketSchema } from '../../contracts/stored/fund.ts';
import { newTicket } from '../../domain/fund/ticket.ts';
import type { FundYear, Ticket, TicketId } from '../../domain/fund/ticket.ts';
import type { Condition } from './condition.ts';
import { attributeOf, checked } from './item.ts';
import type { Item, Row } from './item.ts';
import { settledKey, ticketKey } from './keys.ts';

/** A ticket is put into the line once, and settled once. */
export const NEW_TICKET: Condition = { expression: 'attribute_not_exists(ticketId)' };

/** A ticket as it is taken. This row never changes, but for `waitingNumber` while the ticket is on the waiting list. */
export function takenRow(ticket: Ticket, waitingNumber?: number): Row {
  const key = ticketKey(ticket.fundYear, ticket.ticketId);
  const taken = newTicket(ticket);
  return {
    ...key,
    ticket: checked(ticketSchema, taken, { record: 'ticket', key }),
    state: taken.state,
    waitingNumber,
  };
}

/** What the allocator has made of a ticket. */
export function settledRow(ticket: Ticket): Row {
  const key = settledKey(ticket.fundYear, ticket.ticketId);
  return {
    ...key,
    ticket: checked(ticketSchema, ticket, { record: 'ticket', key }),
    state: ticket.state,
  };
}

export const ticketOf = (item: Item, fundYear: FundYear, ticketId: TicketId): Ticket =>
  attributeOf(
    item,
    { name: 'ticket', schema: ticketSchema },
    { record: 'ticket', key: ticketKey(fundYear, ticketId) },
  );
