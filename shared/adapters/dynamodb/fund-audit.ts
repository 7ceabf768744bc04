import type { FundAudit } from '../../application/ports/fund-watch.ts';
import { CorruptRecordError } from './errors.ts';
import { createFundFigures } from './fund-figures.ts';
import { capOf, organisationOf } from './fund-rows.ts';
import { CAPS, fundPartition } from './keys.ts';
import { queryAll, rowsOf } from './read.ts';
import type { FundTables } from './read-line.ts';
import { readTickets } from './ticket-store.ts';
import { listUnsettled } from './unsettled-tickets.ts';

/** What is kept beside the journal. Whoever only looks is given nothing to write with. */
export const createFundAudit = (funds: FundTables): FundAudit => ({
  readPot: createFundFigures(funds).readPot,
  listUnsettled: (fundYear, takenBefore, limit) => listUnsettled(funds, fundYear, { takenBefore, limit }),
  async readTickets(fundYear, ticketIds) {
    const { tickets, unreadable } = await readTickets(funds, fundYear, ticketIds);
    const [first] = unreadable;
    if (first !== undefined) throw new CorruptRecordError('ticket', first);
    return tickets;
  },
  async listCaps(fundYear) {
    const items = await queryAll(funds.client, rowsOf(funds.tables.funds, fundPartition(fundYear), CAPS));
    return new Map(items.map((item) => [organisationOf(item), capOf(item)]));
  },
});
