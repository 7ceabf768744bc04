import type { ClaimReference } from '../../domain/reference.ts';
import type { Wait, WaitOutcome, WaitStep, Waits, Workflow } from '../ports/workflow.ts';

export interface WaitPorts {
  readonly waits: Waits;
  readonly workflow: Pick<Workflow, 'answer'>;
}

export const waitOf = async (
  ports: WaitPorts,
  reference: ClaimReference,
  step: WaitStep,
): Promise<Wait | undefined> => (await ports.waits.list(reference)).find((wait) => wait.step === step);

/**
 * Lets the workflow go on. Two may answer the same wait at once; the workflow takes the first and the other finds it
 * gone, which is as good. The wait is closed last, so that a crash before it only means answering once more.
 */
export async function answerWait(ports: WaitPorts, wait: Wait, outcome: WaitOutcome): Promise<void> {
  await ports.workflow.answer(wait.token, outcome);
  await ports.waits.close(wait);
}

/** Ends every wait of a claim that is over. */
export async function endWaits(ports: WaitPorts, reference: ClaimReference): Promise<void> {
  for (const wait of await ports.waits.list(reference)) await answerWait(ports, wait, 'ended');
}
