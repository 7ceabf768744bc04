import { claimSchema } from '../../contracts/stored/claim.ts';
import type { Claim } from '../../domain/claim.ts';
import type { ResultCodec } from '../once.ts';

/** A claim as an idempotency record keeps it. */
export const claimCodec: ResultCodec<Claim> = {
  write: (claim) => JSON.stringify(claim),
  read: (text) => claimSchema.parse(JSON.parse(text)),
};
