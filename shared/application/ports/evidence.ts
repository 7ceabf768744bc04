import type { AuditEvent } from '../../domain/audit-event.ts';
import type { Instant } from '../../domain/calendar-day.ts';
import type { Evidence, EvidenceStatus } from '../../domain/evidence.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import type { Result } from '../../domain/result.ts';
import type { ClaimStatus } from '../../domain/transitions.ts';
import type { IdempotencyRecord } from './idempotency-store.ts';

/** What is known about a claim's files. */
export interface EvidenceRecords {
  list(reference: ClaimReference): Promise<readonly Evidence[]>;
  read(reference: ClaimReference, evidenceId: string): Promise<Evidence | undefined>;
  /** How many files have ever been added to the claim, removed ones included. It only grows. */
  countAdded(reference: ClaimReference): Promise<number>;
  /**
   * Adds a file to a claim that may still be changed, with its line of history. With `after`, only if no other file
   * was added since there were that many: what was decided on the list of files still holds.
   */
  add(
    evidence: Evidence,
    event: AuditEvent,
    guard: {
      readonly claimIn: readonly ClaimStatus[];
      readonly after?: number | undefined;
      readonly idempotency?: IdempotencyRecord | undefined;
    },
  ): Promise<Result<Evidence, 'wrong-state' | 'key-used' | 'another-was-added'>>;
  /** Removes a file from a claim that may still be changed. Gone already is as good. */
  remove(
    evidence: Evidence,
    event: AuditEvent,
    claimIn: readonly ClaimStatus[],
  ): Promise<Result<void, 'wrong-state'>>;
  /** Moves a file on, if it is still where it was. With an event, the claim's workflow is told as well. */
  move(
    evidence: Evidence,
    from: EvidenceStatus,
    event?: AuditEvent,
  ): Promise<Result<Evidence, 'moved-already'>>;
  /** Files that have been waiting for their scan since before `before`. */
  listUnscanned(
    before: Instant,
    limit: number,
  ): Promise<readonly Pick<Evidence, 'reference' | 'evidenceId'>[]>;
}

/** Permission to post one file, of exactly this type, size and hash, until it expires. */
export interface Upload {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
}

export type ScanStatus = 'clean' | 'infected' | 'unscannable';

/** The files themselves: first in quarantine, where nobody can read them, then with the clean ones. */
export interface EvidenceFiles {
  permitUpload(evidence: Evidence): Promise<Upload>;
  /** The version that lies in quarantine, if one has arrived. */
  findArrival(evidence: Evidence): Promise<{ readonly objectVersion: string } | undefined>;
  readQuarantined(evidence: Evidence, objectVersion: string): Promise<Uint8Array>;
  /** The scanner's own mark on that version, for when its message was lost. */
  readScanMark(evidence: Evidence, objectVersion: string): Promise<ScanStatus | undefined>;
  /** Puts the scanned version with the clean files. Doing it twice is harmless. */
  accept(evidence: Evidence, objectVersion: string): Promise<void>;
  /** A short-lived address that downloads the clean file under its own name. */
  permitDownload(evidence: Evidence): Promise<{ readonly url: string }>;
  discard(evidence: Evidence): Promise<void>;
}

/** Which file an object in quarantine is. */
export interface QuarantinedObject {
  readonly reference: ClaimReference;
  readonly evidenceId: string;
  readonly objectVersion: string;
}
