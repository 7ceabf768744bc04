import type { ClaimReference } from '../../domain/reference.ts';
import { isOver } from '../../domain/transitions.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { Wait } from '../ports/workflow.ts';
import { answerWaits, waitsOf } from './answer-waits.ts';
import type { WaitPorts } from './answer-waits.ts';

export interface ActionStepPorts extends WaitPorts {
  readonly claims: ClaimStore;
}

/** Answers the Action wait once the employer has submitted again, or the claim is over. */
export async function settleActionWait(ports: ActionStepPorts, reference: ClaimReference): Promise<void> {
  const [claim, waits] = await Promise.all([
    ports.claims.read(reference),
    waitsOf(ports, reference, 'action'),
  ]);
  if (claim === undefined || waits.length === 0 || claim.status === 'needs-action') return;
  await answerWaits(ports, waits, isOver(claim.status) ? 'ended' : 'resubmitted');
}

/** The Action state: the claim is with the employer until they submit it again, withdraw it, or it expires. */
export async function awaitAction(ports: ActionStepPorts, wait: Wait): Promise<void> {
  await ports.waits.open(wait);
  await settleActionWait(ports, wait.reference);
}
