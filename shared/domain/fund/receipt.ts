import type { Instant } from '../calendar-day.ts';
import type { Pence } from '../money.ts';
import { ownerText } from './journal.ts';
import type { Sha256 } from './journal.ts';
import type { FundYear, Ticket } from './ticket.ts';

/**
 * What an employer keeps to find its claim's line in the fund's public order log, and to check it. `ticket`, `position`
 * and the hashes are null for the moment that it takes to seal a fresh ticket; once there they never change.
 */
export interface Receipt {
  readonly ticketId: string;
  readonly ticket: number | null;
  readonly fund: FundYear['fund'];
  readonly year: FundYear['year'];
  readonly submittedAt: Instant;
  readonly amountPence: Pence;
  /** The number of the claim's first line in the log. */
  readonly position: number | null;
  readonly previousHash: string | null;
  readonly hash: string | null;
  /** The mark of the claim on its lines: whoever knows its reference and its employer can make it again. */
  readonly owner: string | null;
}

export function receiptFor(ticket: Ticket, sha256: Sha256): Receipt {
  const { seal, request, fundYear } = ticket;
  return {
    ticketId: ticket.ticketId,
    ticket: seal?.claimNumber ?? null,
    fund: fundYear.fund,
    year: fundYear.year,
    submittedAt: ticket.takenAt,
    amountPence: request.kind === 'claim' ? request.amountPence : 0,
    position: seal?.number ?? null,
    previousHash: seal?.previousHash ?? null,
    hash: seal?.hash ?? null,
    owner: request.kind === 'limit' ? null : sha256(ownerText(request)),
  };
}
