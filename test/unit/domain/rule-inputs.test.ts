import { describe, expect, it } from 'vitest';
import { RULES } from '../../../shared/domain/rules/run-rules.ts';
import {
  BOUGHT_IN,
  CERTIFICATE,
  COURSE,
  DIPLOMA,
  aRuleLearner,
  completedOn,
  recordOf,
} from './rule-facts.ts';
import type { FactChanges } from './rule-facts.ts';

interface Looked {
  readonly id: string;
  readonly facts: FactChanges;
  readonly inputs: Readonly<Record<string, unknown>>;
}

const twoLearners = [
  aRuleLearner({ dateOfBirth: '2006-07-02' }),
  aRuleLearner({ learnerId: 'learner-2', roleCategory: 'registered-manager', regulated: true }),
];
const bare = { startDate: undefined, paymentDate: undefined, learners: [{ learnerId: 'learner-1' }] };
const dates = { startDate: '2025-07-01', paymentDate: '2025-08-01', completionDates: ['2025-09-20'] };

const files = [{ kind: 'payment', status: 'clean' }, { kind: 'completion', learnerId: 'learner-1', status: 'refused' }] as const;
const written = ['payment:claim:clean', 'completion:learner-1:refused'];

const OF_PARTS_AND_PEOPLE: readonly Looked[] = [
  { id: 'training.not-an-apprenticeship', facts: {}, inputs: { apprenticeship: null } },
  { id: 'training.approved-trainer', facts: { catalogue: [BOUGHT_IN] }, inputs: { trainingCode: 'OLIVER/EXT' } },
  {
    id: 'completion.start-part-approved',
    facts: { type: 'completion' },
    inputs: { startPart: '7KD-M3QX-9TWB-B', status: 'approved' },
  },
  {
    id: 'completion.learners-of-start-part',
    facts: { type: 'completion' },
    inputs: { learners: ['learner-1'], startPart: ['learner-1'] },
  },
  {
    id: 'completion.employed-at-completion',
    facts: { type: 'completion' },
    inputs: { employedAtCompletion: ['learner-1:not-said'] },
  },
  {
    id: 'completion.second-payment-in-order',
    facts: { type: 'completion', startPart: { paymentPlan: true, startDate: '2025-08-05' } },
    inputs: { secondPayment: '2025-08-01', notBefore: '2025-08-05' },
  },
  {
    id: 'dates.not-before-first-delivery',
    facts: { catalogue: [{ ...DIPLOMA, firstStart: '2024-06-03' }] },
    inputs: { startDate: '2025-07-01', firstStart: '2024-06-03' },
  },
  {
    id: 'dates.before-year-end',
    facts: { catalogue: [BOUGHT_IN] },
    inputs: { lastDay: '2026-03-20', submittedAt: '2025-10-01T09:00:00.000Z' },
  },
  {
    id: 'dates.before-long-stop',
    facts: { claim: { startDate: '2025-03-30' } },
    inputs: { lastDay: '2026-12-31', submittedAt: '2025-10-01T09:00:00.000Z' },
  },
  { id: 'employer.bank-details', facts: {}, inputs: { bankDetails: 'verified', needed: 'verified' } },
  {
    id: 'learner.national-insurance-number',
    facts: { learners: [aRuleLearner({ niNumber: 'AB123456C' }), aRuleLearner({ learnerId: 'learner-2' })] },
    inputs: { issuable: ['learner-1:true', 'learner-2:unknown'] },
  },
  { id: 'learner.role-covered', facts: {}, inputs: { roles: ['learner-1:care-or-support-worker'] } },
  { id: 'learner.employed-at-start', facts: {}, inputs: { employedAtStart: ['learner-1:not-said'] } },
  { id: 'learner.once-for-each-course', facts: { claimedElsewhere: ['learner-1'] }, inputs: { claimed: ['learner-1'] } },
  { id: 'evidence.payment', facts: { evidence: files }, inputs: { files: written } },
  { id: 'evidence.completion', facts: { evidence: files }, inputs: { files: written } },
  { id: 'evidence.paid-by-employer', facts: {}, inputs: { type: 'full' } },
  { id: 'evidence.eligible-training', facts: {}, inputs: { trainingCode: 'DIPLOMA' } },
];

