import { isDeepStrictEqual } from 'node:util';
import { TABLES } from '../../support/table-definitions.ts';
import type { Change } from '../dynamodb/store.ts';
import type { Book, BookTicket } from './book.ts';
import { committedIn, heldIn, newBook, newTicket, organisationsOf, usedBy } from './book.ts';
import { must, mustBe } from './breach.ts';
import { enter } from './journal-check.ts';
import { readCap, readLines, readPot, readTicketRow } from './rows.ts';
import { owesTheList } from './rules-of-order.ts';

/** The books of all funds, kept by what is written to the tables and by nothing else. */
export interface FundAudit {
  readonly books: ReadonlyMap<string, Book>;
  /** Looks at one write of the tables, all rows of it together. Throws a `Breach`. */
  look(changes: readonly Change[]): void;
}

interface Written {
  readonly fund: string;
  readonly kind: 'POT' | 'CAP' | 'STOP' | 'JOURNAL' | 'TAKEN' | 'SETTLED' | 'LISTED';
  readonly id: string;
  readonly change: Change;
}

const KINDS_OF_LINE_ROWS: Readonly<Record<string, Written['kind']>> = {
  SETTLED: 'SETTLED',
  WAITING: 'LISTED',
};

function sorted(change: Change): Written | undefined {
  const [partition = '', sort = ''] = change.name.split('\u0000');
  const [head = '', fund, year] = partition.split('#');
  const about = { fund: `${fund}#${year}`, change };
  if (change.table === TABLES.line) {
    return { ...about, kind: KINDS_OF_LINE_ROWS[head] ?? 'TAKEN', id: sort };
  }
  if (head === 'JOURNAL') return { ...about, kind: 'JOURNAL', id: sort };
  if (sort === 'POT' || sort === 'STOP') return { ...about, kind: sort, id: '' };
  return sort.startsWith('CAP#') ? { ...about, kind: 'CAP', id: sort.slice('CAP#'.length) } : undefined;
}

/** Tickets that somebody took. Such a row never changes again. */
function lookAtTaken(book: Book, { change: { before, after } }: Written): void {
  must('I11', after !== undefined, () => 'A ticket was taken out of the line');
  if (before === undefined) {
    const taken = readTicketRow(after);
    mustBe('I11', 'the state of a new ticket', [taken.state, 'unsettled']);
    book.tickets.set(taken.ticketId, newTicket(taken));
    return;
  }
  must('I11', isDeepStrictEqual(before['ticket'], after['ticket']), () => 'A ticket in the line was changed');
}

/** After the write, the list says of each ticket that waits where it waits, and of no other. */
function lookAtListRow(book: Book, { id, change: { after } }: Written): void {
  const ticket = book.tickets.get(id);
  const number = after?.['waitingNumber']?.N;
  const wanted = ticket?.state === 'waiting' ? String(ticket.place?.number) : undefined;
  mustBe('I11', `the place of ticket ${id} on the waiting list`, [number, wanted]);
}

/** Who is settled as waiting is on the list from that very write on. */
function lookForPlace(book: Book, { id, change: { before } }: Written, written: readonly Written[]): void {
  const joins = before === undefined && book.tickets.get(id)?.state === 'waiting';
  const isListed = written.some((row) => row.kind === 'LISTED' && row.id === id);
  must('I11', !joins || isListed, () => `Ticket ${id} waits and is on no list`);
}

const stateOf = ({ state }: BookTicket): string => (state === 'taken' ? 'unsettled' : state);

/** Before there are limits, tickets are refused without a place in the journal. */
function refuseWithoutLimits(book: Book, { id, change: { after } }: Written): void {
  if (after === undefined || readTicketRow(after).refusal?.reason !== 'no-limit-set') return;
  const ticket = book.tickets.get(id);
  must('I3', book.seq === 0, () => `Ticket ${id} was refused for want of limits, and there are some`);
  must('I3', ticket?.state === 'taken', () => `Ticket ${id} is settled already`);
  ticket.state = 'refused';
}

