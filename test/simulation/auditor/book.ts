import type { RequestRow, TicketRow } from './rows.ts';

export type BookState = 'taken' | 'held' | 'waiting' | 'refused' | 'committed' | 'released' | 'done';

/** A ticket as the auditor has it in its own book. */
export interface BookTicket {
  readonly ticketId: string;
  readonly request: RequestRow;
  readonly takenAt: string;
  state: BookState;
  held: number;
  committed: number;
  until: string | undefined;
  /** Its first line in the journal, and its number among the claims. */
  place: { readonly number: number; readonly hash: string; readonly previousHash: string } | undefined;
  claimNumber: number | undefined;
}

/** One fund and year, counted afresh from its journal. Nothing in here was computed by the service. */
export interface Book {
  readonly name: string;
  readonly tickets: Map<string, BookTicket>;
  limit: number;
  cap: number;
  available: number;
  readonly held: Map<string, number>;
  readonly committed: Map<string, number>;
  /** Who waits, in the order of their claim numbers. */
  waiting: BookTicket[];
  lastNumber: number;
  lastClaimNumber: number;
  lastHash: string;
  seq: number;
  isStopped: boolean;
}

export const newBook = (name: string): Book => ({
  ...{ name, tickets: new Map(), limit: 0, cap: 0, available: 0 },
  ...{ held: new Map(), committed: new Map(), waiting: [], lastNumber: 0, lastClaimNumber: 0 },
  ...{ lastHash: '0'.repeat(64), seq: 0, isStopped: false },
});

export const newTicket = ({ ticketId, request, takenAt }: TicketRow): BookTicket => ({
  ...{ ticketId, request, takenAt, state: 'taken', held: 0, committed: 0 },
  ...{ until: undefined, place: undefined, claimNumber: undefined },
});

const sum = (amounts: Iterable<number>): number => {
  let total = 0;
  for (const amount of amounts) total += amount;
  return total;
};

export const heldIn = ({ held }: Book): number => sum(held.values());
export const committedIn = ({ committed }: Book): number => sum(committed.values());
/** What the employer has of the fund, held and committed. */
export const usedBy = ({ held, committed }: Book, organisationId: string): number =>
  (held.get(organisationId) ?? 0) + (committed.get(organisationId) ?? 0);
export const organisationsOf = ({ held, committed }: Book): readonly string[] => [
  ...new Set([...held.keys(), ...committed.keys()]),
];

/** Moves money between the accounts of the fund and of one employer. What one loses another has won. */
export function move(
  book: Book,
  organisationId: string,
  by: { readonly held: number; readonly committed: number },
): void {
  book.held.set(organisationId, (book.held.get(organisationId) ?? 0) + by.held);
  book.committed.set(organisationId, (book.committed.get(organisationId) ?? 0) + by.committed);
  book.available -= by.held + by.committed;
}
