import type { Evidence } from '../../domain/evidence.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { Ids, ProcessContext } from '../ports/context.ts';
import type { EvidenceRecords, QuarantinedObject } from '../ports/evidence.ts';
import { evidenceEvent } from './evidence-event.ts';

export interface ArrivalRecordPorts {
  readonly claims: ClaimStore;
  readonly evidence: EvidenceRecords;
  readonly ids: Ids;
}

/**
 * Storage says that a file has arrived. Said twice, or after the scan, it changes nothing: only an awaited file moves.
 * The first version is the one that counts; another one posted later is never looked at.
 */
export async function recordArrival(
  ports: ArrivalRecordPorts,
  arrived: QuarantinedObject,
  context: ProcessContext,
): Promise<void> {
  const file = await ports.evidence.read(arrived.reference, arrived.evidenceId);
  if (file?.status !== 'awaiting-upload') return;
  const late = context.now > file.uploadBy;
  const moved: Evidence = {
    ...file,
    status: late ? 'refused' : 'scanning',
    arrivedAt: context.now,
    objectVersion: arrived.objectVersion,
    ...(late ? { reasonCode: 'evidence-late', settledAt: context.now } : {}),
  };
  const event = late ? await evidenceEvent(ports, moved, context) : undefined;
  await ports.evidence.move(moved, 'awaiting-upload', event);
}