function lookAtSettled(book: Book, { id, change: { after } }: Written, moves: Moves): void {
  must('I3', after !== undefined, () => `What was settled of ticket ${id} is gone`);
  const row = readTicketRow(after);
  const ticket = book.tickets.get(id);
  must('I11', ticket !== undefined, () => `Ticket ${id} was settled and never taken`);
  if (row.refusal?.reason === 'no-limit-set') return;
  must('I3', moves.named.has(ticket), () => `Ticket ${id} was settled without a line in the journal`);
  mustBe('I3', `ticket ${id}`, [
    { state: row.state, held: row.heldPence, committed: row.committedPence, seal: row.seal },
    {
      ...{ state: stateOf(ticket), held: ticket.held, committed: ticket.committed },
      seal: {
        number: ticket.place?.number,
        ...(ticket.claimNumber !== undefined && { claimNumber: ticket.claimNumber }),
        ...{ previousHash: ticket.place?.previousHash, hash: ticket.place?.hash },
      },
    },
  ]);
}

function lookAtPot(book: Book, { change: { after } }: Written): void {
  must('I3', after !== undefined, () => 'A pot is gone');
  const pot = readPot(after);
  const used = heldIn(book) + committedIn(book);
  must(
    'I1',
    used <= pot.limitPence && pot.availablePence >= 0,
    () => `${used} of a pot of ${pot.limitPence}`,
  );
  book.seq += 1;
  mustBe('I3', `the pot of ${book.name}`, [
    pot,
    {
      ...{ limitPence: book.limit, availablePence: book.available },
      ...{ heldPence: heldIn(book), committedPence: committedIn(book), capPence: book.cap, seq: book.seq },
      ...{ lastNumber: book.lastNumber, lastClaimNumber: book.lastClaimNumber, lastHash: book.lastHash },
      waitingCount: book.waiting.length,
      waitingPence: book.waiting.reduce(
        (sum, { request }) => sum + (request.kind === 'claim' ? request.amountPence : 0),
        0,
      ),
    },
  ]);
}

/** A cap's row has the limit that was in force when it was last used, which may be one of the same write. */
function lookAtCap(book: Book, { id, change: { after } }: Written, { caps }: Moves): void {
  must('I3', after !== undefined, () => `The cap of ${id} is gone`);
  const { limitPence, ...cap } = readCap(after);
  const used = usedBy(book, id);
  must('I2', used <= book.cap && used <= limitPence, () => `${id} has ${used} of a cap of ${book.cap}`);
  must('I2', caps.has(limitPence), () => `The cap of ${id} is ${limitPence}, which nobody has set`);
  mustBe('I3', `the cap of ${id}`, [
    cap,
    {
      availablePence: limitPence - used,
      ...{ heldPence: book.held.get(id) ?? 0, committedPence: book.committed.get(id) ?? 0 },
    },
  ]);
}

/** What the journal's lines have moved: tickets, and employers whose accounts are others now. */
interface Moves {
  /** Whatever a line is about. A correction to the same amount is about a ticket and leaves it as it was. */
  readonly named: ReadonlySet<BookTicket>;
  readonly tickets: ReadonlySet<BookTicket>;
  readonly organisations: ReadonlySet<string>;
  /** What was in force at some moment of this write. */
  readonly caps: ReadonlySet<number>;
  readonly isStrict: boolean;
}

/** Every ticket that moved has its row in the same write, and every employer whose money moved its cap. */
function lookForMissing(written: readonly Written[], { tickets, organisations }: Moves): void {
  const ids = (kind: Written['kind']): ReadonlySet<string> =>
    new Set(written.filter((row) => row.kind === kind).map(({ id }) => id));
  const [settled, caps] = [ids('SETTLED'), ids('CAP')];
  for (const { ticketId } of tickets) {
    must('I3', settled.has(ticketId), () => `Ticket ${ticketId} moved and its row did not`);
  }
  for (const organisationId of organisations) {
    must('I3', caps.has(organisationId), () => `Money of ${organisationId} moved and its cap did not`);
  }
}

