import { ticketSchema } from '../../contracts/stored/fund.ts';
import { newTicket } from '../../domain/fund/ticket.ts';
import type { FundYear, Ticket, TicketId } from '../../domain/fund/ticket.ts';
import type { Pence } from '../../domain/money.ts';
import type { Condition } from './condition.ts';
import { attributeOf, checked } from './item.ts';
import type { Item, Row } from './item.ts';
import { settledKey, ticketKey } from './keys.ts';

/** A ticket is put into the line once, and settled once. */
export const NEW_TICKET: Condition = { expression: 'attribute_not_exists(ticketId)' };

/**
 * A ticket as it is taken. This row never changes, but that it carries its place and its amount for the index while the
 * ticket is on the waiting list.
 */
export function takenRow(ticket: Ticket, waitingNumber?: number): Row {
  const { ticketId, fundYear, request, takenAt } = ticket;
  const key = ticketKey(fundYear, ticketId);
  const taken = newTicket({ ticketId, fundYear, request, takenAt });
  return {
    ...key,
    ticket: checked(ticketSchema, taken, { record: 'ticket', key }),
    state: taken.state,
    waitingNumber,
    waitingPence: waitingNumber === undefined ? undefined : askedBy(ticket),
  };
}

const askedBy = ({ request }: Ticket): Pence | undefined =>
  request.kind === 'claim' ? request.amountPence : undefined;

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
