import { newTicket } from '../../domain/fund/ticket.ts';
import type { FundYear, Ticket } from '../../domain/fund/ticket.ts';
import type { Pence } from '../../domain/money.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { Ids, WorkContext } from '../ports/context.ts';
import type { FundLedger } from '../ports/fund-ledger.ts';
import { invalid } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { awaitTicket } from './await-ticket.ts';

export interface LimitPorts {
  readonly ledger: Pick<FundLedger, 'takeTicket' | 'readTicket'>;
  readonly ids: Ids;
  readonly pause: (milliseconds: number) => Promise<void>;
}

export interface Limits {
  readonly fundYear: FundYear;
  readonly limitPence: Pence;
  readonly capPence: Pence;
}

/**
 * Sets a fund's pot and cap by a ticket in its line, so that the change has a place in the same order as every claim.
 * Never below what is held and committed.
 */
export async function setLimits(
  ports: LimitPorts,
  { fundYear, limitPence, capPence }: Limits,
  context: WorkContext,
): Promise<Result<Ticket, Refusal>> {
  const request = { kind: 'limit', limitPence, capPence } as const;
  const ticket = newTicket({
    ticketId: ports.ids.unique(context.now),
    fundYear,
    request,
    takenAt: context.now,
  });
  await ports.ledger.takeTicket(ticket);
  const settled = await awaitTicket(ports, fundYear, ticket.ticketId);
  if (settled === undefined || settled.state === 'unsettled') return failure({ code: 'in-progress' });
  if (settled.state === 'done') return success(settled);
  return failure(
    invalid(
      '/limitPence',
      'below-commitments',
      'The pot and the cap cannot be less than what is held and committed.',
    ),
  );
}
