import type { CatalogueEntry } from '../../../shared/domain/catalogue.ts';
import type { ClaimContent } from '../../../shared/domain/claim.ts';
import type { Organisation } from '../../../shared/domain/organisation.ts';
import { SHIPPED_POLICY } from '../../../shared/domain/policy.ts';
import type { SchemePolicy } from '../../../shared/domain/policy.ts';
import type { ClaimStatus } from '../../../shared/domain/transitions.ts';
import type { ClaimType } from '../../../shared/domain/reference.ts';
import type { RuleEvidence, RuleFacts, RuleLearner } from '../../../shared/domain/rules/rule.ts';
import { runRules } from '../../../shared/domain/rules/run-rules.ts';
import type { StartPart } from '../../../shared/domain/start-part.ts';
import type { RuleRecord } from '../../../shared/domain/rules/run-rules.ts';

const line: Omit<CatalogueEntry, 'code' | 'title'> = {
  kind: 'qualification',
  fund: 'main',
  split: true,
  rate: 'up-to-maximum',
  maximumPence: 100_000,
  validFrom: '2024-04-01',
  validTo: '2027-03-31',
  illustrative: false,
};

/** A qualification that is listed for three years, so that one rule at a time can fail. */
export const DIPLOMA: CatalogueEntry = { ...line, code: 'DIPLOMA', title: 'A diploma' };
export const COURSE: CatalogueEntry = {
  ...line,
  code: 'COURSE',
  title: 'A course',
  kind: 'course',
  split: false,
};
export const CERTIFICATE: CatalogueEntry = { ...line, code: 'CERT', title: 'For adults', minimumAge: 19 };
export const IN_HOUSE: CatalogueEntry = {
  ...COURSE,
  code: 'OLIVER/INT',
  title: 'In-house',
  fund: 'oliver',
  rate: 'fixed',
  maximumPence: 1_250,
  validFrom: '2025-04-01',
  validTo: '2026-03-31',
};
export const BOUGHT_IN: CatalogueEntry = {
  ...IN_HOUSE,
  code: 'OLIVER/EXT',
  title: 'Bought in',
  rate: 'up-to-maximum',
  maximumPence: 2_500,
};

export const aRuleLearner = (changes: Partial<RuleLearner> = {}): RuleLearner => ({
  learnerId: 'learner-1',
  roleCategory: 'care-or-support-worker',
  regulated: false,
  ...changes,
});

const EMPLOYER: Organisation = {
  organisationId: 'org-meadow',
  name: 'Meadow Care',
  registration: 'registered',
  providesAdultSocialCare: true,
  employsInEngland: true,
  workforceDataSetUpToDateAt: '2025-09-01T09:00:00.000Z',
  registeredWithCqc: true,
  determinationsAccepted: ['2024-25', '2025-26', '2026-27'],
  bankDetails: 'verified',
};

export interface FactChanges {
  readonly type?: ClaimType;
  readonly claim?: Partial<RuleFacts['claim']>;
  readonly organisation?: Partial<Organisation>;
  readonly learners?: readonly RuleLearner[];
  readonly catalogue?: readonly CatalogueEntry[];
  readonly policy?: Partial<SchemePolicy>;
  readonly startPart?: Partial<StartPart> | undefined;
  readonly startPartStatus?: ClaimStatus | undefined;
  readonly claimedElsewhere?: readonly string[];
  readonly evidence?: readonly RuleEvidence[];
  readonly submittedAt?: string;
  readonly now?: string;
}

/** An approved start part of one learner, paid for in full: £900 of a £1,000 diploma, of which 60% is £540. */
export const aStartPart = (changes: Partial<StartPart> = {}): StartPart => ({
  reference: '7KD-M3QX-9TWB-B',
  ticketId: 'ticket-1',
  startDate: '2025-07-01',
  paymentDate: '2025-08-01',
  learnerIds: ['learner-1'],
  entry: DIPLOMA,
  costPerLearnerPence: 90_000,
  approvedPerLearnerPence: 54_000,
  paymentPlan: false,
  ...changes,
});

function startPartFor({ type, startPart, learners, catalogue }: FactChanges): StartPart | undefined {
  if (type !== 'completion') return undefined;
  const learnerIds = (learners ?? [aRuleLearner()]).map(({ learnerId }) => learnerId);
  return aStartPart({ learnerIds, entry: catalogue?.[0] ?? DIPLOMA, ...startPart });
}

/** A full claim that every rule passes, submitted on 1 October 2025, with the changes a test makes to it. */
export function someFacts(changes: FactChanges = {}): RuleFacts {
  const catalogue = changes.catalogue ?? [DIPLOMA];
  const learners = changes.learners ?? [aRuleLearner()];
  const now = changes.now ?? '2025-10-01T09:00:00.000Z';
  return {
    claim: {
      type: changes.type ?? 'full',
      trainingCode: catalogue[0]?.code ?? 'UNLISTED',
      provider: { name: 'Rowan College', qualityAssured: true },
      learners: learners.map(({ learnerId }) => ({ learnerId, completionDate: '2025-09-20' })),
      startDate: '2025-07-01',
      paymentDate: '2025-08-01',
      declaredCostPence: 90_000,
      startPart: startPartFor(changes),
      ...changes.claim,
    },
    organisation: { ...EMPLOYER, ...changes.organisation },
    learners,
    catalogue,
    policy: { ...SHIPPED_POLICY, ...changes.policy },
    startPartStatus: changes.startPartStatus ?? (changes.type === 'completion' ? 'approved' : undefined),
    claimedElsewhere: changes.claimedElsewhere,
    evidence: changes.evidence,
    submittedAt: changes.submittedAt ?? now,
    now,
  };
}

/** The record of one rule, or undefined when the rule had nothing to say. */
export const recordOf = (id: string, changes: FactChanges): RuleRecord | undefined =>
  runRules(someFacts(changes)).rules.find((record) => record.id === id);

/** The dates of a claim whose learners completed on these days, in order. */
export const completedOn = (...days: readonly string[]): ClaimContent['learners'] =>
  days.map((completionDate, index) => ({ learnerId: `learner-${index + 1}`, completionDate }));
