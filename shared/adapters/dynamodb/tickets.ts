import { ticketSchema } from '../../contracts/stored/fund.ts';
import type { FundYear, Ticket, TicketId } from '../../domain/fund/ticket.ts';
import { attributeOf, checked } from './item.ts';
import type { Item, Row } from './item.ts';
import { momentAndId, ticketKey } from './keys.ts';
import type { Condition } from './condition.ts';

/** A ticket is put into the line once. */
export const NEW_TICKET: Condition = { expression: 'attribute_not_exists(ticketId)' };

/** The ticket's row, with the attributes that the line's indexes hang on, each only while it means something. */
export function ticketRow(ticket: Ticket): Row {
  const { ticketId, fundYear, state, takenAt, seal } = ticket;
  const key = ticketKey(fundYear, ticketId);
  return {
    ...key,
    ticket: checked(ticketSchema, ticket, { record: 'ticket', key }),
    state,
    unsettledSince: state === 'unsettled' ? momentAndId(takenAt, ticketId) : undefined,
    number: seal?.number,
    waitingNumber: state === 'waiting' ? seal?.number : undefined,
  };
}

export const ticketOf = (item: Item, fundYear: FundYear, ticketId: TicketId): Ticket =>
  attributeOf(
    item,
    { name: 'ticket', schema: ticketSchema },
    { record: 'ticket', key: ticketKey(fundYear, ticketId) },
  );
