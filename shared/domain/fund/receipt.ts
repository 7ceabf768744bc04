import type { Instant } from '../calendar-day.ts';
import type { Pence } from '../money.ts';
import type { FundYear, Ticket } from './ticket.ts';

/**
 * What an employer keeps to show its place in the line. `ticket` and the hashes are null for the moment that it takes
 * to seal a fresh ticket; once there they never change.
 */
export interface Receipt {
  readonly ticketId: string;
  readonly ticket: number | null;
  readonly fund: FundYear['fund'];
  readonly year: FundYear['year'];
  readonly submittedAt: Instant;
  readonly amountPence: Pence;
  readonly position: number | null;
  readonly previousHash: string | null;
  readonly hash: string | null;
}

export function receiptFor(ticket: Ticket): Receipt {
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
  };
}
