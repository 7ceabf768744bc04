import { settleTicket } from '../../domain/fund/allocate.ts';
import { BrokenBalanceError } from '../../domain/fund/balance.ts';
import { atRest } from '../../domain/fund/line.ts';
import type { Line, Movement } from '../../domain/fund/line.ts';
import type { Sha256 } from '../../domain/fund/journal.ts';
import type { FundYear, TicketId } from '../../domain/fund/ticket.ts';
import { offerToWaiting } from '../../domain/fund/waiting-list.ts';
import type { WorkContext } from '../ports/context.ts';
import { CorruptRecordError } from '../ports/corrupt-record.ts';
import type { FundLedger } from '../ports/fund-ledger.ts';
import type { Scheme } from '../ports/registry.ts';

export interface AllocatePorts {
  readonly ledger: FundLedger;
  readonly scheme: Pick<Scheme, 'policy'>;
  readonly sha256: Sha256;
  /** Waits that many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** An integer from 0 up to, not including, its argument. */
  readonly random: (below: number) => number;
}

/** A fenced writer reads again and decides again. Two writers cost each other time, never money. */
const ATTEMPTS = 20;
const LONGEST_PAUSE = 400;

const isChanged = ({ changedTickets }: Movement): boolean => changedTickets.size > 0;

interface Run {
  readonly ports: AllocatePorts;
  readonly fundYear: FundYear;
  readonly settle: (movement: Movement, ticketId: TicketId) => Movement;
  readonly offer: (movement: Movement) => Movement;
}

/**
 * Decides on the line as it was read. A line is several reads, so while another writer is at work it can be a picture
 * of two moments, in which nothing has to add up. What is decided on such a picture is fenced when it is written; that
 * it cannot be decided at all is a doubt only if the pot is still the one that was read. `outdated`: it is not.
 */
async function decide(run: Run, { pot }: Line, work: () => Movement): Promise<Movement | 'outdated'> {
  try {
    return work();
  } catch (error) {
    const now = await run.ports.ledger.readPot(run.fundYear);
    if (error instanceof BrokenBalanceError && now?.seq !== pot?.seq) return 'outdated';
    throw error;
  }
}

/** Settles tickets in the order given, as many to a transaction as fit. Undefined when another writer was first. */
async function settleAll(run: Run, start: Line, ticketIds: readonly TicketId[]): Promise<Line | undefined> {
  let written = start;
  let movement = atRest(start);
  for (const ticketId of ticketIds) {
    const before = movement;
    const next = await decide(run, written, () => run.settle(before, ticketId));
    if (next === 'outdated') return undefined;
    if (run.ports.ledger.fits(written, next)) {
      movement = next;
      continue;
    }
    const done = await run.ports.ledger.write(written, movement);
    if (!done.ok) return undefined;
    written = done.value;
    const again = atRest(written);
    const alone = await decide(run, written, () => run.settle(again, ticketId));
    if (alone === 'outdated') return undefined;
    movement = alone;
  }
  if (!isChanged(movement)) return written;
  const done = await run.ports.ledger.write(written, movement);
  return done.ok ? done.value : undefined;
}

/** Only the head of a long waiting list is read at once: goes on offering until the money or the list is used up. */
async function offerTheRest(run: Run): Promise<boolean> {
  for (;;) {
    const line = await run.ports.ledger.readLine(run.fundYear, []);
    if (line.stopped) return true;
    const movement = await decide(run, line, () => run.offer(atRest(line)));
    if (movement === 'outdated') return false;
    if (!isChanged(movement)) return true;
    const done = await run.ports.ledger.write(line, movement);
    if (!done.ok) return false;
  }
}

const mayHaveMoreWaiting = ({ pot, waiting }: Line): boolean =>
  pot !== undefined && pot.waitingCount > waiting.length;

/**
 * A batch that was settled before is brought again when its allocator has died, perhaps before it had offered the money
 * to all who wait: then only the offer is left to do. Undefined when another writer was first.
 */
async function attempt(run: Run, ticketIds: readonly TicketId[]): Promise<Allocation | undefined> {
  const line = await run.ports.ledger.readLine(run.fundYear, ticketIds);
  if (line.stopped) return { setAside: 0 };
  const known = ticketIds.filter((ticketId) => line.tickets.has(ticketId));
  const after = await settleAll(run, line, known);
  if (after === undefined) return undefined;
  const offered = after === line || mayHaveMoreWaiting(after) ? await offerTheRest(run) : true;
  return offered ? { setAside: ticketIds.length - known.length } : undefined;
}

/** What one call did, for its log and its alarms. */
export interface Allocation {
  /** Tickets that cannot be read, or are about one that cannot. They are left as they are; nobody else waits for them. */
  readonly setAside: number;
  /** Why the fund's money was stopped, if it was stopped by this call. */
  readonly stopped?: string | undefined;
}

/** Books that do not add up or cannot be read: no money moves on doubt. Everything else may be tried again. */
const isDoubt = (error: unknown): error is Error =>
  error instanceof BrokenBalanceError || error instanceof CorruptRecordError;

async function settleBatch(run: Run, ticketIds: readonly TicketId[]): Promise<Allocation> {
  const { ports, fundYear } = run;
  for (let tried = 0; tried < ATTEMPTS; tried += 1) {
    const done = await attempt(run, ticketIds);
    if (done) return done;
    await ports.pause(ports.random(Math.min(LONGEST_PAUSE, 10 * 2 ** tried)));
  }
  throw new Error(`The line of ${fundYear.fund} ${fundYear.year} was fenced ${ATTEMPTS} times running`);
}

/**
 * Settles these tickets of one fund's line, in this order, and offers what is free to those who wait. Tickets that are
 * settled already change nothing, so a batch may come twice, in part, or to two allocators at once.
 *
 * Books that do not add up stop the fund. A stopped fund moves nothing: its tickets keep their places, and are settled
 * in their order by the sweep once a person has released it.
 */
export async function allocateTickets(
  ports: AllocatePorts,
  batch: { readonly fundYear: FundYear; readonly ticketIds: readonly TicketId[] },
  context: WorkContext,
): Promise<Allocation> {
  const { strictOrder } = await ports.scheme.policy();
  const settling = { now: context.now, sha256: ports.sha256, strictOrder };
  const run: Run = {
    ports,
    fundYear: batch.fundYear,
    settle: (movement, ticketId) => settleTicket(movement, ticketId, settling),
    offer: (movement) => offerToWaiting(movement, settling),
  };
  try {
    return await settleBatch(run, batch.ticketIds);
  } catch (error) {
    if (!isDoubt(error)) throw error;
    const stop = { stoppedAt: context.now, stoppedBy: 'allocate-funds', because: error.message };
    await ports.ledger.stop(batch.fundYear, stop);
    return { setAside: 0, stopped: error.message };
  }
}
