import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { FundLedger } from '../../application/ports/fund-ledger.ts';
import type { FundYear, Ticket, TicketId } from '../../domain/fund/ticket.ts';
import type { TableNames } from './client.ts';
import { CorruptRecordError } from './errors.ts';
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

/** What was asked for, as far as it is there and can be read. */
export interface TicketsRead {
  readonly tickets: ReadonlyMap<TicketId, Ticket>;
  readonly unreadable: ReadonlySet<TicketId>;
}

/**
 * Tickets as they are now, in no order: as they were settled, or else as they were taken. A ticket is taken before it is
 * settled, so one that is settled between the two reads of one batch is at worst seen as it was a moment ago. Of a
 * ticket one row of which cannot be read, nothing is believed.
 */
export async function readTickets(
  { client, tables }: TicketStoreOptions,
  fundYear: FundYear,
  ticketIds: readonly TicketId[],
): Promise<TicketsRead> {
  const keys = ticketIds.flatMap((id) => [ticketKey(fundYear, id), settledKey(fundYear, id)]);
  const read = (await readItems(client, tables.line, keys)).map((item) => readTicketIn(item, fundYear));
  const unreadable = new Set(read.flatMap((found) => (typeof found === 'string' ? [found] : [])));
  const tickets = read
    .filter((found) => typeof found !== 'string')
    .filter(({ ticketId }) => !unreadable.has(ticketId))
    .toSorted((a, b) => Number(a.state !== 'unsettled') - Number(b.state !== 'unsettled'));
  return { tickets: new Map(tickets.map((ticket) => [ticket.ticketId, ticket])), unreadable };
}

/** The ticket, or the name of one that cannot be read. */
function readTicketIn(item: Item, fundYear: FundYear): Ticket | TicketId {
  const ticketId = ticketIdOf(item);
  try {
    return ticketOf(item, fundYear, ticketId);
  } catch (error) {
    if (error instanceof CorruptRecordError) return ticketId;
    throw error;
  }
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
