import type { Instant } from '../calendar-day.ts';
import { FUNDS } from '../catalogue.ts';
import type { FundName } from '../catalogue.ts';
import type { Pence } from '../money.ts';
import type { OrganisationId } from '../person.ts';
import type { ClaimReference } from '../reference.ts';
import { KNOWN_YEARS } from '../scheme-year.ts';
import type { SchemeYear } from '../scheme-year.ts';

/** One ring-fenced fund in one scheme year: its own pot, its own caps, its own line. */
export interface FundYear {
  readonly fund: FundName;
  readonly year: SchemeYear;
}

export const KNOWN_FUND_YEARS: readonly FundYear[] = KNOWN_YEARS.flatMap((year) =>
  FUNDS.map((fund) => ({ fund, year })),
);

export type TicketId = string;

/** What somebody asks of a fund. Every movement of money is a ticket in the fund's one line, so all have one order. */
export type TicketRequest = ClaimRequest | CommitRequest | ReleaseRequest | AdjustRequest | LimitRequest;

/** A request about a claim that has a ticket of its own. */
export type ResolvingRequest = CommitRequest | ReleaseRequest | AdjustRequest;

/** Hold this much for a claim. */
export interface ClaimRequest {
  readonly kind: 'claim';
  readonly reference: ClaimReference;
  readonly organisationId: OrganisationId;
  readonly amountPence: Pence;
  /** From this moment on the hold can be freed and nothing else. Absent: it is held until it is resolved. */
  readonly heldUntil?: Instant | undefined;
  /** The ticket of the start part whose earmark this completion part takes over, instead of new money. */
  readonly earmarkTicketId?: TicketId | undefined;
  /** The ticket of the claim that this one was split off from: a part of its hold goes over, instead of new money. */
  readonly splitFromTicketId?: TicketId | undefined;
}

/** Money that stays held when a start part is committed, for the completion part. */
export interface Earmark {
  readonly amountPence: Pence;
  readonly until: Instant;
}

/** Turn a claim's hold into a commitment of exactly this much, keep what is earmarked, and free the rest. */
export interface CommitRequest {
  readonly kind: 'commit';
  readonly reference: ClaimReference;
  readonly organisationId: OrganisationId;
  readonly claimTicketId: TicketId;
  readonly amountPence: Pence;
  readonly keep?: Earmark | undefined;
}

/** Free a claim's hold or earmark, or take it off the waiting list. */
export interface ReleaseRequest {
  readonly kind: 'release';
  readonly reference: ClaimReference;
  readonly organisationId: OrganisationId;
  readonly claimTicketId: TicketId;
}

/** Correct what is committed to a claim, to less or to more. */
export interface AdjustRequest {
  readonly kind: 'adjust';
  readonly reference: ClaimReference;
  readonly organisationId: OrganisationId;
  readonly claimTicketId: TicketId;
  readonly committedPence: Pence;
}

/** Set the pot, and what each employer may have of it. */
export interface LimitRequest {
  readonly kind: 'limit';
  readonly limitPence: Pence;
  readonly capPence: Pence;
}

export const TICKET_STATES = [
  'unsettled',
  'held',
  'waiting',
  'refused',
  'committed',
  'released',
  /** A commitment, release, correction or limit that has been carried out. */
  'done',
] as const;
export type TicketState = (typeof TICKET_STATES)[number];

export const REFUSAL_REASONS = [
  'no-limit-set',
  'cap-exceeded',
  'below-commitments',
  'nothing-held',
  'more-than-held',
  /** The hold's time had run out before the commitment was asked for. */
  'hold-expired',
  /** A correction upwards that the pot or the cap cannot pay, or that would pass those who wait. */
  'not-available',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

/** Why a ticket was refused, with the figures of that moment. */
export interface TicketRefusal {
  readonly reason: RefusalReason;
  readonly capPence?: Pence | undefined;
  readonly capAvailablePence?: Pence | undefined;
}

/** A ticket's place: its first line in the fund's journal, with the hash that chains it to the line before. Never changes. */
export interface Seal {
  /** The number of that line. Lines count from 1, without gaps. */
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
  /** What the fund holds for this claim now. Beside a commitment it is the earmark of the completion part. */
  readonly heldPence: Pence;
  /** When what is held can no longer be committed or drawn. Absent: it is held until it is resolved. */
  readonly heldUntil?: Instant | undefined;
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

/** Whether the hold's time had run out at that moment, whether or not anybody has freed it since. */
export const isExpired = ({ heldUntil }: Pick<Ticket, 'heldUntil'>, at: Instant): boolean =>
  heldUntil !== undefined && at >= heldUntil;

/** The claim's ticket that a request is about; undefined when it stands for itself. */
export const resolvedBy = (request: TicketRequest): TicketId | undefined =>
  request.kind === 'claim' || request.kind === 'limit' ? undefined : request.claimTicketId;

/** The claim's ticket that a claim takes money over from. No claim takes it from two. */
export const sourceOf = ({ earmarkTicketId, splitFromTicketId }: ClaimRequest): TicketId | undefined =>
  earmarkTicketId ?? splitFromTicketId;

/** Every other ticket that has to be at hand to settle this one. */
export function namedBy(request: TicketRequest): readonly TicketId[] {
  const other = request.kind === 'claim' ? sourceOf(request) : resolvedBy(request);
  return other === undefined ? [] : [other];
}

export const fundYearName = ({ fund, year }: FundYear): string => `${fund}#${year}`;
