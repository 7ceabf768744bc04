import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { FundLedger } from '../../application/ports/fund-ledger.ts';
import type { FundYear, Ticket, TicketId } from '../../domain/fund/ticket.ts';
import type { TableNames } from './client.ts';
import type { Item } from './item.ts';
import { settledKey, ticketKey } from './keys.ts';
import { readItem, readItems } from './read.ts';
import { putItem } from './single-writes.ts';
import { NEW_TICKET, takenRow, ticketOf } from './tickets.ts';

interface TicketStoreOptions {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'line'>;
}

const idItem = z.object({ ticketId: z.string() });
export const ticketIdOf = (item: Item): TicketId => idItem.parse(unmarshall(item)).ticketId;

/** Taking the same ticket twice is taking it once; another ticket under its id is a fault. */
async function takeTicket({ client, tables }: TicketStoreOptions, ticket: Ticket): Promise<void> {
  const taken = await putItem(client, tables.line, { row: takenRow(ticket), condition: NEW_TICKET });
  if (taken.done) return;
  const there = taken.old && ticketOf(taken.old, ticket.fundYear, ticket.ticketId);
  const same = there?.takenAt === ticket.takenAt && isDeepStrictEqual(there.request, ticket.request);
  if (!same) throw new Error('Another ticket has this id');
}

/**
 * Tickets as they are now, in no order: as they were settled, or else as they were taken. A ticket is taken before it is
 * settled, so one that is settled between the two reads of one batch is at worst seen as it was a moment ago.
 */
export async function readTickets(
  { client, tables }: TicketStoreOptions,
  fundYear: FundYear,
  ticketIds: readonly TicketId[],
): Promise<ReadonlyMap<TicketId, Ticket>> {
  const keys = ticketIds.flatMap((id) => [ticketKey(fundYear, id), settledKey(fundYear, id)]);
  const items = await readItems(client, tables.line, keys);
  const tickets = items.map((item) => ticketOf(item, fundYear, ticketIdOf(item)));
  const inOrder = tickets.toSorted(
    (a, b) => Number(a.state !== 'unsettled') - Number(b.state !== 'unsettled'),
  );
  return new Map(inOrder.map((ticket) => [ticket.ticketId, ticket]));
}

/** The tickets of the lines, for those who take and read them but never settle them. Reads are consistent. */
export const createTickets = (
  options: TicketStoreOptions,
): Pick<FundLedger, 'readTicket' | 'takeTicket'> => ({
  async readTicket(fundYear, ticketId) {
    const { client, tables } = options;
    const item =
      (await readItem(client, tables.line, settledKey(fundYear, ticketId))) ??
      (await readItem(client, tables.line, ticketKey(fundYear, ticketId)));
    return item && ticketOf(item, fundYear, ticketId);
  },
  takeTicket: (ticket) => takeTicket(options, ticket),
});
