import type { ReviewedClaim } from '../../domain/claim.ts';
import type { Action } from '../../domain/permissions.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { heldByAnother } from '../../domain/review.ts';
import { findClaim } from '../claims/find-claim.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { PersonContext } from '../ports/context.ts';
import { forbidden } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { notInReview } from './work-queue.ts';

/** Which claim, and the version in which somebody has read it. */
export interface ReadClaim {
  readonly reference: string;
  readonly expectedVersion: number;
}

/** The claim that a caseworker wants to work on: in review, nobody else's, and as they have read it. */
export async function claimInReview(
  { claims }: { readonly claims: ClaimStore },
  { reference, expectedVersion }: ReadClaim,
  { person, now, action }: Pick<PersonContext, 'person' | 'now'> & { readonly action: Action },
): Promise<Result<ReviewedClaim, Refusal>> {
  const found = await findClaim(claims, reference, { person, action });
  if (!found.ok) return found;
  const claim = found.value;
  if (claim.status !== 'in-review') return failure(notInReview(claim));
  if (heldByAnother(claim.review, person.personId, now))
    return failure(forbidden('Somebody else has this claim.'));
  if (claim.version !== expectedVersion) return failure({ code: 'stale-version', current: claim });
  return success(claim);
}
