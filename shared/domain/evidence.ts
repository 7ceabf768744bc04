import type { Instant } from './calendar-day.ts';
import type { LearnerId } from './learner.ts';
import type { ClaimReference } from './reference.ts';

export const EVIDENCE_KINDS = ['payment', 'completion'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

export const EVIDENCE_TYPES = ['application/pdf', 'image/jpeg', 'image/png'] as const;
export type EvidenceType = (typeof EVIDENCE_TYPES)[number];

export const EVIDENCE_STATUSES = ['awaiting-upload', 'scanning', 'clean', 'refused'] as const;
export type EvidenceStatus = (typeof EVIDENCE_STATUSES)[number];

export const REFUSAL_CODES = [
  'evidence-type',
  'evidence-size',
  'evidence-hash',
  'evidence-late',
  'evidence-infected',
  'evidence-unscannable',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** One file that supports a claim. What the employer said it would be is checked against what arrived. */
export interface Evidence {
  readonly evidenceId: string;
  readonly reference: ClaimReference;
  readonly kind: EvidenceKind;
  /** Completion evidence names its learner; payment evidence covers the whole claim. */
  readonly learnerId?: LearnerId | undefined;
  readonly fileName: string;
  readonly contentType: EvidenceType;
  readonly sizeBytes: number;
  /** SHA-256 of the file, lower-case hex, as declared and enforced by the upload policy. */
  readonly sha256: string;
  readonly status: EvidenceStatus;
  readonly reasonCode?: RefusalCode | undefined;
  readonly requestedAt: Instant;
  readonly uploadBy: Instant;
  readonly arrivedAt?: Instant | undefined;
  readonly settledAt?: Instant | undefined;
  /** The exact version that was scanned, so that a file replaced later is another file. */
  readonly objectVersion?: string | undefined;
  /** The claim under which the file lies, where this one was split off from it: both have the one file. */
  readonly storedUnder?: ClaimReference | undefined;
}

/** What is still wrong with a claim's evidence, for the employer: which kind, whose, and why. */
export interface EvidenceGap {
  readonly kind: EvidenceKind;
  readonly learnerId?: LearnerId | undefined;
  readonly reason: 'missing' | 'not-arrived' | RefusalCode;
  readonly evidenceId?: string | undefined;
}

interface Required {
  readonly payment: boolean;
  readonly completion: boolean;
}

/** A file that cannot count, needed or not: it has to be replaced or removed before anybody decides on the claim. */
function gapOf(file: Evidence): readonly EvidenceGap[] {
  const { kind, learnerId, evidenceId, status, reasonCode } = file;
  const place = learnerId === undefined ? { kind, evidenceId } : { kind, learnerId, evidenceId };
  if (status === 'refused') return [{ ...place, reason: reasonCode ?? 'evidence-unscannable' }];
  return status === 'awaiting-upload' ? [{ ...place, reason: 'not-arrived' }] : [];
}

function missing(
  kind: EvidenceKind,
  learnerId: LearnerId | undefined,
  files: readonly Evidence[],
): readonly EvidenceGap[] {
  const mine = files.filter((file) => file.kind === kind && file.learnerId === learnerId);
  // A file that is there and cannot count is named by itself.
  if (mine.length > 0) return [];
  return [{ kind, ...(learnerId === undefined ? {} : { learnerId }), reason: 'missing' }];
}

/** Every gap: what is missing, payment first, then each learner; then every file that cannot count. */
export function evidenceGaps(
  required: Required,
  learnerIds: readonly LearnerId[],
  files: readonly Evidence[],
): readonly EvidenceGap[] {
  const payment = required.payment ? missing('payment', undefined, files) : [];
  const completion = required.completion ? learnerIds.flatMap((id) => missing('completion', id, files)) : [];
  return [...payment, ...completion, ...files.flatMap(gapOf)];
}

/** What the Evidence state of the workflow may say. `scanning` keeps it waiting; nothing unscanned ever passes. */
export function evidenceOutcome(
  required: Required,
  learnerIds: readonly LearnerId[],
  files: readonly Evidence[],
): 'clean' | 'scanning' | 'refused' {
  if (evidenceGaps(required, learnerIds, files).length > 0) return 'refused';
  return files.some(({ status }) => status === 'scanning') ? 'scanning' : 'clean';
}
