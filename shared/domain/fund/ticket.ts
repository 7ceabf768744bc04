import type { Instant } from '../calendar-day.ts';
import type { FundName } from '../catalogue.ts';
import type { Pence } from '../money.ts';
import type { OrganisationId } from '../person.ts';
import type { ClaimReference } from '../reference.ts';
import type { SchemeYear } from '../scheme-year.ts';

/** One ring-fenced fund in one scheme year: its own pot, its own caps, its own line. */
export interface FundYear {
  readonly fund: FundName;
  readonly year: SchemeYear;
}

export type TicketId = string;

/** What somebody asks of a fund. Every movement of money is a ticket in the fund's one line, so all have one order. */
export type TicketRequest = ClaimRequest | CommitRequest | ReleaseRequest | LimitRequest;

/** Hold this much for a claim. */
export interface ClaimRequest {
  readonly kind: 'claim';
  readonly reference: ClaimReference;
  readonly organisationId: OrganisationId;
  readonly amountPence: Pence;
}

/** Turn a claim's hold into a commitment of exactly this much, and free the rest. */
export interface CommitRequest {
  readonly kind: 'commit';
  readonly reference: ClaimReference;
  readonly organisationId: OrganisationId;
  readonly claimTicketId: TicketId;
  readonly amountPence: Pence;
}

/** Free a claim's hold, or take it off the waiting list. */
export interface ReleaseRequest {
  readonly kind: 'release';
  readonly reference: ClaimReference;
  readonly organisationId: OrganisationId;
  readonly claimTicketId: TicketId;
}

/** Set the pot, and what each employer may have of it. */
export interface LimitRequest {
  readonly kind: 'limit';
  readonly limitPence: Pence;
  readonly capPence: Pence;
}

export type TicketState =
  | 'unsettled'
  | 'held'
  | 'waiting'
  | 'refused'
  | 'committed'
  | 'released'
  /** A commit, release or limit that has been carried out. */
  | 'done';

/** Why a ticket was refused, with the figures of that moment. */
export interface TicketRefusal {
  readonly reason: 'no-limit-set' | 'cap-exceeded' | 'below-commitments' | 'nothing-held' | 'more-than-held';
  readonly capPence?: Pence | undefined;
  readonly capAvailablePence?: Pence | undefined;
}

/** A ticket's seal: its place in the line and the hash that chains it to the ticket before. Never changes. */
export interface Seal {
  /** Counts every ticket of the line, from 1, without gaps. */
  readonly number: number;
  /** Counts the claims alone; this is the number on the receipt. Absent on other kinds. */
  readonly claimNumber?: number | undefined;
  readonly previousHash: string;
  readonly hash: string;
}

export interface Ticket {
  readonly ticketId: TicketId;
  readonly fundYear: FundYear;
  readonly request: TicketRequest;
  readonly takenAt: Instant;
  readonly state: TicketState;
  readonly seal?: Seal | undefined;
  readonly settledAt?: Instant | undefined;
  /** What the fund holds for this claim now. */
  readonly heldPence: Pence;
  /** What the fund has committed to this claim. */
  readonly committedPence: Pence;
  readonly refusal?: TicketRefusal | undefined;
}

/** A ticket as it is taken: nothing has moved yet. */
export const newTicket = (taken: Pick<Ticket, 'ticketId' | 'fundYear' | 'request' | 'takenAt'>): Ticket => ({
  ...taken,
  state: 'unsettled',
  heldPence: 0,
  committedPence: 0,
});

export const fundYearName = ({ fund, year }: FundYear): string => `${fund}#${year}`;
