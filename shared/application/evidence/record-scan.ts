import { isEncryptedPdf, sniffEvidenceType } from '../../domain/evidence-content.ts';
import type { Evidence, RefusalCode } from '../../domain/evidence.ts';
import type { Sha256 } from '../../domain/fund/journal.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { Ids, ProcessContext } from '../ports/context.ts';
import type { EvidenceFiles, EvidenceRecords, QuarantinedObject, ScanStatus } from '../ports/evidence.ts';
import { evidenceEvent } from './evidence-event.ts';

export interface ScanRecordPorts {
  readonly claims: ClaimStore;
  readonly evidence: EvidenceRecords;
  readonly files: EvidenceFiles;
  readonly ids: Ids;
  readonly sha256: Sha256;
}

type Scanned = QuarantinedObject & { readonly scan: ScanStatus };

/** Whether the bytes are what the employer announced. Undefined when they are. */
function contentRefusal(file: Evidence, bytes: Uint8Array, sha256: string): RefusalCode | undefined {
  if (bytes.length !== file.sizeBytes) return 'evidence-size';
  if (sha256 !== file.sha256) return 'evidence-hash';
  if (sniffEvidenceType(bytes) !== file.contentType) return 'evidence-type';
  return isEncryptedPdf(bytes) ? 'evidence-unscannable' : undefined;
}

async function judge(
  ports: ScanRecordPorts,
  file: Evidence,
  scanned: Scanned,
): Promise<RefusalCode | undefined> {
  if (scanned.scan === 'infected') return 'evidence-infected';
  if (scanned.scan === 'unscannable') return 'evidence-unscannable';
  const bytes = await ports.files.readQuarantined(file, scanned.objectVersion);
  return contentRefusal(file, bytes, ports.sha256(bytes));
}

/**
 * The scanner has spoken about one version of one file. A clean one whose content is what was announced goes to the
 * clean files, then its record says so, in that order: a crash in between is repaired by saying it again.
 *
 * Everything that is not plainly clean is refused. Said twice, nothing changes.
 */
export async function recordScan(
  ports: ScanRecordPorts,
  scanned: Scanned,
  context: ProcessContext,
): Promise<void> {
  const file = await ports.evidence.read(scanned.reference, scanned.evidenceId);
  if (file === undefined || file.status === 'clean' || file.status === 'refused') return;
  if (file.objectVersion !== undefined && file.objectVersion !== scanned.objectVersion) return;
  const late = file.status === 'awaiting-upload' && context.now > file.uploadBy;
  const reasonCode = late ? 'evidence-late' : await judge(ports, file, scanned);
  if (reasonCode === undefined) await ports.files.accept(file, scanned.objectVersion);
  const settled: Evidence = {
    ...file,
    status: reasonCode === undefined ? 'clean' : 'refused',
    ...(reasonCode === undefined ? {} : { reasonCode }),
    arrivedAt: file.arrivedAt ?? context.now,
    settledAt: context.now,
    objectVersion: scanned.objectVersion,
  };
  const event = await evidenceEvent(ports, settled, context);
  const moved = await ports.evidence.move(settled, file.status, event);
  // The arrival was recorded between the read and the write: read again and settle from there.
  if (!moved.ok && file.status === 'awaiting-upload') await recordScan(ports, scanned, context);
}
