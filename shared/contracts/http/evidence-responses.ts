import * as z from 'zod';
import { EVIDENCE_KINDS, EVIDENCE_STATUSES, EVIDENCE_TYPES, REFUSAL_CODES } from '../../domain/evidence.ts';
import { hash, identifier, instant } from './answer-fields.ts';

const fileShape = {
  evidenceId: identifier,
  kind: z.enum(EVIDENCE_KINDS),
  learnerId: identifier.nullable(),
  fileName: z.string(),
  contentType: z.enum(EVIDENCE_TYPES),
  sizeBytes: z.int().min(1),
  sha256: hash,
  status: z.enum(EVIDENCE_STATUSES).meta({
    description: '`refused` files say why in `reasonCode`. Only `clean` files can be downloaded.',
  }),
  reasonCode: z.enum(REFUSAL_CODES).optional(),
  requestedAt: instant,
  settledAt: instant.nullable(),
};

export const evidenceResponse = z
  .strictObject(fileShape)
  .meta({ id: 'Evidence', description: 'A file that supports a claim.' });

export const evidenceListResponse = z
  .strictObject({ items: z.array(evidenceResponse) })
  .meta({ id: 'EvidenceList' });

export const evidenceFileResponse = z
  .strictObject({
    ...fileShape,
    download: z
      .strictObject({ url: z.url(), expiresAt: instant })
      .optional()
      .meta({ description: 'Where the file can be downloaded for some minutes, once it is clean.' }),
  })
  .meta({ id: 'EvidenceFile' });

export const uploadResponse = z
  .strictObject({
    ...fileShape,
    upload: z
      .strictObject({
        url: z.url(),
        fields: z.record(z.string(), z.string()),
        expiresAt: instant,
      })
      .meta({
        description:
          'Post a multipart form to `url` with every one of `fields`, and the file last, in a field named `file`. Storage answers 204. It refuses a file of another size, type or hash.',
      }),
  })
  .meta({ id: 'EvidenceUpload' });
