import * as z from 'zod';
import { EVIDENCE_KINDS, EVIDENCE_TYPES } from '../../domain/evidence.ts';
import { identifier } from './fields.ts';

/** A name as people give files: no path, nothing that cannot be seen, with the extension of its type. */
const fileName = z
  .string()
  .trim()
  .min(1, 'Give the file a name.')
  .max(200, 'Use a file name of at most 200 characters.')
  .regex(/^[^\p{Cc}\p{Cf}\p{Cs}\\/]+$/u, 'Use a file name without slashes or hidden characters.')
  .refine((name) => !name.startsWith('.'), 'Use a file name that does not start with a full stop.');

const EXTENSIONS: Readonly<Record<(typeof EVIDENCE_TYPES)[number], RegExp>> = {
  'application/pdf': /\.pdf$/i,
  'image/jpeg': /\.jpe?g$/i,
  'image/png': /\.png$/i,
};

export const requestUploadBody = z
  .strictObject({
    kind: z.enum(EVIDENCE_KINDS),
    learnerId: identifier.optional(),
    fileName,
    contentType: z.enum(EVIDENCE_TYPES, 'Upload a PDF, JPG or PNG.'),
    sizeBytes: z.int().min(1, 'The file is empty.'),
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'Give the SHA-256 of the file as 64 lower-case hex characters.'),
  })
  .refine((file) => EXTENSIONS[file.contentType].test(file.fileName), {
    path: ['fileName'],
    message: 'The file name must end with the extension of its type.',
  });
