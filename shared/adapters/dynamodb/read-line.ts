import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Balance } from '../../domain/fund/balance.ts';
import type { Line, Pot } from '../../domain/fund/line.ts';
import { namedBy } from '../../domain/fund/ticket.ts';
import type { FundYear, Ticket, TicketId } from '../../domain/fund/ticket.ts';
import type { OrganisationId } from '../../domain/person.ts';
import type { TableNames } from './client.ts';
import { isStopped } from './fund-stops.ts';
import { capOf, organisationOf, potOf } from './fund-rows.ts';
import { keyOf } from './item.ts';
import { CAPS, capKey, fundPartition, potKey, stopKey, waitingName } from './keys.ts';
import { queryAll, queryFirst, readItems, rowsOf } from './read.ts';
import { readTickets, ticketIdOf } from './ticket-store.ts';
import type { TicketsRead } from './ticket-store.ts';

/** The funds and their lines, as one reader sees them. */
export interface FundTables {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'line' | 'funds'>;
}

/**
 * How much of the waiting list is in hand. One ticket may promote all of it, each to another employer's cap, and has to
 * fit into one transaction all the same: for each of 31 its settled row, its place on the list and its cap, and besides
 * the pot, the journal, the stop, the ticket itself, and the claim's ticket and cap that it frees, make 99.
 */
export const WAITING_IN_HAND = 31;

type Tickets = ReadonlyMap<TicketId, Ticket>;

interface Figures {
  readonly pot: Pot | undefined;
  readonly stopped: boolean;
}

async function readFigures({ client, tables }: FundTables, fundYear: FundYear): Promise<Figures> {
  const items = await readItems(client, tables.funds, [potKey(fundYear), stopKey(fundYear)]);
  const pot = items.find((item) => keyOf(item).sk === potKey(fundYear).sk);
  const stop = items.find((item) => item !== pot);
  return { pot: pot && potOf(pot), stopped: isStopped(stop) };
}

async function readWaiting({ client, tables }: FundTables, fundYear: FundYear): Promise<readonly TicketId[]> {
  const question = {
    table: tables.line,
    index: 'waiting',
    consistent: true,
    condition: 'line = :line',
    values: { line: waitingName(fundYear) },
    pageSize: WAITING_IN_HAND,
  };
  return (await queryFirst(client, question, WAITING_IN_HAND)).map(ticketIdOf);
}

const namedIn = (tickets: Tickets): readonly TicketId[] =>
  [...tickets.values()].flatMap(({ request }) => namedBy(request));

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
 * These are several reads and not one picture, so the pot comes first (with the stop, which the write checks again): whoever changes anything read after it changes
 * the pot too, and the write that is made from a mixed picture then fails on the pot's `seq`. Were the pot read last, a
 * fresh pot could vouch for stale caps.
 */
export async function readLine(
  funds: FundTables,
  fundYear: FundYear,
  ticketIds: readonly TicketId[],
): Promise<Line> {
  const { pot, stopped } = await readFigures(funds, fundYear);
  const [named, waiting] = await Promise.all([
    readTickets(funds, fundYear, ticketIds),
    pot === undefined || pot.waitingCount === 0 ? [] : readWaiting(funds, fundYear),
  ]);
  const further = [...namedIn(named.tickets), ...waiting].filter((id) => !named.tickets.has(id));
  const others = await readTickets(funds, fundYear, further);
  const tickets = certain([named, others]);
  return { fundYear, pot, caps: await readCaps(funds, fundYear, tickets), tickets, waiting, stopped };
}

/** Those that can be read, and are about none that cannot. */
function certain(read: readonly TicketsRead[]): Tickets {
  const unreadable = new Set(read.flatMap((part) => [...part.unreadable]));
  const all = read.flatMap((part) => [...part.tickets]);
  return new Map(all.filter(([, { request }]) => !namedBy(request).some((id) => unreadable.has(id))));
}
