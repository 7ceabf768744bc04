import { decisionOf, submissionOf } from '../../domain/claim.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { FundLedger } from '../ports/fund-ledger.ts';
import type { Wait } from '../ports/workflow.ts';
import { answerWaits, waitsOf } from './answer-waits.ts';
import type { WaitPorts } from './answer-waits.ts';

export interface SettlementStepPorts extends WaitPorts {
  readonly claims: ClaimStore;
  readonly ledger: Pick<FundLedger, 'readTicket'>;
}

/**
 * Answers the Settlement wait once the line has committed the money, or freed it. A line that refuses to commit what was
 * approved is a fault that stops the walk and raises the alarm; nothing is paid on doubt.
 */
export async function settleSettlementWait(
  ports: SettlementStepPorts,
  reference: ClaimReference,
): Promise<void> {
  const [claim, waits] = await Promise.all([
    ports.claims.read(reference),
    waitsOf(ports, reference, 'settlement'),
  ]);
  if (claim === undefined || waits.length === 0) return;
  const submission = submissionOf(claim);
  const decision = decisionOf(claim);
  if (submission === undefined || decision === undefined)
    throw new Error(`Claim ${reference} is not decided`);
  const { fund, year } = submission;
  const ticket = await ports.ledger.readTicket({ fund, year }, decision.settlementTicketId);
  if (ticket?.state === 'refused') {
    throw new Error(
      `The line refused to settle claim ${reference}: ${ticket.refusal?.reason ?? 'no reason'}`,
    );
  }
  if (ticket?.state === 'done') await answerWaits(ports, waits, 'settled');
}

/** The Settlement state: opens its wait, then looks whether the line was faster. */
export async function awaitSettlement(ports: SettlementStepPorts, wait: Wait): Promise<void> {
  await ports.waits.open(wait);
  await settleSettlementWait(ports, wait.reference);
}
