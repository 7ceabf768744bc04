import type { Claim } from '../../domain/claim.ts';
import type { EmployerPerson, Person } from '../../domain/person.ts';
import { mayDo } from '../../domain/permissions.ts';
import type { Action } from '../../domain/permissions.ts';
import { isClaimReference } from '../../domain/reference.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import { forbidden } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';

const OWN_ROLE = 'Your role does not allow this.';

/**
 * Finds a claim for somebody who wants to do something with it. Another employer's claim, a deleted one and one that
 * never was are all simply not found; a person who may see the claim but not do this is told so.
 */
export async function findClaim(
  claims: ClaimStore,
  reference: string,
  wish: { readonly person: Person; readonly action: Action },
): Promise<Result<Claim, Refusal>> {
  const { person, action } = wish;
  const claim = isClaimReference(reference) ? await claims.read(reference) : undefined;
  const visible =
    claim !== undefined &&
    claim.status !== 'deleted' &&
    (person.kind === 'staff' ? claim.status !== 'draft' : claim.organisationId === person.organisationId);
  if (!visible || !mayDo(person, 'claim.read')) return failure({ code: 'not-found' });
  return mayDo(person, action) ? success(claim) : failure(forbidden(OWN_ROLE));
}

/** An employer's person who may do this, or a refusal. */
export function employerWho(person: Person, action: Action): Result<EmployerPerson, Refusal> {
  return person.kind === 'employer' && mayDo(person, action) ? success(person) : failure(forbidden(OWN_ROLE));
}
