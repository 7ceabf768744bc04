import type { Instant } from '../../domain/calendar-day.ts';
import type { ClaimContent } from '../../domain/claim.ts';
import { guardKey, guardedCourse } from '../../domain/duplicate-guard.ts';
import type { DuplicateGuard } from '../../domain/duplicate-guard.ts';
import { governingDay } from '../../domain/governing-day.ts';
import type { Learner, LearnerId } from '../../domain/learner.ts';
import type { OrganisationId } from '../../domain/person.ts';
import { policyOn } from '../../domain/policy.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import { arePartners } from '../../domain/reference.ts';
import type { ClaimReference, ClaimType } from '../../domain/reference.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { RuleFacts } from '../../domain/rules/rule.ts';
import type { StartPart } from '../../domain/start-part.ts';
import type { ClaimStore } from '../ports/claim-store.ts';
import type { LearnerStore } from '../ports/learner-store.ts';
import type { Organisations, Scheme } from '../ports/registry.ts';
import type { FieldError, Refusal } from '../refusal.ts';

export interface FactPorts {
  readonly claims: Pick<ClaimStore, 'read' | 'guards'>;
  readonly learners: LearnerStore;
  readonly organisations: Organisations;
  readonly scheme: Scheme;
}

/** A claim to judge; one that is only asked about has no reference yet. */
export type Judgeable = ClaimContent & {
  readonly type: ClaimType;
  readonly organisationId: OrganisationId;
  readonly reference?: ClaimReference | undefined;
  readonly startPart?: StartPart | undefined;
};

interface Judged {
  readonly claim: Judgeable;
  readonly submittedAt: Instant;
  readonly now: Instant;
  /** The claim holds its guards already, so nobody else can have them. */
  readonly holdsGuards?: boolean;
}

export interface GatheredFacts {
  readonly facts: RuleFacts;
  readonly learners: readonly Learner[];
  /** The guards of other claims that stand in the way of this one. For its employer's eyes only where they are its own. */
  readonly elsewhere: readonly DuplicateGuard[];
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

type Day = Parameters<typeof governingDay>[0];

/** The version of the policy that governs the claim's payment; today's where that day is not known or not governed. */
export async function policyFor(
  scheme: Scheme,
  claim: Day & Pick<ClaimContent, 'trainingCode'>,
): Promise<SchemePolicy> {
  const [today, versions, catalogue] = await Promise.all([
    scheme.policy(),
    scheme.policies(),
    scheme.catalogue(),
  ]);
  const day = governingDay(
    claim,
    catalogue.filter(({ code }) => code === claim.trainingCode),
  );
  return (day === undefined ? undefined : policyOn(day, versions)) ?? today;
}

/** Guards that other claims hold for these learners and this course. The other part of the same claim never counts. */
async function heldElsewhere(
  { claims }: FactPorts,
  { claim, holdsGuards = false }: Judged,
  { learners, course }: { readonly learners: readonly Learner[]; readonly course: string },
): Promise<readonly DuplicateGuard[]> {
  if (holdsGuards) return [];
  const guards = await claims.guards(learners.map((learner) => guardKey(learner, course)));
  const { reference, startPart } = claim;
  // A completion part that was split off has another reference than its start part.
  const isOwn = (holder: ClaimReference): boolean =>
    reference !== undefined &&
    (holder === reference || arePartners(holder, reference) || holder === startPart?.reference);
  return guards.filter((guard) => !isOwn(guard.reference));
}

/** Which of this claim's learners those guards are about: by the guard's key, for another employer calls them otherwise. */
const learnersUnder = (
  guards: readonly DuplicateGuard[],
  learners: readonly Learner[],
  course: string,
): readonly LearnerId[] =>
  learners
    .filter((learner) => guards.some(({ key }) => key === guardKey(learner, course)))
    .map(({ learnerId }) => learnerId);

/** Fresh facts for the rules: the employer, the learners, the list, the policy and other claims as they are now. */
export async function gatherFacts(ports: FactPorts, judged: Judged): Promise<Result<GatheredFacts, Refusal>> {
  const { claim } = judged;
  const { startPart } = claim;
  const [organisation, found, policy, catalogue, start] = await Promise.all([
    ports.organisations.read(claim.organisationId),
    ownLearners(ports.learners, claim.organisationId, claim),
    policyFor(ports.scheme, claim),
    ports.scheme.catalogue(),
    startPart && ports.claims.read(startPart.reference),
  ]);
  if (organisation === undefined)
    throw new Error(`Organisation ${claim.organisationId} has a claim and no record`);
  if (!found.ok) return found;
  const learners = found.value;
  const course = guardedCourse(claim.trainingCode, catalogue);
  const elsewhere = await heldElsewhere(ports, judged, { learners, course });
  const facts: RuleFacts = {
    claim,
    organisation,
    learners,
    catalogue: catalogue.filter(({ code }) => code === claim.trainingCode),
    policy,
    submittedAt: judged.submittedAt,
    now: judged.now,
    startPartStatus: start?.status,
    claimedElsewhere: learnersUnder(elsewhere, learners, course),
  };
  return success({ facts, learners, elsewhere });
}
