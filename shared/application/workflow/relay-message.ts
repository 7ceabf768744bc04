import type { ProcessContext } from '../ports/context.ts';
import type { Outbox, OutboxMessage, Workflow } from '../ports/workflow.ts';
import { settleActionWait } from './action-step.ts';
import { endWaits } from './answer-waits.ts';
import { settleEvidenceWait } from './evidence-step.ts';
import type { EvidenceStepPorts } from './evidence-step.ts';
import { settleFundsWait } from './funds-step.ts';
import type { FundsStepPorts } from './funds-step.ts';
import { settleReviewWait } from './review-step.ts';

export interface RelayPorts extends EvidenceStepPorts, FundsStepPorts {
  readonly outbox: Outbox;
  readonly workflow: Workflow;
}

async function act(ports: RelayPorts, message: OutboxMessage, context: ProcessContext): Promise<void> {
  const { reference, submissionNumber, correlationId } = message;
  switch (message.action) {
    case 'submit':
    case 'split-off':
      return ports.workflow.start({ reference, submissionNumber, attempt: 1, correlationId });
    case 'resubmit':
      return settleActionWait(ports, reference);
    case 'evidence-clean':
    case 'evidence-refused':
      return settleEvidenceWait(ports, reference);
    case 'approve':
    case 'reject':
    case 'send-back':
      return settleReviewWait(ports, reference);
    case 'withdraw':
    case 'expire':
    case 'refuse':
      return endWaits(ports, reference);
    case 'queue':
      return settleFundsWait(ports, reference, context);
    default:
      // The other moves need nothing from the workflow.
      return undefined;
  }
}

/**
 * Acts upon a message that was committed together with a change, then takes it out. Every act may be done again, so a
 * crash between the two only means doing it again.
 */
export async function relayMessage(
  ports: RelayPorts,
  message: OutboxMessage,
  context: ProcessContext,
): Promise<void> {
  await act(ports, message, context);
  await ports.outbox.done(message.messageId);
}
