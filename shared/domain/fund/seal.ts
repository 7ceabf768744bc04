import type { Pot } from './line.ts';
import { fundYearName } from './ticket.ts';
import type { Seal, Ticket } from './ticket.ts';

/** SHA-256 of bytes, or of text as UTF-8, in lower-case hex. Given from outside: the domain has no engine of its own. */
export type Sha256 = (data: string | Uint8Array) => string;

/** What the ticket asks, without saying who: amounts, and for a commitment or a release which ticket it resolves. */
function askedBy({ request }: Ticket): readonly (string | number)[] {
  switch (request.kind) {
    case 'claim':
      return [request.amountPence];
    case 'commit':
      return [request.claimTicketId, request.amountPence];
    case 'release':
      return [request.claimTicketId];
    case 'limit':
      return [request.limitPence, request.capPence];
  }
}

/**
 * What a ticket's hash covers, as anybody can write it down again: after the hash of the ticket before, the line, the
 * number, the kind, the ticket, its moment and what it asks. No employer and no person is in it.
 */
export function sealedText(ticket: Ticket, number: number, previousHash: string): string {
  const { request, ticketId, takenAt, fundYear } = ticket;
  return JSON.stringify([
    previousHash,
    fundYearName(fundYear),
    number,
    request.kind,
    ticketId,
    takenAt,
    ...askedBy(ticket),
  ]);
}

/** The next place in the line. */
export function sealNext(
  pot: Pot,
  ticket: Ticket,
  sha256: Sha256,
): { readonly seal: Seal; readonly pot: Pot } {
  const number = pot.lastNumber + 1;
  const hash = sha256(sealedText(ticket, number, pot.lastHash));
  const isClaim = ticket.request.kind === 'claim';
  const claimNumber = pot.lastClaimNumber + 1;
  const seal = { number, previousHash: pot.lastHash, hash, ...(isClaim ? { claimNumber } : {}) };
  const lastClaimNumber = isClaim ? claimNumber : pot.lastClaimNumber;
  return { seal, pot: { ...pot, lastNumber: number, lastClaimNumber, lastHash: hash } };
}
