import { addMinutes } from '../../domain/calendar-day.ts';
import { askedPence, decisionOf, earmarkOf, submissionOf } from '../../domain/claim.ts';
import type { Claim } from '../../domain/claim.ts';
import { emptyBooks, enter } from '../../domain/fund/books.ts';
import type { Books, JournalFault } from '../../domain/fund/books.ts';
import type { Sha256 } from '../../domain/fund/journal.ts';
import { disproved, prove, unreadable } from '../../domain/fund/proof.ts';
import type { ClaimFigures, KeptFigures, Proof } from '../../domain/fund/proof.ts';
import { namedBy } from '../../domain/fund/ticket.ts';
import type { FundYear, Ticket, TicketId } from '../../domain/fund/ticket.ts';
import { referenceAs } from '../../domain/reference.ts';
import { success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { ProcessContext } from '../ports/context.ts';
import { CorruptRecordError } from '../ports/corrupt-record.ts';
import { wholeJournal } from '../ports/fund-journal.ts';
import type { FundJournal } from '../ports/fund-journal.ts';
import type { FundAudit, FundProofs, FundStops } from '../ports/fund-watch.ts';

export interface ReconcilePorts {
  readonly journal: FundJournal;
  readonly audit: FundAudit;
  readonly claims: Pick<ClaimStore, 'read'>;
  readonly proofs: FundProofs;
  readonly stops: FundStops;
  readonly sha256: Sha256;
}

/** A busy fund moves while it is read. At night, a second look is enough. */
const LOOKS = 5;
const AT_ONCE = 16;
const MANY_UNSETTLED = 10_000;

/** The books that the journal makes, or where it breaks. */
export async function booksOf(
  { journal, sha256 }: Pick<ReconcilePorts, 'journal' | 'sha256'>,
  fundYear: FundYear,
): Promise<Result<Books, JournalFault & { readonly books: Books }>> {
  let books = emptyBooks(fundYear);
  for await (const line of wholeJournal(journal, fundYear)) {
    const entered = enter(books, line, sha256);
    if (!entered.ok) return { ok: false, error: { ...entered.error, books } };
    books = entered.value;
  }
  return success(books);
}

/** What is kept beside an approved start part: as long as its completion part is a draft that says so. */
async function keptBeside({ claims }: Pick<ReconcilePorts, 'claims'>, claim: Claim): Promise<number> {
  if (claim.type !== 'start' || (claim.status !== 'approved' && claim.status !== 'paid')) return 0;
  const completion = await claims.read(referenceAs('completion', claim.reference));
  return (completion && earmarkOf(completion))?.amountPence ?? 0;
}

/** What the claim itself says that the fund has for it. A ticket that waits, or was refused, has nothing yet. */
function figuresOf(claim: Claim, ticket: Ticket, keptPence: number): ClaimFigures | undefined {
  const submission = submissionOf(claim);
  if (submission?.ticketId !== ticket.ticketId) return undefined;
  const { reference } = claim;
  const decision = decisionOf(claim);
  const nothing = { reference, ticketId: ticket.ticketId, heldPence: 0, committedPence: 0 };
  switch (claim.status) {
    case 'submitted':
    case 'waiting':
    case 'in-review':
    case 'on-hold':
    case 'needs-action':
      return ticket.state === 'held' ? { ...nothing, heldPence: askedPence(submission) } : nothing;
    case 'approved':
    case 'paid':
      return { ...nothing, heldPence: keptPence, committedPence: decision?.amount.totalPence ?? 0 };
    case 'rejected':
    case 'withdrawn':
    case 'expired':
    case 'draft':
    case 'deleted':
      return nothing;
  }
}

async function inTurn<Item, Answer>(
  items: readonly Item[],
  work: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    answers.push(...(await Promise.all(items.slice(from, from + AT_ONCE).map(work))));
  }
  return answers;
}

