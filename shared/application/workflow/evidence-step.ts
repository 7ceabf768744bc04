import { decisionOf } from '../../domain/claim.ts';
import { evidenceOutcome } from '../../domain/evidence.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import { isOver } from '../../domain/transitions.ts';
import { requiredEvidence } from '../claims/submission-check.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { EvidenceRecords } from '../ports/evidence.ts';
import type { Scheme } from '../ports/registry.ts';
import type { Wait } from '../ports/workflow.ts';
import { answerWaits, waitsOf } from './answer-waits.ts';
import type { WaitPorts } from './answer-waits.ts';

export interface EvidenceStepPorts extends WaitPorts {
  readonly claims: ClaimStore;
  readonly evidence: EvidenceRecords;
  readonly scheme: Scheme;
}

/** Answers the Evidence wait once every file is settled. Nothing is said while a scan is under way. */
export async function settleEvidenceWait(ports: EvidenceStepPorts, reference: ClaimReference): Promise<void> {
  const [claim, waits] = await Promise.all([
    ports.claims.read(reference),
    waitsOf(ports, reference, 'evidence'),
  ]);
  if (claim === undefined || waits.length === 0) return;
  if (isOver(claim.status) && decisionOf(claim) === undefined) return answerWaits(ports, waits, 'ended');
  const [files, catalogue] = await Promise.all([ports.evidence.list(reference), ports.scheme.catalogue()]);
  const learnerIds = claim.learners.map(({ learnerId }) => learnerId);
  const outcome = evidenceOutcome(requiredEvidence(claim, catalogue), learnerIds, files);
  if (outcome !== 'scanning') await answerWaits(ports, waits, outcome);
}

/**
 * The Evidence state: opens its wait, then looks. A scan that is settled before the wait is open is seen here; one that
 * is settled after it finds the wait. There is no moment in between.
 */
export async function awaitEvidence(ports: EvidenceStepPorts, wait: Wait): Promise<void> {
  await ports.waits.open(wait);
  await settleEvidenceWait(ports, wait.reference);
}