/** Somebody who reads the record has to find in it every value that the rule looked at, and null where there was none. */
const LOOKED: readonly Looked[] = [
  {
    id: 'claim.complete',
    facts: {},
    inputs: { learners: 1, startDate: '2025-07-01', governingDay: '2025-08-01' },
  },
  {
    id: 'claim.complete',
    facts: { claim: bare },
    inputs: { learners: 1, startDate: null, governingDay: null },
  },
  {
    id: 'claim.each-learner-once',
    facts: { claim: { learners: completedOn('2025-09-20', '2025-09-21') } },
    inputs: { learners: ['learner-1', 'learner-2'] },
  },
  { id: 'training.on-the-list', facts: {}, inputs: { trainingCode: 'DIPLOMA' } },
  {
    id: 'training.valid-on-payment-date',
    facts: { catalogue: [BOUGHT_IN] },
    inputs: { day: '2025-08-01', periods: ['2025-04-01/2026-03-31'] },
  },
  {
    id: 'training.split-allowed',
    facts: { type: 'start', catalogue: [DIPLOMA] },
    inputs: { type: 'start', split: true },
  },
  {
    id: 'training.split-allowed',
    facts: { type: 'completion', catalogue: [COURSE] },
    inputs: { type: 'completion', split: false },
  },
  {
    id: 'training.quality-assured-provider',
    facts: { claim: { paymentDate: '2026-04-01' } },
    inputs: { day: '2026-04-01', qualityAssured: true },
  },
  { id: 'dates.not-in-the-future', facts: {}, inputs: { ...dates, today: '2025-10-01' } },
  { id: 'dates.completion-on-or-after-start', facts: {}, inputs: dates },
  {
    id: 'dates.completion-on-or-after-start',
    facts: { claim: { ...bare, startDate: '2025-07-01' } },
    inputs: { startDate: '2025-07-01', paymentDate: null, completionDates: [''] },
  },
  { id: 'dates.on-or-after-scheme-start', facts: {}, inputs: { ...dates, floorDay: '2024-04-01' } },
  {
    id: 'dates.within-window',
    facts: { submittedAt: '2025-09-30T22:59:59.000Z' },
    inputs: { anchor: '2025-09-20', lastDay: '2025-12-20', submittedAt: '2025-09-30T22:59:59.000Z' },
  },
  {
    id: 'employer.registration-complete',
    facts: { organisation: { registration: 'in-progress' } },
    inputs: { registration: 'in-progress' },
  },
  {
    id: 'employer.provides-adult-social-care',
    facts: { organisation: { employsInEngland: false } },
    inputs: { providesAdultSocialCare: true, employsInEngland: false },
  },
  {
    id: 'employer.workforce-data-set-up-to-date',
    facts: {},
    inputs: { upToDateAt: '2025-09-01T09:00:00.000Z' },
  },
  {
    id: 'employer.workforce-data-set-up-to-date',
    facts: { organisation: { workforceDataSetUpToDateAt: undefined } },
    inputs: { upToDateAt: null },
  },
  {
    id: 'employer.registered-with-cqc',
    facts: { catalogue: [BOUGHT_IN] },
    inputs: { registeredWithCqc: true },
  },
  {
    id: 'employer.determination-accepted',
    facts: { organisation: { determinationsAccepted: ['2024-25'] } },
    inputs: { year: '2025-26', accepted: ['2024-25'] },
  },
  {
    id: 'learner.not-regulated',
    facts: { learners: twoLearners },
    inputs: {
      regulated: ['learner-1:false', 'learner-2:true'],
      roles: ['learner-1:care-or-support-worker', 'learner-2:registered-manager'],
    },
  },
  {
    id: 'learner.old-enough',
    facts: { catalogue: [CERTIFICATE], learners: twoLearners },
    inputs: { minimumAge: 19, startDate: '2025-07-01', ages: ['learner-1:18', 'learner-2:unknown'] },
  },
  {
    id: 'learner.old-enough',
    facts: { catalogue: [CERTIFICATE], learners: twoLearners, claim: { startDate: undefined } },
    inputs: { minimumAge: 19, startDate: null, ages: ['learner-1:unknown', 'learner-2:unknown'] },
  },
  ...OF_PARTS_AND_PEOPLE,
];

describe('the decision record shows what each rule looked at', () => {
  it('every rule is here', () => {
    expect(new Set(LOOKED.map(({ id }) => id))).toEqual(new Set(RULES.map(({ id }) => id)));
  });

  it.each(LOOKED)('$id: $inputs', ({ id, facts, inputs }) => {
    expect(recordOf(id, facts)?.inputs).toEqual(inputs);
  });
});
