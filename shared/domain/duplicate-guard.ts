import type { Learner, LearnerId } from './learner.ts';
import type { OrganisationId } from './person.ts';
import type { ClaimReference } from './reference.ts';

/**
 * One funded claim for each learner and course, ever, across all employers (rule S12). The guard's key is the same
 * whoever claims, and says nothing about the learner to anyone without the service's key.
 */
export interface DuplicateGuard {
  readonly key: string;
  readonly reference: ClaimReference;
  readonly organisationId: OrganisationId;
  readonly learnerId: LearnerId;
}

export const guardKey = ({ identityHash }: Pick<Learner, 'identityHash'>, trainingCode: string): string =>
  `${identityHash}#${trainingCode}`;
