import type { FundYear, Ticket, TicketId } from '../../domain/fund/ticket.ts';
import type { FundLedger } from '../ports/fund-ledger.ts';

export interface AwaitTicketPorts {
  readonly ledger: Pick<FundLedger, 'readTicket'>;
  readonly pause: (milliseconds: number) => Promise<void>;
}

/** Growing pauses, two seconds in all: a line that is not busy seals a ticket well before. */
const PAUSES = [25, 50, 75, 100, 150, 200, 300, 500, 600];

/** The ticket once the line has settled it, or as it is when that takes longer than a person should wait. */
export async function awaitTicket(
  ports: AwaitTicketPorts,
  fundYear: FundYear,
  ticketId: TicketId,
): Promise<Ticket | undefined> {
  for (const milliseconds of PAUSES) {
    const ticket = await ports.ledger.readTicket(fundYear, ticketId);
    if (ticket !== undefined && ticket.state !== 'unsettled') return ticket;
    await ports.pause(milliseconds);
  }
  return ports.ledger.readTicket(fundYear, ticketId);
}
