import type { Ticket } from '../../domain/fund/ticket.ts';
import type { ProcessContext } from '../ports/context.ts';
import { settleFundsWait } from './funds-step.ts';
import type { FundsStepPorts } from './funds-step.ts';
import { settleSettlementWait } from './settlement-step.ts';

/** Tells a claim's workflow what the line has done with one of its tickets. Said twice, it changes nothing. */
export async function announceAllocation(
  ports: FundsStepPorts,
  ticket: Ticket,
  context: ProcessContext,
): Promise<void> {
  const { request } = ticket;
  switch (request.kind) {
    case 'claim':
      return settleFundsWait(ports, request.reference, context);
    case 'commit':
    case 'release':
      return settleSettlementWait(ports, request.reference);
    // No claim waits for a correction or for new limits.
    case 'adjust':
    case 'limit':
      return undefined;
  }
}
