import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { addMinutes } from '../../domain/calendar-day.ts';
import type { Instant } from '../../domain/calendar-day.ts';
import type { FundYear, Ticket, TicketId } from '../../domain/fund/ticket.ts';
import { lineName, momentAndId, sweptKey } from './keys.ts';
import { queryFirst, readItem } from './read.ts';
import type { FundTables } from './read-line.ts';
import { putItem } from './single-writes.ts';
import { readTickets, ticketIdOf } from './ticket-store.ts';

const PAGE = 100;

/** Clocks differ, and ids carry clocks: a ticket may come into the line behind one that was taken a little later. */
const SURE_AFTER_MINUTES = 24 * 60;

const sweptSchema = z.object({ sweptTo: z.string() });

async function readSwept({ client, tables }: FundTables, fundYear: FundYear): Promise<TicketId> {
  const item = await readItem(client, tables.funds, sweptKey(fundYear));
  return item === undefined ? '' : sweptSchema.parse(unmarshall(item)).sweptTo;
}

interface Page {
  readonly ids: readonly TicketId[];
  /** Those of them that can be read. */
  readonly tickets: ReadonlyMap<TicketId, Ticket>;
}

/** The tickets of the line after this one, in the order of their ids, which is the order of their clocks. */
async function pageAfter(funds: FundTables, fundYear: FundYear, after: TicketId): Promise<Page> {
  const question = {
    table: funds.tables.line,
    consistent: true,
    condition: 'line = :line AND ticketId > :after',
    values: { line: lineName(fundYear), after: after === '' ? ' ' : after },
    pageSize: PAGE,
  };
  const ids = (await queryFirst(funds.client, question, PAGE)).map(ticketIdOf);
  const { tickets } = await readTickets(funds, fundYear, ids);
  return { ids, tickets };
}

const byTaking = (a: Ticket, b: Ticket): number => {
  const [one, other] = [momentAndId(a.takenAt, a.ticketId), momentAndId(b.takenAt, b.ticketId)];
  return one < other ? -1 : 1;
};

/**
 * Tickets that nobody has settled, in the order of their taking. Nothing marks them, because that mark would cost the
 * line's partition two more writes for each claim; instead the line is read from where the last sweep was sure that
 * everything is settled. Where that is may be written by two sweeps at once: the older one costs reading, nothing else.
 */
export async function listUnsettled(
  funds: FundTables,
  fundYear: FundYear,
  { takenBefore, limit }: { readonly takenBefore: Instant; readonly limit: number },
): Promise<readonly TicketId[]> {
  const began = await readSwept(funds, fundYear);
  const sureBefore = addMinutes(takenBefore, -SURE_AFTER_MINUTES);
  const unsettled: Ticket[] = [];
  let [after, sure] = [began, began];
  let isSure = true;
  for (;;) {
    const { ids, tickets } = await pageAfter(funds, fundYear, after);
    for (const ticketId of ids) {
      const ticket = tickets.get(ticketId);
      // One that cannot be read is nobody's to settle, but once it is mended it has to be found.
      isSure &&= ticket !== undefined && ticket.state !== 'unsettled' && ticket.takenAt < sureBefore;
      if (isSure) sure = ticketId;
      if (ticket?.state === 'unsettled' && ticket.takenAt < takenBefore) unsettled.push(ticket);
      after = ticketId;
    }
    if (unsettled.length >= limit || ids.length < PAGE) break;
  }
  if (sure !== began) {
    await putItem(funds.client, funds.tables.funds, { row: { ...sweptKey(fundYear), sweptTo: sure } });
  }
  return unsettled
    .toSorted(byTaking)
    .slice(0, limit)
    .map(({ ticketId }) => ticketId);
}
