import type { ClaimReference } from '../../domain/reference.ts';
import type { Wait, WaitOutcome, WaitStep, Waits, Workflow } from '../ports/workflow.ts';

export interface WaitPorts {
  readonly waits: Waits;
  readonly workflow: Pick<Workflow, 'answer'>;
}

/** The open waits of one step. There is one, and perhaps those of tries that were given up, which nobody listens to. */
export const waitsOf = async (
  ports: WaitPorts,
  reference: ClaimReference,
  step: WaitStep,
): Promise<readonly Wait[]> => (await ports.waits.list(reference)).filter((wait) => wait.step === step);

/**
 * Lets the workflow go on. Two may answer the same wait at once; the workflow takes the first and the other finds it
 * gone, which is as good. A wait is closed last, so that a crash before it only means answering once more.
 */
export async function answerWaits(
  ports: WaitPorts,
  waits: readonly Wait[],
  outcome: WaitOutcome,
): Promise<void> {
  for (const wait of waits) {
    await ports.workflow.answer(wait.token, outcome);
    await ports.waits.close(wait);
  }
}

/** Ends every wait of a claim that is over. */
export const endWaits = async (ports: WaitPorts, reference: ClaimReference): Promise<void> =>
  answerWaits(ports, await ports.waits.list(reference), 'ended');
