import { ticketSchema } from '../../contracts/stored/fund.ts';
import { newTicket } from '../../domain/fund/ticket.ts';
import type { FundYear, Ticket, TicketId } from '../../domain/fund/ticket.ts';
import type { Condition } from './condition.ts';
import { attributeOf, checked } from './item.ts';
import type { Item, Row } from './item.ts';
import { settledKey, ticketKey, waitingKey } from './keys.ts';

/** A ticket is put into the line once, and settled once. */
export const NEW_TICKET: Condition = { expression: 'attribute_not_exists(ticketId)' };

/** A ticket as it is taken. This row never changes. */
export function takenRow({ ticketId, fundYear, request, takenAt }: Ticket): Row {
  const key = ticketKey(fundYear, ticketId);
  const taken = newTicket({ ticketId, fundYear, request, takenAt });
  return {
    ...key,
    ticket: checked(ticketSchema, taken, { record: 'ticket', key }),
    state: taken.state,
  };
}

/**
 * A ticket's place on the waiting list, by the number of its line in the journal, with what it waits for. A row without a
 * number is on no index: that ticket has left the list, and no row of a line is ever deleted.
 */
export function waitingRow({ ticketId, fundYear, state, seal, request }: Ticket): Row {
  const waits = state === 'waiting';
  return {
    ...waitingKey(fundYear, ticketId),
    waitingNumber: waits ? seal?.number : undefined,
    waitingPence: waits && request.kind === 'claim' ? request.amountPence : undefined,
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
