import type { ClaimReference } from '../../domain/reference.ts';
import type { ProcessContext } from '../ports/context.ts';
import type { WaitStep } from '../ports/workflow.ts';
import { settleActionWait } from './action-step.ts';
import { settleEvidenceWait } from './evidence-step.ts';
import type { EvidenceStepPorts } from './evidence-step.ts';
import { settleFundsWait } from './funds-step.ts';
import type { FundsStepPorts } from './funds-step.ts';
import { settleReviewWait } from './review-step.ts';
import { settleSettlementWait } from './settlement-step.ts';

type SettlePorts = EvidenceStepPorts & FundsStepPorts;

function settleWait(
  ports: SettlePorts,
  { reference, step }: { readonly reference: ClaimReference; readonly step: WaitStep },
  context: ProcessContext,
): Promise<void> {
  switch (step) {
    case 'evidence':
      return settleEvidenceWait(ports, reference);
    case 'funds':
      return settleFundsWait(ports, reference, context);
    case 'review':
      return settleReviewWait(ports, reference);
    case 'action':
      return settleActionWait(ports, reference);
    case 'settlement':
      return settleSettlementWait(ports, reference);
  }
}

/** Looks again whether the claim's open waits have their answers, for when the news of one was lost. */
export async function settleWaits(
  ports: SettlePorts,
  reference: ClaimReference,
  context: ProcessContext,
): Promise<void> {
  for (const wait of await ports.waits.list(reference)) await settleWait(ports, wait, context);
}
