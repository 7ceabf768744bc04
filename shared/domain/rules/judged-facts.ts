import { ageOn } from '../calendar-day.ts';
import type { CalendarDay, Instant } from '../calendar-day.ts';
import type { CatalogueEntry } from '../catalogue.ts';
import type { ClaimContent, ClaimLine, Provider } from '../claim.ts';
import type { LearnerId, RoleCategory } from '../learner.ts';
import { parseNationalInsuranceNumber } from '../national-insurance.ts';
import type { Organisation } from '../organisation.ts';
import type { SchemePolicy } from '../policy.ts';
import type { ClaimType } from '../reference.ts';
import type { StartPart } from '../start-part.ts';
import type { ClaimStatus } from '../transitions.ts';
import type { RuleEvidence, RuleFacts, RuleLearner } from './rule.ts';

/**
 * What the rules look at, and all that they look at: it is kept with the decision, so that the decision can be made
 * again from the record alone. Nothing in it names anybody: no name, no number, no date of birth, no note.
 */
export interface JudgedFacts {
  readonly claim: JudgedClaim;
  readonly organisation: JudgedOrganisation;
  readonly learners: readonly JudgedLearner[];
  readonly catalogue: readonly CatalogueEntry[];
  readonly policy: SchemePolicy;
  readonly submittedAt: Instant;
  readonly now: Instant;
  readonly startPartStatus?: ClaimStatus | undefined;
  readonly claimedElsewhere?: readonly LearnerId[] | undefined;
  readonly evidence?: readonly RuleEvidence[] | undefined;
}

export interface JudgedClaim extends Omit<ClaimContent, 'provider' | 'note'> {
  readonly type: ClaimType;
  readonly provider: Pick<Provider, 'qualityAssured'>;
  readonly startPart?: StartPart | undefined;
}

export type JudgedOrganisation = Omit<Organisation, 'organisationId' | 'name'>;

export interface JudgedLearner {
  readonly learnerId: LearnerId;
  readonly roleCategory: RoleCategory;
  readonly regulated: boolean;
  /** Whole years on the day the training started; absent while either day is unknown. */
  readonly ageAtStart?: number | undefined;
  /** Whether HMRC could have issued the number; absent when nobody gave one to look at. */
  readonly niNumberIssuable?: boolean | undefined;
}

/** Absent fields are left out, so that what is stored and read again is the same. */
function present<Shape extends object>(fields: Shape): Shape {
  const kept: Shape = { ...fields };
  for (const key of Object.keys(kept)) {
    if (Reflect.get(kept, key) === undefined) Reflect.deleteProperty(kept, key);
  }
  return kept;
}

const lineOf = ({ learnerId, completionDate, employedAtStart, employedAtCompletion }: ClaimLine): ClaimLine =>
  present({ learnerId, completionDate, employedAtStart, employedAtCompletion });

/** Whatever a completion part says of its start, its start part has fixed it. */
const startOf = ({ claim }: Pick<RuleFacts, 'claim'>): CalendarDay | undefined =>
  claim.startPart?.startDate ?? claim.startDate;

function claimOf({ claim }: RuleFacts): JudgedClaim {
  const { type, trainingCode, paymentDate, declaredCostPence, apprenticeship, startPart } = claim;
  return present({
    type,
    trainingCode,
    provider: { qualityAssured: claim.provider.qualityAssured },
    learners: claim.learners.map(lineOf),
    startDate: startOf({ claim }),
    paymentDate,
    declaredCostPence,
    apprenticeship,
    startPart,
  });
}

function organisationOf({ organisation }: RuleFacts): JudgedOrganisation {
  const { registration, providesAdultSocialCare, employsInEngland, registeredWithCqc } = organisation;
  const { workforceDataSetUpToDateAt, determinationsAccepted, bankDetails } = organisation;
  return present({
    registration,
    providesAdultSocialCare,
    employsInEngland,
    workforceDataSetUpToDateAt,
    registeredWithCqc,
    determinationsAccepted,
    bankDetails,
  });
}

function learnerOf(
  { learnerId, roleCategory, regulated, dateOfBirth, niNumber }: RuleLearner,
  startDate: string | undefined,
): JudgedLearner {
  const ageAtStart =
    dateOfBirth === undefined || startDate === undefined ? undefined : ageOn(dateOfBirth, startDate);
  const niNumberIssuable = niNumber === undefined ? undefined : parseNationalInsuranceNumber(niNumber).ok;
  return present({ learnerId, roleCategory, regulated, ageAtStart, niNumberIssuable });
}

/** Takes out of the facts what the rules look at, and leaves everything personal behind. */
export function judgedFacts(facts: RuleFacts): JudgedFacts {
  const { policy, submittedAt, now, startPartStatus, claimedElsewhere, evidence } = facts;
  return present({
    claim: claimOf(facts),
    organisation: organisationOf(facts),
    learners: facts.learners.map((learner) => learnerOf(learner, startOf(facts))),
    catalogue: facts.catalogue,
    policy,
    submittedAt,
    now,
    startPartStatus,
    claimedElsewhere,
    evidence: evidence?.map(({ kind, learnerId, status }) => present({ kind, learnerId, status })),
  });
}
