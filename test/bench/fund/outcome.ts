import type { Pence } from '../../../shared/domain/money.ts';
import type { Application } from './applications.ts';

/** What became of one claim on the fund. */
export type Verdict =
  | 'accepted'
  /** The employer's cap had no room. */
  | 'over-cap'
  /** The pot had no room: refused, or put on the waiting list. */
  | 'over-pot'
  /** The service was too busy for as long as the claimant's request was tried again. */
  | 'gave-up';

export interface Outcome {
  readonly application: Application;
  readonly verdict: Verdict;
  /** When the claim came in and when its verdict stood, in modelled milliseconds. */
  readonly arrivedAt: number;
  readonly settledAt: number;
}

/** A fund's books, read from the tables once everything has come to rest. */
export interface Books {
  readonly limitPence: Pence;
  /** What the pot says is held. */
  readonly heldPence: Pence;
  /** What the claims themselves say is held for them, added up. */
  readonly heldByClaimsPence: Pence;
  /** What the journal's entries add up to, where a design keeps one. */
  readonly heldByJournalPence?: Pence | undefined;
  /** How far the journal and the claims disagree about single employers. */
  readonly employersApartPence?: Pence | undefined;
  /** The most that one employer's claims hold, and what they may hold. */
  readonly largestEmployerPence: Pence;
  readonly capPence: Pence;
}

/** How much more is held than there is, in the pot or under one employer's cap: must be nothing. */
export const overspentPence = (books: Books): Pence =>
  Math.max(0, Math.max(books.heldPence, books.heldByClaimsPence) - books.limitPence) +
  Math.max(0, books.largestEmployerPence - books.capPence);

/** How far the pot, the claims and the journal disagree: must be nothing. */
export const gapPence = (books: Books): Pence => {
  const { heldPence, heldByClaimsPence, heldByJournalPence = heldPence, employersApartPence = 0 } = books;
  return (
    Math.abs(heldPence - heldByClaimsPence) + Math.abs(heldPence - heldByJournalPence) + employersApartPence
  );
};
