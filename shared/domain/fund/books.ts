import type { OrganisationId } from '../person.ts';
import type { Pence } from '../money.ts';
import type { ClaimReference } from '../reference.ts';
import { failure, success } from '../result.ts';
import type { Result } from '../result.ts';
import { emptyBalance } from './balance.ts';
import type { Balance } from './balance.ts';
import { GENESIS_HASH, hashedText, ownerText, publicPart } from './journal.ts';
import type { JournalLine, Sha256 } from './journal.ts';
import type { FundYear, TicketId } from './ticket.ts';

/** What is held for and committed to somebody. */
export interface Due {
  readonly heldPence: Pence;
  readonly committedPence: Pence;
}

/** What the journal says of one claim's ticket. */
export interface ClaimBooks extends Due {
  readonly reference: ClaimReference;
  readonly organisationId: OrganisationId;
  readonly askedPence: Pence;
  readonly waits: boolean;
}

/** A fund's books as its journal makes them, from the first line on, and from nothing else. */
export interface Books {
  readonly fundYear: FundYear;
  readonly pot: Balance;
  readonly capPence: Pence;
  readonly employers: ReadonlyMap<OrganisationId, Due>;
  readonly claims: ReadonlyMap<TicketId, ClaimBooks>;
  readonly lastNumber: number;
  readonly lastClaimNumber: number;
  readonly lastHash: string;
}

/** A line that cannot follow those before it, and why, in words for the person who has to look. */
export interface JournalFault {
  readonly number: number;
  readonly why: string;
}

/**
 * Books that are still being written. A year has tens of thousands of lines: its accounts are written in place, because
 * a copy of them all for each line would take the square of that. Whoever enters a line goes on with what is answered.
 */
export interface OpenBooks extends Books {
  readonly employers: Map<OrganisationId, Due>;
  readonly claims: Map<TicketId, ClaimBooks>;
}

export const emptyBooks = (fundYear: FundYear): OpenBooks => ({
  fundYear,
  pot: emptyBalance(0),
  capPence: 0,
  employers: new Map(),
  claims: new Map(),
  lastNumber: 0,
  lastClaimNumber: 0,
  lastHash: GENESIS_HASH,
});

/** Why this line is not the one that was written after those before it; undefined when it is. */
function brokenLink(books: Books, line: JournalLine, sha256: Sha256): string | undefined {
  const owner = line.claim === undefined ? null : sha256(ownerText(line.claim));
  if (line.number !== books.lastNumber + 1) return `it follows line ${books.lastNumber}`;
  if (line.previousHash !== books.lastHash) return 'it does not chain to the line before it';
  if (line.owner !== owner) return 'it is marked as another claim’s';
  if (line.hash !== sha256(hashedText(books.fundYear, publicPart(line)))) return 'it is not what was sealed';
  return undefined;
}

const added = (before: Balance, { moved }: JournalLine): Balance => ({
  limitPence: before.limitPence - moved.fundingPence,
  availablePence: before.availablePence + moved.availablePence,
  heldPence: before.heldPence + moved.heldPence,
  committedPence: before.committedPence + moved.committedPence,
});

const isSame = (a: Balance, b: Balance): boolean =>
  a.limitPence === b.limitPence &&
  a.availablePence === b.availablePence &&
  a.heldPence === b.heldPence &&
  a.committedPence === b.committedPence;

const plus = (due: Due, more: Due): Due => ({
  heldPence: due.heldPence + more.heldPence,
  committedPence: due.committedPence + more.committedPence,
});
const NOTHING: Due = { heldPence: 0, committedPence: 0 };

function enterEmployer({ employers }: OpenBooks, { claim, moved }: JournalLine): void {
  if (claim === undefined) return;
  const { organisationId } = claim;
  employers.set(organisationId, plus(employers.get(organisationId) ?? NOTHING, moved));
}

/** What the line does to the claims' tickets that it names: its own, and the one that it resolves. */
function enterClaims({ claims }: OpenBooks, line: JournalLine): void {
  const { ticketId, resolves, outcome, amountPence, claim, moved } = line;
  const change = (id: TicketId | null, more: Partial<ClaimBooks> & { readonly moved?: Due }): void => {
    const found = id === null ? undefined : claims.get(id);
    if (id === null || found === undefined) return;
    const { moved: due = NOTHING, ...rest } = more;
    claims.set(id, { ...found, ...plus(found, due), ...rest });
  };
  if (line.ticket !== null && claim !== undefined && !claims.has(ticketId)) {
    claims.set(ticketId, { ...claim, askedPence: amountPence, waits: false, ...NOTHING });
  }
  if (outcome === 'held' || outcome === 'promoted') change(ticketId, { waits: false, moved });
  if (outcome === 'waiting') change(ticketId, { waits: true });
  if (outcome === 'refused') change(ticketId, { waits: false });
  if (outcome === 'left') change(resolves, { waits: false });
  if (outcome === 'committed' || outcome === 'released' || outcome === 'adjusted')
    change(resolves, { moved });
  if (outcome === 'drawn' || outcome === 'divided') {
    change(ticketId, { moved: { heldPence: amountPence, committedPence: 0 } });
    change(resolves, { moved: { heldPence: -amountPence, committedPence: 0 } });
  }
}

const isNegative = ({ heldPence, committedPence }: Due): boolean => heldPence < 0 || committedPence < 0;

/** The books after one more line; or why that line cannot be the next. */
export function enter(books: OpenBooks, line: JournalLine, sha256: Sha256): Result<OpenBooks, JournalFault> {
  const { number } = line;
  const why = brokenLink(books, line, sha256);
  if (why !== undefined) return failure({ number, why });
  const pot = added(books.pot, line);
  if (!isSame(pot, line.after)) return failure({ number, why: 'its movement does not lead to its balance' });
  enterEmployer(books, line);
  enterClaims(books, line);
  const after: OpenBooks = {
    ...books,
    pot,
    capPence: line.capPence ?? books.capPence,
    lastNumber: number,
    lastClaimNumber: Math.max(books.lastClaimNumber, line.ticket ?? 0),
    lastHash: line.hash,
  };
  const touched = [line.ticketId, line.resolves ?? ''].map((id) => after.claims.get(id) ?? NOTHING);
  if (pot.availablePence < 0 || [pot, ...touched].some(isNegative))
    return failure({ number, why: 'it takes more than there was' });
  return success(after);
}
