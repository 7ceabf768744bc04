import { createHash, createHmac } from 'node:crypto';
import type { IdentityHash } from '../../application/ports/learner-store.ts';
import type { Sha256 } from '../../domain/fund/journal.ts';

export const sha256: Sha256 = (data) => createHash('sha256').update(data).digest('hex');

/**
 * A keyed hash: there are few NI numbers, so an unkeyed one could be turned back by trying them all. Whoever holds a
 * copy of the table but not the key learns nothing.
 */
export const identityHasher =
  (pepper: string): IdentityHash =>
  (niNumber) =>
    createHmac('sha256', pepper).update(niNumber).digest('base64url');
