import * as z from 'zod';
import { EVIDENCE_KINDS, EVIDENCE_STATUSES, EVIDENCE_TYPES, REFUSAL_CODES } from '../../domain/evidence.ts';
import type { Evidence } from '../../domain/evidence.ts';
import { claimReference, identifier, instant, sha256Hex } from './shape.ts';
import type { ShapeOf } from './shape.ts';

export const evidenceSchema = z.strictObject({
  evidenceId: identifier,
  reference: claimReference,
  kind: z.enum(EVIDENCE_KINDS),
  learnerId: identifier.optional(),
  fileName: z.string(),
  contentType: z.enum(EVIDENCE_TYPES),
  sizeBytes: z.int().min(1),
  sha256: sha256Hex,
  status: z.enum(EVIDENCE_STATUSES),
  reasonCode: z.enum(REFUSAL_CODES).optional(),
  requestedAt: instant,
  uploadBy: instant,
  arrivedAt: instant.optional(),
  settledAt: instant.optional(),
  objectVersion: identifier.optional(),
  storedUnder: claimReference.optional(),
} satisfies ShapeOf<Evidence>);
