import type { Balance } from '../../domain/fund/balance.ts';
import type { Proof } from '../../domain/fund/proof.ts';
import type { FundRelease, FundStop } from '../../domain/fund/stop.ts';
import type { FundYear, Ticket, TicketId } from '../../domain/fund/ticket.ts';
import type { OrganisationId } from '../../domain/person.ts';
import type { Result } from '../../domain/result.ts';
import type { FundLedger } from './fund-ledger.ts';

/** Stops funds, and lets people release them. A stop holds for every writer from the moment that it is there. */
export interface FundStops {
  read(fundYear: FundYear): Promise<FundStop | undefined>;
  /** The first stop stays: a later one says nothing that the first did not make sure of. */
  stop(fundYear: FundYear, stop: FundStop): Promise<void>;
  /** Releases exactly the stop that was looked at, and keeps both. `changed`: it is not there any more. */
  release(fundYear: FundYear, stop: FundStop, release: FundRelease): Promise<Result<undefined, 'changed'>>;
}

/** The latest proof of each fund. */
export interface FundProofs {
  save(proof: Proof): Promise<void>;
  latest(fundYear: FundYear): Promise<Proof | undefined>;
}

/** What is kept beside the journal, for those who hold the one against the other. Reads are consistent. */
export interface FundAudit extends Pick<FundLedger, 'readPot' | 'listUnsettled'> {
  listCaps(fundYear: FundYear): Promise<ReadonlyMap<OrganisationId, Balance>>;
  readTickets(fundYear: FundYear, ticketIds: readonly TicketId[]): Promise<ReadonlyMap<TicketId, Ticket>>;
}
