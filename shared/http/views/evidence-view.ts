import type { EvidenceView } from '../../application/evidence/read-evidence.ts';
import type { Upload } from '../../application/ports/evidence.ts';
import type { Answer } from '../../contracts/http/answer-fields.ts';
import type {
  evidenceFileResponse,
  evidenceResponse,
  uploadResponse,
} from '../../contracts/http/evidence-responses.ts';
import { addMinutes } from '../../domain/calendar-day.ts';
import type { Instant } from '../../domain/calendar-day.ts';
import type { Evidence } from '../../domain/evidence.ts';

/** A file as the API answers it. */
export function evidenceJson(evidence: Evidence): Answer<typeof evidenceResponse> {
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

export const uploadJson = (evidence: Evidence, upload: Upload): Answer<typeof uploadResponse> => ({
  ...evidenceJson(evidence),
  upload: { url: upload.url, fields: upload.fields, expiresAt: evidence.uploadBy },
});

/** As long as the address that storage signs. */
const DOWNLOAD_MINUTES = 5;

/** A file with the address that downloads it, where it may be downloaded. */
export function fileJson(
  { evidence, download }: EvidenceView,
  now: Instant,
): Answer<typeof evidenceFileResponse> {
  if (download === undefined) return evidenceJson(evidence);
  const expiresAt = addMinutes(now, DOWNLOAD_MINUTES);
  return { ...evidenceJson(evidence), download: { url: download.url, expiresAt } };
}
