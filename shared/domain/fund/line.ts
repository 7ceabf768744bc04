import type { Instant } from '../calendar-day.ts';
import type { OrganisationId } from '../person.ts';
import type { Pence } from '../money.ts';
import type { Balance } from './balance.ts';
import type { JournalLine } from './journal.ts';
import type { FundYear, Ticket, TicketId } from './ticket.ts';

/** The pot of one fund and year, and the end of its journal. */
export interface Pot extends Balance {
  /** What each employer may have. */
  readonly capPence: Pence;
  /** Fencing token: grows with every write of the pot; a writer that read an older one is refused. */
  readonly seq: number;
  /** Of the journal's last line. */
  readonly lastNumber: number;
  readonly lastClaimNumber: number;
  readonly lastHash: string;
  readonly waitingCount: number;
  readonly waitingPence: Pence;
  readonly changedAt: Instant;
}

/** What the allocator works on: the pot, the caps and the tickets that the batch touches. Undefined pot: no limit is set. */
export interface Line {
  readonly fundYear: FundYear;
  readonly pot: Pot | undefined;
  readonly caps: ReadonlyMap<OrganisationId, Balance>;
  /** Claims' tickets that commits and releases of the batch name, and those at the head of the waiting list. */
  readonly tickets: ReadonlyMap<TicketId, Ticket>;
  /** Waiting tickets in ticket order; only ever served from the front under strict order. */
  readonly waiting: readonly TicketId[];
  /** Somebody has to look before any more of this fund's money moves. */
  readonly stopped: boolean;
}

/** The line after some tickets, with everything that changed on the way. */
export interface Movement {
  readonly line: Line;
  readonly changedTickets: ReadonlyMap<TicketId, Ticket>;
  readonly changedCaps: ReadonlySet<OrganisationId>;
  /** What goes into the journal, in this order. */
  readonly posted: readonly JournalLine[];
}

export const atRest = (line: Line): Movement => ({
  line,
  changedTickets: new Map(),
  changedCaps: new Set(),
  posted: [],
});

/** The cap of an employer that has claimed nothing yet is whole. A changed default reaches each cap when it is next used. */
export function capOf(line: Line, pot: Pot, organisationId: OrganisationId): Balance {
  const cap = line.caps.get(organisationId);
  if (cap === undefined) {
    return { limitPence: pot.capPence, availablePence: pot.capPence, heldPence: 0, committedPence: 0 };
  }
  const used = cap.heldPence + cap.committedPence;
  const limitPence = Math.max(pot.capPence, used);
  return { ...cap, limitPence, availablePence: limitPence - used };
}

/** Puts a changed ticket into the movement. */
export function withTicket(movement: Movement, ticket: Ticket): Movement {
  return {
    ...movement,
    line: { ...movement.line, tickets: new Map(movement.line.tickets).set(ticket.ticketId, ticket) },
    changedTickets: new Map(movement.changedTickets).set(ticket.ticketId, ticket),
  };
}

export const withPot = (movement: Movement, pot: Pot): Movement => ({
  ...movement,
  line: { ...movement.line, pot },
});

export function withCap(movement: Movement, organisationId: OrganisationId, cap: Balance): Movement {
  return {
    ...movement,
    line: { ...movement.line, caps: new Map(movement.line.caps).set(organisationId, cap) },
    changedCaps: new Set(movement.changedCaps).add(organisationId),
  };
}

export const withWaiting = (movement: Movement, waiting: readonly TicketId[]): Movement => ({
  ...movement,
  line: { ...movement.line, waiting },
});
