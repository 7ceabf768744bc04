import { evidenceSchema } from '../../contracts/stored/evidence.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { ResultCodec } from '../once.ts';

/** A file's record as an idempotency record keeps it. */
export const evidenceCodec: ResultCodec<Evidence> = {
  write: (evidence) => JSON.stringify(evidence),
  read: (text) => evidenceSchema.parse(JSON.parse(text)),
};
