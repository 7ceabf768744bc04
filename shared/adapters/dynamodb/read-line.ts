import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { Balance } from '../../domain/fund/balance.ts';
import type { Line, Pot } from '../../domain/fund/line.ts';
import type { FundYear, Ticket, TicketId } from '../../domain/fund/ticket.ts';
import type { OrganisationId } from '../../domain/person.ts';
import type { TableNames } from './client.ts';
import { capOf, organisationOf, potOf } from './fund-rows.ts';
import type { Item } from './item.ts';
import { CAPS, capKey, fundPartition, lineName, potKey, ticketKey } from './keys.ts';
import { queryAll, queryFirst, readItem, readItems, rowsOf } from './read.ts';
import { ticketOf } from './tickets.ts';

/** The funds and their lines, as one reader sees them. */
export interface FundTables {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'line' | 'funds'>;
}

/**
 * How much of the waiting list is in hand. One ticket may promote all of it, each to another employer's cap, and has to
 * fit into one transaction all the same: 48 tickets and 48 caps, the pot, the ticket itself, and the claim's ticket and
 * cap that it frees make 100.
 */
export const WAITING_IN_HAND = 48;

const idItem = z.object({ ticketId: z.string() });
export const ticketIdOf = (item: Item): TicketId => idItem.parse(unmarshall(item)).ticketId;

async function readPot({ client, tables }: FundTables, fundYear: FundYear): Promise<Pot | undefined> {
  const item = await readItem(client, tables.funds, potKey(fundYear));
  return item && potOf(item);
}

type Tickets = ReadonlyMap<TicketId, Ticket>;

async function readTickets(
  { client, tables }: FundTables,
  fundYear: FundYear,
  ticketIds: readonly TicketId[],
): Promise<Tickets> {
  const keys = ticketIds.map((ticketId) => ticketKey(fundYear, ticketId));
  const items = await readItems(client, tables.line, keys);
  const tickets = items.map((item) => ticketOf(item, fundYear, ticketIdOf(item)));
  return new Map(tickets.map((ticket) => [ticket.ticketId, ticket]));
}

async function readWaiting({ client, tables }: FundTables, fundYear: FundYear): Promise<readonly TicketId[]> {
  const question = {
    table: tables.line,
    index: 'waiting',
    consistent: true,
    condition: 'line = :line',
    values: { line: lineName(fundYear) },
    pageSize: WAITING_IN_HAND,
  };
  return (await queryFirst(client, question, WAITING_IN_HAND)).map(ticketIdOf);
}

const claimTicketsIn = (tickets: Tickets): readonly TicketId[] =>
  [...tickets.values()].flatMap(({ request }) =>
    request.kind === 'commit' || request.kind === 'release' ? [request.claimTicketId] : [],
  );

const organisationsIn = (tickets: Tickets): readonly OrganisationId[] =>
  [...tickets.values()].flatMap(({ request }) => (request.kind === 'limit' ? [] : [request.organisationId]));

/** The caps that the tickets touch. A new limit touches them all: each has to be above what is held under it. */
async function readCaps(
  { client, tables }: FundTables,
  fundYear: FundYear,
  tickets: Tickets,
): Promise<ReadonlyMap<OrganisationId, Balance>> {
  const needsAll = [...tickets.values()].some(({ request }) => request.kind === 'limit');
  const keys = organisationsIn(tickets).map((organisationId) => capKey(fundYear, organisationId));
  const items = needsAll
    ? await queryAll(client, rowsOf(tables.funds, fundPartition(fundYear), CAPS))
    : await readItems(client, tables.funds, keys);
  return new Map(items.map((item) => [organisationOf(item), capOf(item)]));
}

/**
 * Reads the line as far as these tickets need it.
 *
 * These are several reads and not one picture, so the pot comes first: whoever changes anything read after it changes
 * the pot too, and the write that is made from a mixed picture then fails on the pot's `seq`. Were the pot read last, a
 * fresh pot could vouch for stale caps.
 */
export async function readLine(
  funds: FundTables,
  fundYear: FundYear,
  ticketIds: readonly TicketId[],
): Promise<Line> {
  const pot = await readPot(funds, fundYear);
  const [named, waiting] = await Promise.all([
    readTickets(funds, fundYear, ticketIds),
    pot === undefined || pot.waitingCount === 0 ? [] : readWaiting(funds, fundYear),
  ]);
  const further = [...claimTicketsIn(named), ...waiting].filter((ticketId) => !named.has(ticketId));
  const tickets = new Map([...named, ...(await readTickets(funds, fundYear, further))]);
  return { fundYear, pot, caps: await readCaps(funds, fundYear, tickets), tickets, waiting };
}
