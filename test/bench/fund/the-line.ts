import { createFundLedger } from '../../../shared/adapters/dynamodb/fund-ledger.ts';
import { Throttled } from '../../../shared/adapters/dynamodb/errors.ts';
import { NEW_TICKET, takenRow } from '../../../shared/adapters/dynamodb/tickets.ts';
import { put, transact } from '../../../shared/adapters/dynamodb/transact.ts';
import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { cryptoIds } from '../../../shared/adapters/node/ids.ts';
import { allocateTickets } from '../../../shared/application/fund/allocate-tickets.ts';
import type { FundLedger } from '../../../shared/application/ports/fund-ledger.ts';
import { SHIPPED_POLICY } from '../../../shared/domain/policy.ts';
import { newTicket } from '../../../shared/domain/fund/ticket.ts';
import type { FundYear, Ticket } from '../../../shared/domain/fund/ticket.ts';
import { TABLES } from '../../support/table-definitions.ts';
import type { Application } from './applications.ts';
import type { Design, Fund, OpenFund } from './design.ts';
import { lineBooks } from './line-books.ts';
import { feedLine } from './line-feed.ts';
import type { ModelledService } from './modelled-service.ts';
import type { Outcome, Verdict } from './outcome.ts';

/** The allocator's own connections, next to those of the callers. */
const ALLOCATOR = 1_000_000;

const now = (): string => new Date().toISOString();

function verdictOf({ state }: Ticket): Verdict {
  if (state === 'held') return 'accepted';
  if (state === 'waiting') return 'over-pot';
  if (state === 'refused') return 'over-cap';
  throw new Error(`A settled claim's ticket is ${state}.`);
}

type Settled = (ticket: Ticket) => void;

/** The ledger as it is, telling of every ticket that a transaction has settled at the moment when it has. */
function watchedLedger(ledger: FundLedger, settled: Settled): FundLedger {
  return {
    ...ledger,
    async write(before, movement) {
      const written = await ledger.write(before, movement);
      if (written.ok) for (const ticket of movement.changedTickets.values()) settled(ticket);
      return written;
    },
  };
}

function allocatorOf(service: ModelledService, settled: Settled) {
  const client = service.clientOf(ALLOCATOR);
  const ports = {
    ledger: watchedLedger(createFundLedger({ client, tables: TABLES }), settled),
    scheme: { policy: () => Promise.resolve(SHIPPED_POLICY) },
    sha256,
    pause: (milliseconds: number) => service.clock.until(service.clock.now() + milliseconds),
    random: (below: number) => cryptoIds.random(below),
  };
  return async (fundYear: FundYear, ticketIds: readonly string[]): Promise<void> => {
    const context = { now: now(), correlationId: 'bench' };
    const { setAside, stopped } = await allocateTickets(ports, { fundYear, ticketIds }, context);
    // Whoever waits for such a ticket would wait for ever, and the figures would mean nothing.
    if (setAside > 0) throw new Error(`The allocator set ${setAside} tickets aside.`);
    if (stopped !== undefined) throw new Error(`The allocator stopped the fund: ${stopped}`);
  };
}

const ticketFor = (fundYear: FundYear, request: Ticket['request']): Ticket => {
  const takenAt = now();
  return newTicket({ ticketId: cryptoIds.unique(takenAt), fundYear, request, takenAt });
};

/** Takes the fund's limit and settles it, as the service does when a fund is opened. */
async function setLimit(service: ModelledService, fund: Fund): Promise<void> {
  const { fundYear, limitPence, capPence } = fund;
  const ticket = ticketFor(fundYear, { kind: 'limit', limitPence, capPence });
  await createFundLedger({ client: service.clientOf(ALLOCATOR), tables: TABLES }).takeTicket(ticket);
  await allocatorOf(service, () => undefined)(fundYear, [ticket.ticketId]);
}

/** A submission writes its ticket in the claim's own transaction; this is that transaction's part of the fund. */
async function submit(service: ModelledService, ticket: Ticket, caller: number): Promise<boolean> {
  try {
    await transact(service.clientOf(caller), [{ write: put(TABLES.line, takenRow(ticket), NEW_TICKET) }]);
    return true;
  } catch (error) {
    if (error instanceof Throttled) return false;
    throw error;
  }
}

async function openLine(service: ModelledService, fund: Fund): Promise<OpenFund> {
  await setLimit(service, fund);
  const { clock } = service;
  const awaiting = new Map<string, Settled>();
  const running = new Set<Promise<unknown>>();
  const allocate = allocatorOf(service, (ticket) => awaiting.get(ticket.ticketId)?.(ticket));
  const feed = await feedLine(service.engine, clock, {
    batch: service.batch,
    deliver: (tickets) =>
      allocate(
        fund.fundYear,
        tickets.map(({ ticketId }) => ticketId),
      ),
  });
  const ask = async (application: Application, caller: number): Promise<Outcome> => {
    const arrivedAt = clock.now();
    const ticket = ticketFor(fund.fundYear, { kind: 'claim', ...application });
    const settled = new Promise<Ticket>((resolve) => awaiting.set(ticket.ticketId, resolve));
    const taken = await submit(service, ticket, caller);
    const verdict = taken ? verdictOf(await settled) : 'gave-up';
    awaiting.delete(ticket.ticketId);
    return { application, verdict, arrivedAt, settledAt: clock.now() };
  };
  return {
    claim(application, caller) {
      const work = ask(application, caller);
      running.add(work);
      return work.finally(() => running.delete(work));
    },
    books: () => lineBooks(service.engine, fund),
    async close() {
      await Promise.all(running);
      await feed.close();
    },
  };
}

/** The service's own: a ticket in the fund's line, and the one allocator that settles the line in order. */
export const theLine: Design = { name: 'the line', conditionsCanFail: false, open: openLine };
