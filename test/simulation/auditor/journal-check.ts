import { createHash } from 'node:crypto';
import type { Book, BookTicket } from './book.ts';
import { committedIn, heldIn } from './book.ts';
import { must, mustBe } from './breach.ts';
import { settle } from './rules-of-order.ts';
import type { LineRow } from './rows.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The text under a line's hash, written down again from the description of the order log. */
const hashedAgain = (book: Book, line: LineRow): string =>
  JSON.stringify([
    ...[book.lastHash, book.name, line.number, line.outcome, line.takenAt, line.settledAt],
    ...[line.ticketId, line.ticket, line.resolves, line.amountPence, line.because, line.strictOrder],
    ...[line.moved.fundingPence, line.moved.availablePence, line.moved.heldPence, line.moved.committedPence],
    ...[line.after.limitPence, line.after.availablePence, line.after.heldPence, line.after.committedPence],
    line.owner,
  ]);

const ownerOf = ({ request }: BookTicket): string | null =>
  request.kind === 'limit' ? null : sha256(JSON.stringify([request.reference, request.organisationId]));

const figures = (book: Book) => ({
  limitPence: book.limit,
  availablePence: book.available,
  heldPence: heldIn(book),
  committedPence: committedIn(book),
});

function checkPlace(book: Book, line: LineRow, ticket: BookTicket): void {
  mustBe('I11', 'the number of a line', [line.number, book.lastNumber + 1]);
  mustBe('I11', `what line ${line.number} follows`, [line.previousHash, book.lastHash]);
  mustBe('I11', `the hash of line ${line.number}`, [line.hash, sha256(hashedAgain(book, line))]);
  mustBe('I11', `the owner of line ${line.number}`, [line.owner, ownerOf(ticket)]);
  mustBe('I11', `when line ${line.number} was taken`, [line.takenAt, ticket.takenAt]);
  const isClaim = ticket.request.kind === 'claim';
  const number = isClaim ? (ticket.claimNumber ?? book.lastClaimNumber + 1) : null;
  mustBe('I11', `the claim number of line ${line.number}`, [line.ticket, number]);
}

/** Reads one line: its place in the chain, whether the rules allow it, and every account after it. */
export function enter(book: Book, line: LineRow): BookTicket {
  const ticket = book.tickets.get(line.ticketId);
  must('I11', ticket !== undefined, () => `line ${line.number} is about a ticket that nobody took`);
  checkPlace(book, line, ticket);
  const before = figures(book);
  settle(book, line, ticket);
  const after = figures(book);
  mustBe('I3', `what line ${line.number} leaves`, [line.after, after]);
  mustBe('I3', `what line ${line.number} moves`, [
    line.moved,
    {
      fundingPence: before.limitPence - after.limitPence,
      availablePence: after.availablePence - before.availablePence,
      heldPence: after.heldPence - before.heldPence,
      committedPence: after.committedPence - before.committedPence,
    },
  ]);
  const { fundingPence, availablePence, heldPence, committedPence } = line.moved;
  mustBe('I3', `debits and credits of line ${line.number}`, [
    fundingPence + availablePence + heldPence + committedPence,
    0,
  ]);
  const isPositive = [after.availablePence, after.heldPence, after.committedPence].every(
    (pence) => pence >= 0,
  );
  must('I1', isPositive, () => `after line ${line.number} an account is below nothing`);
  ticket.place ??= { number: line.number, previousHash: line.previousHash, hash: line.hash };
  ticket.claimNumber ??= line.ticket ?? undefined;
  book.lastNumber = line.number;
  book.lastClaimNumber = Math.max(book.lastClaimNumber, line.ticket ?? 0);
  book.lastHash = line.hash;
  return ticket;
}
