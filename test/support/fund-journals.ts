import { createFundLedger } from '../../shared/adapters/dynamodb/fund-ledger.ts';
import { sha256 } from '../../shared/adapters/node/hashing.ts';
import type { FundLedger } from '../../shared/application/ports/fund-ledger.ts';
import type { Instant } from '../../shared/domain/calendar-day.ts';
import { settleTicket } from '../../shared/domain/fund/allocate.ts';
import type { JournalLine } from '../../shared/domain/fund/journal.ts';
import { atRest } from '../../shared/domain/fund/line.ts';
import { newTicket } from '../../shared/domain/fund/ticket.ts';
import type { FundYear, Ticket } from '../../shared/domain/fund/ticket.ts';
import type { DataTables } from './data-tables.ts';
import { aReference, at, next } from './stored-things.ts';

/** One fund, written by the ledger itself. */
export interface WrittenFund {
  readonly fundYear: FundYear;
  readonly ledger: FundLedger;
  /** Takes these requests and settles them in one write, which is one row of the journal. Gives its lines. */
  write(requests: readonly Ticket['request'][], now?: Instant): Promise<readonly JournalLine[]>;
  /** The tickets that were taken, in their order. */
  readonly tickets: readonly Ticket[];
}

export const aLimit = (limitPence: number, capPence = limitPence) =>
  ({ kind: 'limit', limitPence, capPence }) as const;

export const aClaim = (organisationId: string, amountPence: number) =>
  ({ kind: 'claim', reference: aReference(), organisationId, amountPence }) as const;

/** Frees or takes off the list what this ticket has asked for. */
export function aRelease({ request, ticketId }: Ticket): Ticket['request'] {
  if (request.kind !== 'claim') throw new Error('Only a claim can be released');
  const { reference, organisationId } = request;
  return { kind: 'release', reference, organisationId, claimTicketId: ticketId };
}

/** A fund that no other test of the file uses, without limits. */
export function aFund(data: DataTables, strictOrder = true): WrittenFund {
  const first = 1_000 + next();
  const fundYear: FundYear = {
    fund: 'main',
    year: `${first}-${String((first + 1) % 100).padStart(2, '0')}`,
  };
  const ledger = createFundLedger(data);
  const tickets: Ticket[] = [];
  return {
    fundYear,
    ledger,
    tickets,
    async write(requests, now = at(0)) {
      const taken = requests.map((request) => {
        const ticketId = `ticket-${String(next()).padStart(6, '0')}`;
        return newTicket({ ticketId, fundYear, request, takenAt: now });
      });
      await Promise.all(taken.map((ticket) => ledger.takeTicket(ticket)));
      tickets.push(...taken);
      const ids = taken.map(({ ticketId }) => ticketId);
      const line = await ledger.readLine(fundYear, ids);
      const settling = { now, sha256, strictOrder };
      const movement = ids.reduce((so, id) => settleTicket(so, id, settling), atRest(line));
      const written = await ledger.write(line, movement);
      if (!written.ok) throw new Error('Somebody else wrote to this fund');
      return movement.posted;
    },
  };
}
