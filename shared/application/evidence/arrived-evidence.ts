import type { Evidence } from '../../domain/evidence.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import type { WorkContext } from '../ports/context.ts';
import type { EvidenceFiles, EvidenceRecords } from '../ports/evidence.ts';

export interface ArrivalPorts {
  readonly evidence: EvidenceRecords;
  readonly files: Pick<EvidenceFiles, 'findArrival'>;
}

/**
 * A claim's files as they are at this moment. Storage tells of an arrival a little after the upload has succeeded, so a
 * file that still seems awaited is looked for: people may submit the second after they uploaded.
 */
export async function arrivedEvidence(
  ports: ArrivalPorts,
  reference: ClaimReference,
  context: WorkContext,
): Promise<readonly Evidence[]> {
  const files = await ports.evidence.list(reference);
  return Promise.all(
    files.map(async (file) => {
      if (file.status !== 'awaiting-upload' || context.now > file.uploadBy) return file;
      const arrival = await ports.files.findArrival(file);
      if (arrival === undefined) return file;
      const scanning: Evidence = { ...file, ...arrival, status: 'scanning', arrivedAt: context.now };
      const moved = await ports.evidence.move(scanning, 'awaiting-upload');
      return moved.ok ? moved.value : ((await ports.evidence.read(reference, file.evidenceId)) ?? file);
    }),
  );
}
