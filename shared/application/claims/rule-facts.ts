import type { Instant } from '../../domain/calendar-day.ts';
import type { ClaimContent } from '../../domain/claim.ts';
import { governingDay } from '../../domain/governing-day.ts';
import type { Learner } from '../../domain/learner.ts';
import type { OrganisationId } from '../../domain/person.ts';
import { policyOn } from '../../domain/policy.ts';
import type { ClaimType } from '../../domain/reference.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { RuleFacts } from '../../domain/rules/rule.ts';
import type { LearnerStore } from '../ports/learner-store.ts';
import type { Organisations, Scheme } from '../ports/registry.ts';
import type { FieldError, Refusal } from '../refusal.ts';

export interface FactPorts {
  readonly learners: LearnerStore;
  readonly organisations: Organisations;
  readonly scheme: Scheme;
}

interface Judged {
  readonly claim: ClaimContent & { readonly type: ClaimType; readonly organisationId: OrganisationId };
  readonly submittedAt: Instant;
  readonly now: Instant;
}

export interface GatheredFacts {
  readonly facts: RuleFacts;
  readonly learners: readonly Learner[];
}

const unknownLearner = (index: number): FieldError => ({
  pointer: `/learners/${index}/learnerId`,
  code: 'learner-not-found',
  detail: 'You have no learner with this id. Register the learner, or choose one of yours.',
});

/** The learners on a claim, all of them this employer's own. Somebody else's learner is as unknown as one that never was. */
export async function ownLearners(
  store: LearnerStore,
  organisationId: OrganisationId,
  content: Pick<ClaimContent, 'learners'>,
): Promise<Result<readonly Learner[], Refusal>> {
  const ids = content.learners.map(({ learnerId }) => learnerId);
  const found = await store.readMany(organisationId, ids);
  const errors = found.flatMap((learner, index) => (learner === undefined ? [unknownLearner(index)] : []));
  const learners = found.flatMap((learner) => (learner === undefined ? [] : [learner]));
  return errors.length > 0 ? failure({ code: 'validation-failed', errors }) : success(learners);
}

/** Fresh facts for the rules: the employer, the learners, the list and the policy as they are now. */
export async function gatherFacts(ports: FactPorts, judged: Judged): Promise<Result<GatheredFacts, Refusal>> {
  const { claim } = judged;
  const [organisation, learners, today, versions, catalogue] = await Promise.all([
    ports.organisations.read(claim.organisationId),
    ownLearners(ports.learners, claim.organisationId, claim),
    ports.scheme.policy(),
    ports.scheme.policies(),
    ports.scheme.catalogue(),
  ]);
  if (organisation === undefined)
    throw new Error(`Organisation ${claim.organisationId} has a claim and no record`);
  if (!learners.ok) return learners;
  const lines = catalogue.filter(({ code }) => code === claim.trainingCode);
  const day = governingDay(claim, lines);
  // The day of payment chooses the version, as it chooses the line. Without one, or where none governs, the rules refuse.
  const policy = (day === undefined ? undefined : policyOn(day, versions)) ?? today;
  const facts: RuleFacts = {
    claim,
    organisation,
    learners: learners.value,
    catalogue: lines,
    policy,
    submittedAt: judged.submittedAt,
    now: judged.now,
  };
  return success({ facts, learners: learners.value });
}