/** The tickets of claims that are on their way: the line has still something to do for them. */
async function onTheirWay(
  { audit }: ReconcilePorts,
  fundYear: FundYear,
  now: string,
): Promise<Set<TicketId>> {
  const unsettled = await audit.listUnsettled(fundYear, addMinutes(now, 24 * 60), MANY_UNSETTLED);
  const tickets = [...(await audit.readTickets(fundYear, unsettled)).values()];
  return new Set(tickets.flatMap(({ ticketId, request }) => [ticketId, ...namedBy(request)]));
}

async function readKept(
  ports: ReconcilePorts,
  { books, pot }: { readonly books: Books; readonly pot: KeptFigures['pot'] },
  now: string,
): Promise<KeptFigures> {
  const { fundYear } = books;
  const caps = await ports.audit.listCaps(fundYear);
  const tickets = await ports.audit.readTickets(fundYear, [...books.claims.keys()]);
  const read = await inTurn([...books.claims], async ([ticketId, { reference }]) => {
    const [claim, ticket] = [await ports.claims.read(reference), tickets.get(ticketId)];
    const figures = claim && ticket && figuresOf(claim, ticket, await keptBeside(ports, claim));
    const paid = claim?.status === 'paid' ? claim.decision.amount.totalPence : 0;
    return { figures: figures ?? missing(reference, ticketId), paid };
  });
  const moving = await onTheirWay(ports, fundYear, now);
  return {
    pot,
    caps,
    tickets,
    claims: read.map(({ figures }) => figures).filter(({ ticketId }) => !moving.has(ticketId)),
    paidPence: read.reduce((sum, { paid }) => sum + paid, 0),
  };
}

/** A claim that the journal knows and the claims do not has nothing. */
const missing = (reference: string, ticketId: TicketId): ClaimFigures => ({
  reference,
  ticketId,
  heldPence: 0,
  committedPence: 0,
});

/** Undefined: the fund moved while it was looked at, or nobody has ever set its limits. */
async function look(
  ports: ReconcilePorts,
  fundYear: FundYear,
  now: string,
): Promise<Proof | 'unset' | undefined> {
  const pot = await ports.audit.readPot(fundYear);
  const made = await booksOf(ports, fundYear);
  if (!made.ok) return disproved(made.error.books, made.error, now);
  const books = made.value;
  if (pot === undefined && books.lastNumber === 0) return 'unset';
  const kept = await readKept(ports, { books, pot }, now);
  const after = await ports.audit.readPot(fundYear);
  return after?.seq === pot?.seq ? prove(books, kept, now) : undefined;
}

async function proofOf(ports: ReconcilePorts, fundYear: FundYear, now: string): Promise<Proof | undefined> {
  for (let looked = 0; looked < LOOKS; looked += 1) {
    const proof = await look(ports, fundYear, now);
    if (proof === 'unset') return undefined;
    if (proof !== undefined) return proof;
  }
  throw new Error(`The books of ${fundYear.fund} ${fundYear.year} moved ${LOOKS} times while they were read`);
}

async function proofOrWhatIsUnreadable(ports: ReconcilePorts, fundYear: FundYear, now: string) {
  try {
    return await proofOf(ports, fundYear, now);
  } catch (error) {
    if (error instanceof CorruptRecordError) return unreadable(fundYear, error.message, now);
    throw error;
  }
}

/**
 * Counts a fund's money again from its journal, holds the result against everything else that is kept, and publishes
 * the proof. One penny that is not where the journal says stops the fund's money until a person releases it.
 *
 * Undefined: nobody has set this fund's limits, so there is nothing to prove.
 */
export async function reconcileFund(
  ports: ReconcilePorts,
  fundYear: FundYear,
  context: ProcessContext,
): Promise<Proof | undefined> {
  const proof = await proofOrWhatIsUnreadable(ports, fundYear, context.now);
  if (proof === undefined) return undefined;
  const [first] = proof.differences;
  if (first !== undefined) {
    const because = `${proof.differences.length} differences, the first in ${first.where}: ${first.what}`;
    await ports.stops.stop(fundYear, {
      stoppedAt: context.now,
      stoppedBy: context.actor.process,
      because,
    });
  }
  await ports.proofs.save(proof);
  return proof;
}
