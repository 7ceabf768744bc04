import type { Instant } from '../../domain/calendar-day.ts';
import type { Balance } from '../../domain/fund/balance.ts';
import type { Line, Movement, Pot } from '../../domain/fund/line.ts';
import type { FundStop } from '../../domain/fund/stop.ts';
import type { FundYear, Ticket, TicketId } from '../../domain/fund/ticket.ts';
import type { OrganisationId } from '../../domain/person.ts';
import type { Result } from '../../domain/result.ts';

/** The funds' balances and their lines. */
export interface FundLedger {
  readPot(fundYear: FundYear): Promise<Pot | undefined>;
  readCap(fundYear: FundYear, organisationId: OrganisationId): Promise<Balance | undefined>;
  readTicket(fundYear: FundYear, ticketId: TicketId): Promise<Ticket | undefined>;
  /** Puts a ticket that belongs to no claim, such as a new limit. A claim's ticket goes with the claim's own write. */
  takeTicket(ticket: Ticket): Promise<void>;
  /** Tickets that nobody has settled, earliest first. */
  listUnsettled(fundYear: FundYear, takenBefore: Instant, limit: number): Promise<readonly TicketId[]>;
  /**
   * The line as far as these tickets need it, read consistently. Tickets that cannot be read, and those that are about
   * such a ticket, are not in it: nothing is decided about them, and the others do not wait for them.
   */
  readLine(fundYear: FundYear, ticketIds: readonly TicketId[]): Promise<Line>;
  /** Stops the fund's money until a person releases it. The first stop stays. */
  stop(fundYear: FundYear, stop: FundStop): Promise<void>;
  /** Whether this movement can be written in one transaction. */
  fits(before: Line, movement: Movement): boolean;
  /**
   * Writes a movement in one transaction, its lines at the end of the journal, if the pot is still the one it was
   * made from and nobody has stopped the fund. `fenced`: somebody was first; read the line again and decide again.
   */
  write(before: Line, movement: Movement): Promise<Result<Line, 'fenced'>>;
}

/** DynamoDB writes at most this many items in one transaction. */
export const ACTIONS_IN_A_TRANSACTION = 100;
