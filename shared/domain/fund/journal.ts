import type { Instant } from '../calendar-day.ts';
import type { OrganisationId } from '../person.ts';
import type { Pence } from '../money.ts';
import type { ClaimReference } from '../reference.ts';
import type { Balance } from './balance.ts';
import { fundYearName } from './ticket.ts';
import type { FundYear, RefusalReason, TicketId } from './ticket.ts';

/** SHA-256 of bytes, or of text as UTF-8, in lower-case hex. Given from outside: the domain has no engine of its own. */
export type Sha256 = (data: string | Uint8Array) => string;

export const OUTCOMES = [
  'limit-set',
  /** A claim has its money. */
  'held',
  /** A claim has joined the waiting list. */
  'waiting',
  /** A claim that waited has its money. */
  'promoted',
  /** A claim that waited has gone, without money. */
  'left',
  /** Nothing moved; `because` says why. */
  'refused',
  /** Part or all of a hold is committed. */
  'committed',
  /** A hold or an earmark is freed. */
  'released',
  /** A completion part has taken over the earmark of its start part. */
  'drawn',
  /** A claim that was split off another has taken over a part of its hold. */
  'divided',
  /** What was committed has been corrected. */
  'adjusted',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What a movement adds to each account, in pence; the four always add up to nothing. */
export interface Moved {
  readonly fundingPence: Pence;
  readonly availablePence: Pence;
  readonly heldPence: Pence;
  readonly committedPence: Pence;
}

/**
 * One ledger transaction: a line of the fund's journal. Lines are only ever added, and each carries the hash of the
 * one before, so none can be changed, left out or put in between without everybody seeing it.
 */
export interface JournalLine {
  /** Counts every line, from 1, without gaps. */
  readonly number: number;
  readonly outcome: Outcome;
  readonly ticketId: TicketId;
  /** Counts the claims alone; null on other tickets. */
  readonly ticket: number | null;
  /** The claim's ticket that this one resolves, corrects, or takes money over from. */
  readonly resolves: TicketId | null;
  readonly takenAt: Instant;
  readonly settledAt: Instant;
  /** What was asked, or on a release what was freed. */
  readonly amountPence: Pence;
  readonly because: RefusalReason | null;
  /** Whether nobody might pass somebody who waits, when this line was written. */
  readonly strictOrder: boolean;
  readonly moved: Moved;
  /** The pot after this line. */
  readonly after: Balance;
  /** Proves to those who know the claim whose line this is, and tells nobody else. */
  readonly owner: string | null;
  readonly previousHash: string;
  readonly hash: string;
  /** Not for the public: whose claim this is. Absent on a limit. */
  readonly claim?:
    | { readonly reference: ClaimReference; readonly organisationId: OrganisationId }
    | undefined;
  /** On a limit that was set: what each employer may have. */
  readonly capPence?: Pence | undefined;
}

/** What everybody may see of a line. */
export type PublicLine = Omit<JournalLine, 'claim' | 'capPence'>;

export function publicPart(line: JournalLine): PublicLine {
  const { number, outcome, ticketId, ticket, resolves, takenAt, settledAt, amountPence, because } = line;
  const { strictOrder, moved, after, owner, previousHash, hash } = line;
  return {
    ...{ number, outcome, ticketId, ticket, resolves, takenAt, settledAt, amountPence, because },
    ...{ strictOrder, moved, after, owner, previousHash, hash },
  };
}

export const GENESIS_HASH = '0'.repeat(64);

/**
 * The text that a line's hash covers, as anybody can write it down again from the public order log. No employer and no
 * person is in it.
 */
export function hashedText(fundYear: FundYear, line: Omit<PublicLine, 'hash'>): string {
  const { moved, after } = line;
  return JSON.stringify([
    line.previousHash,
    fundYearName(fundYear),
    line.number,
    line.outcome,
    line.takenAt,
    line.settledAt,
    line.ticketId,
    line.ticket,
    line.resolves,
    line.amountPence,
    line.because,
    line.strictOrder,
    ...[moved.fundingPence, moved.availablePence, moved.heldPence, moved.committedPence],
    ...[after.limitPence, after.availablePence, after.heldPence, after.committedPence],
    line.owner,
  ]);
}

/** What the owner's mark is made from. A claim's reference is known to its employer and its caseworkers alone. */
export const ownerText = (claim: { reference: ClaimReference; organisationId: OrganisationId }): string =>
  JSON.stringify([claim.reference, claim.organisationId]);

export function movedBetween(before: Balance, after: Balance): Moved {
  return {
    fundingPence: before.limitPence - after.limitPence,
    availablePence: after.availablePence - before.availablePence,
    heldPence: after.heldPence - before.heldPence,
    committedPence: after.committedPence - before.committedPence,
  };
}

/** One side of a movement. What is held and committed belongs to an employer. */
export interface Entry {
  readonly account: 'funding' | 'available' | `held/${OrganisationId}` | `committed/${OrganisationId}`;
  readonly pence: Pence;
}

/** The entries of a line. They add up to nothing; each account is the sum of its entries. */
export function entriesOf({ moved, claim }: Pick<JournalLine, 'moved' | 'claim'>): readonly Entry[] {
  const organisationId = claim?.organisationId ?? 'nobody';
  const entries: readonly Entry[] = [
    { account: 'funding', pence: moved.fundingPence },
    { account: 'available', pence: moved.availablePence },
    { account: `held/${organisationId}`, pence: moved.heldPence },
    { account: `committed/${organisationId}`, pence: moved.committedPence },
  ];
  return entries.filter(({ pence }) => pence !== 0);
}
