import type { Instant } from '../calendar-day.ts';
import type { Pence } from '../money.ts';
import { hashedText, movedBetween, ownerText } from './journal.ts';
import type { JournalLine, Outcome, PublicLine, Sha256 } from './journal.ts';
import { withPot, withTicket } from './line.ts';
import type { Movement, Pot } from './line.ts';
import { namedBy } from './ticket.ts';
import type { RefusalReason, Ticket } from './ticket.ts';

/** What settling needs besides the line. */
export interface Settling {
  readonly now: Instant;
  readonly sha256: Sha256;
  readonly strictOrder: boolean;
}

/** What has become of a ticket: the line after it, and the words for the journal. */
export interface Settled {
  readonly movement: Movement;
  readonly outcome: Outcome;
  readonly amountPence: Pence;
  readonly because?: RefusalReason | undefined;
}

const ownerOf = ({ request }: Ticket): JournalLine['claim'] =>
  request.kind === 'limit'
    ? undefined
    : { reference: request.reference, organisationId: request.organisationId };

/** A claim has its number from its first line on. */
function claimNumberOf(ticket: Ticket, pot: Pot): number | null {
  if (ticket.request.kind !== 'claim') return null;
  return ticket.seal?.claimNumber ?? pot.lastClaimNumber + 1;
}

/**
 * Writes what became of a ticket into the journal, as the difference that it made to the pot. Every movement of money
 * passes here, one at a time; whatever moved without a line would be in the next one's difference and break its sums.
 */
export function post(
  before: Pot,
  { ticket, ...settled }: Settled & { readonly ticket: Ticket },
  settling: Settling,
): Movement {
  const { movement, outcome, amountPence, because = null } = settled;
  const pot = movement.line.pot ?? before;
  const claim = ownerOf(ticket);
  const line: Omit<PublicLine, 'hash'> = {
    number: before.lastNumber + 1,
    outcome,
    ticketId: ticket.ticketId,
    ticket: claimNumberOf(ticket, before),
    resolves: namedBy(ticket.request)[0] ?? null,
    takenAt: ticket.takenAt,
    settledAt: settling.now,
    amountPence,
    because,
    strictOrder: settling.strictOrder,
    moved: movedBetween(before, pot),
    after: balanceOf(pot),
    owner: claim === undefined ? null : settling.sha256(ownerText(claim)),
    previousHash: before.lastHash,
  };
  const hash = settling.sha256(hashedText(movement.line.fundYear, line));
  const capPence = outcome === 'limit-set' ? pot.capPence : undefined;
  const posted: JournalLine = { ...line, hash, claim, capPence };
  const lastClaimNumber = Math.max(before.lastClaimNumber, line.ticket ?? 0);
  const ended = { ...pot, lastNumber: line.number, lastClaimNumber, lastHash: hash, changedAt: settling.now };
  return sealed(withPot({ ...movement, posted: [...movement.posted, posted] }, ended), posted);
}

const balanceOf = ({ limitPence, availablePence, heldPence, committedPence }: Pot) => ({
  limitPence,
  availablePence,
  heldPence,
  committedPence,
});

/** A ticket's first line is its place for good. */
function sealed(movement: Movement, { number, ticket, ticketId, previousHash, hash }: JournalLine): Movement {
  const settled = movement.line.tickets.get(ticketId);
  if (settled === undefined || settled.seal !== undefined) return movement;
  const seal = { number, previousHash, hash, ...(ticket !== null && { claimNumber: ticket }) };
  return withTicket(movement, { ...settled, seal });
}
