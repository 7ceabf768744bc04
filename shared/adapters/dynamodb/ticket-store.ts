import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { FundLedger } from '../../application/ports/fund-ledger.ts';
import type { Ticket } from '../../domain/fund/ticket.ts';
import type { TableNames } from './client.ts';
import { ticketKey } from './keys.ts';
import { readItem } from './read.ts';
import { putItem } from './single-writes.ts';
import { NEW_TICKET, ticketOf, ticketRow } from './tickets.ts';

interface TicketStoreOptions {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'line'>;
}

/** Taking the same ticket twice is taking it once; another ticket under its id is a fault. */
async function takeTicket({ client, tables }: TicketStoreOptions, ticket: Ticket): Promise<void> {
  const taken = await putItem(client, tables.line, { row: ticketRow(ticket), condition: NEW_TICKET });
  if (taken.done) return;
  const there = taken.old && ticketOf(taken.old, ticket.fundYear, ticket.ticketId);
  const same = there?.takenAt === ticket.takenAt && isDeepStrictEqual(there.request, ticket.request);
  if (!same) throw new Error('Another ticket has this id');
}

/** The tickets of the lines, for those who take and read them but never settle them. Reads are consistent. */
export const createTickets = (
  options: TicketStoreOptions,
): Pick<FundLedger, 'readTicket' | 'takeTicket'> => ({
  async readTicket(fundYear, ticketId) {
    const item = await readItem(options.client, options.tables.line, ticketKey(fundYear, ticketId));
    return item && ticketOf(item, fundYear, ticketId);
  },
  takeTicket: (ticket) => takeTicket(options, ticket),
});