const pictureOf = ({ state, held, committed }: BookTicket): string => `${state} ${held} ${committed}`;

function readJournal(book: Book, written: readonly Written[]): Moves {
  const before = new Map([...book.tickets.values()].map((ticket) => [ticket, pictureOf(ticket)]));
  const accounts = (): ReadonlyMap<string, string> =>
    new Map(organisationsOf(book).map((id) => [id, `${book.held.get(id)} ${book.committed.get(id)}`]));
  const accountsBefore = accounts();
  const caps = new Set([book.cap]);
  let isStrict = true;
  const named = new Set<BookTicket>();
  for (const { kind, change } of written) {
    if (kind !== 'JOURNAL') continue;
    must('I11', change.before === undefined && change.after !== undefined, () => 'The journal was rewritten');
    for (const line of readLines(change.after)) {
      named.add(enter(book, line));
      const other = book.tickets.get(line.resolves ?? '');
      if (other !== undefined) named.add(other);
      caps.add(book.cap);
      isStrict = line.strictOrder;
    }
  }
  const tickets = [...book.tickets.values()].filter((ticket) => before.get(ticket) !== pictureOf(ticket));
  const organisations = [...accounts()].flatMap(([id, now]) => (accountsBefore.get(id) === now ? [] : [id]));
  return {
    named,
    tickets: new Set(tickets),
    organisations: new Set(organisations),
    caps,
    isStrict,
  };
}

function lookAtMoney(book: Book, written: readonly Written[]): void {
  const of = (kind: Written['kind']): readonly Written[] => written.filter((row) => row.kind === kind);
  const posts = of('JOURNAL').length;
  mustBe('I3', 'pots written with a journal', [of('POT').length, posts]);
  for (const row of of('SETTLED')) refuseWithoutLimits(book, row);
  const moves = readJournal(book, written);
  for (const row of of('SETTLED')) lookAtSettled(book, row, moves);
  for (const row of of('POT')) lookAtPot(book, row);
  for (const row of of('CAP')) lookAtCap(book, row, moves);
  lookForMissing(written, moves);
  if (posts > 0)
    must('I11', !owesTheList(book, moves.isStrict), () => 'Money is free that somebody waits for');
}

const MONEY: readonly Written['kind'][] = ['POT', 'CAP', 'JOURNAL', 'SETTLED'];

/** The row of a stop stays when it is released. */
const isStop = ({ after }: Change): boolean => after !== undefined && after['releasedAt'] === undefined;

function lookAtFund(book: Book, written: readonly Written[]): void {
  for (const row of written) if (row.kind === 'TAKEN') lookAtTaken(book, row);
  if (written.some(({ kind }) => MONEY.includes(kind))) {
    must('D1.4', !book.isStopped, () => `Money of ${book.name} moved though it was stopped`);
    lookAtMoney(book, written);
  }
  for (const row of written) {
    if (row.kind === 'LISTED') lookAtListRow(book, row);
    if (row.kind === 'SETTLED') lookForPlace(book, row, written);
    if (row.kind === 'STOP') book.isStopped = isStop(row.change);
  }
}

export function createFundAudit(): FundAudit {
  const books = new Map<string, Book>();
  const bookOf = (fund: string): Book => {
    const book = books.get(fund) ?? newBook(fund);
    books.set(fund, book);
    return book;
  };
  return {
    books,
    look(changes) {
      const written = changes
        .filter(({ table }) => table === TABLES.funds || table === TABLES.line)
        .flatMap((change) => sorted(change) ?? []);
      for (const fund of new Set(written.map((row) => row.fund))) {
        lookAtFund(
          bookOf(fund),
          written.filter((row) => row.fund === fund),
        );
      }
    },
  };
}
