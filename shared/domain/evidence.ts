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

const usable = ({ status }: Evidence): boolean => status === 'clean' || status === 'scanning';

function gapFor(
  kind: EvidenceKind,
  learnerId: LearnerId | undefined,
  files: readonly Evidence[],
): EvidenceGap[] {
  const mine = files.filter((file) => file.kind === kind && file.learnerId === learnerId);
  const place = learnerId === undefined ? { kind } : { kind, learnerId };
  const refused = mine
    .filter(({ status }) => status === 'refused')
    .map(({ reasonCode, evidenceId }) => ({
      ...place,
      reason: reasonCode ?? ('evidence-unscannable' as const),
      evidenceId,
    }));
  if (refused.length > 0) return refused;
  if (mine.some(usable)) return [];
  return [{ ...place, reason: mine.length > 0 ? 'not-arrived' : 'missing' }];
}

/** Every gap, in the order a reader expects: payment first, then each learner. A refused file must be replaced or removed. */
export function evidenceGaps(
  required: Required,
  learnerIds: readonly LearnerId[],
  files: readonly Evidence[],
): readonly EvidenceGap[] {
  const payment = required.payment ? gapFor('payment', undefined, files) : [];
  const completion = required.completion ? learnerIds.flatMap((id) => gapFor('completion', id, files)) : [];
  return [...payment, ...completion];
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
