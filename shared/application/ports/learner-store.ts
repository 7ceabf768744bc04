import type { Learner, LearnerId } from '../../domain/learner.ts';
import type { OrganisationId } from '../../domain/person.ts';
import type { Result } from '../../domain/result.ts';
import type { Page } from './context.ts';
import type { IdempotencyRecord } from './idempotency-store.ts';

/** An employer's learners. Another employer's are never found here. */
export interface LearnerStore {
  /** Puts a new learner; refused when the employer has one with that NI number already. */
  register(
    learner: Learner,
    idempotency: IdempotencyRecord | undefined,
  ): Promise<
    Result<
      Learner,
      { readonly code: 'learner-exists'; readonly learner: Learner } | { readonly code: 'key-used' }
    >
  >;
  read(organisationId: OrganisationId, learnerId: LearnerId): Promise<Learner | undefined>;
  /** In the order asked for; undefined where there is none. */
  readMany(
    organisationId: OrganisationId,
    learnerIds: readonly LearnerId[],
  ): Promise<readonly (Learner | undefined)[]>;
  /** Replaces a learner of version `learner.version - 1`. */
  replace(learner: Learner): Promise<Result<Learner, 'stale-version'>>;
  /** By family name; `query` matches the beginning of either name. */
  list(query: {
    readonly organisationId: OrganisationId;
    readonly query?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  }): Promise<Page<Learner>>;
}

/** Turns an NI number into a keyed hash that cannot be turned back. */
export type IdentityHash = (niNumber: string) => string;
