import type { Upload } from '../../application/ports/evidence.ts';
import type { Evidence } from '../../domain/evidence.ts';

/** A file as the API answers it. */
export function evidenceJson(evidence: Evidence) {
  const { evidenceId, kind, learnerId, fileName, contentType, sizeBytes, sha256, status, reasonCode } =
    evidence;
  return {
    evidenceId,
    kind,
    learnerId: learnerId ?? null,
    fileName,
    contentType,
    sizeBytes,
    sha256,
    status,
    ...(reasonCode === undefined ? {} : { reasonCode }),
    requestedAt: evidence.requestedAt,
    settledAt: evidence.settledAt ?? null,
  };
}

export const uploadJson = (evidence: Evidence, upload: Upload) => ({
  ...evidenceJson(evidence),
  upload: { url: upload.url, fields: upload.fields, expiresAt: evidence.uploadBy },
});
