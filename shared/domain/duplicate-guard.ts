import { courseOf } from './catalogue.ts';
import type { CatalogueEntry } from './catalogue.ts';
import type { Learner, LearnerId } from './learner.ts';
import type { OrganisationId } from './person.ts';
import { arePartners } from './reference.ts';
import type { ClaimReference, ClaimType } from './reference.ts';
import type { ClaimStatus } from './transitions.ts';

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

export const guardKey = ({ identityHash }: Pick<Learner, 'identityHash'>, course: string): string =>
  `${identityHash}#${course}`;

/** What the guard of a claim for this code is for: the training, which several codes may share. */
export function guardedCourse(trainingCode: string, catalogue: readonly CatalogueEntry[]): string {
  const entry = catalogue.find(({ code }) => code === trainingCode);
  return entry === undefined ? trainingCode : courseOf(entry);
}

/** States of a claim in which nobody else may claim for its learners and course. Drafts and ended claims block nobody. */
const BLOCKING: ReadonlySet<ClaimStatus> = new Set<ClaimStatus>([
  'submitted',
  'waiting',
  'in-review',
  'on-hold',
  'needs-action',
  'approved',
  'paid',
]);

interface Claiming {
  readonly reference: ClaimReference;
  readonly status: ClaimStatus;
}

/** Whether `other` bars `reference` from claiming for the same learner and course. Its own other part never does. */
export const blocks = (other: Claiming, reference: ClaimReference): boolean =>
  other.reference !== reference && !arePartners(other.reference, reference) && BLOCKING.has(other.status);

/**
 * Whether a claim of this type takes guards of its own. A completion part stands under those of its start part, which
 * are kept for as long as that part is approved or paid.
 */
export const takesGuards = (type: ClaimType): boolean => type !== 'completion';
