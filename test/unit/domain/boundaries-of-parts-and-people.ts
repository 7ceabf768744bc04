import type { EvidenceKind, EvidenceStatus } from '../../../shared/domain/evidence.ts';
import { BOUGHT_IN, DIPLOMA, IN_HOUSE, aRuleLearner, completedOn } from './rule-facts.ts';
import type { FactChanges } from './rule-facts.ts';

export interface Boundary {
  readonly id: string;
  readonly name: string;
  readonly passes: FactChanges;
  readonly fails: FactChanges;
  /** The problem's code and pointer. */
  readonly problem: readonly [code: string, pointer: string];
}

const at = (now: string, changes: FactChanges = {}): FactChanges => ({ now, ...changes });
const line = (changes: Readonly<Record<string, boolean>>) => [
  { learnerId: 'learner-1', completionDate: '2025-09-20', ...changes },
];
const plan = { paymentPlan: true, startDate: '2025-07-10', paymentDate: '2025-08-01' };
const file = (kind: EvidenceKind, status: EvidenceStatus, learnerId?: string) => ({
  kind,
  status,
  learnerId,
});
const MAIN_2024 = {
  version: '2024-25.1',
  year: '2024-25',
  effectiveFrom: '2024-04-01',
  effectiveTo: '2025-03-31',
  funds: { main: { lastSubmissionDay: '2025-03-21' } },
};
const finishedOn = (day: string) => ({
  startDate: '2024-10-01',
  paymentDate: '2024-10-02',
  learners: completedOn(day),
});
const FIRST_TAUGHT = { ...DIPLOMA, firstStart: '2024-06-03' };
const startedOn = (startDate: string) => ({ startDate, paymentDate: '2024-09-01' });

export const PARTS_AND_PEOPLE: readonly Boundary[] = [
  {
    id: 'training.not-an-apprenticeship',
    name: 'no apprenticeship, or one',
    passes: { claim: { apprenticeship: false } },
    fails: { claim: { apprenticeship: true } },
    problem: ['apprenticeship', '/apprenticeship'],
  },
  {
    id: 'claim.complete',
    name: 'a completion part that was paid for in full, or on a plan, without a second payment',
    passes: { type: 'completion', claim: { paymentDate: undefined } },
    fails: { type: 'completion', startPart: plan, claim: { paymentDate: undefined } },
    problem: ['field-missing', '/paymentDate'],
  },
  {
    id: 'completion.start-part-approved',
    name: 'after a start part that is approved, or in review again',
    passes: { type: 'completion', startPartStatus: 'approved' },
    fails: { type: 'completion', startPartStatus: 'in-review' },
    problem: ['start-part-not-approved', '/type'],
  },
  {
    id: 'completion.start-part-approved',
    name: 'after a start part that was paid, or refused',
    passes: { type: 'completion', startPartStatus: 'paid' },
    fails: { type: 'completion', startPartStatus: 'rejected' },
    problem: ['start-part-not-approved', '/type'],
  },
  {
    id: 'completion.start-part-approved',
    name: 'after a start part, or without any',
    passes: { type: 'completion', startPartStatus: 'approved' },
    fails: { type: 'completion', startPartStatus: 'approved', claim: { startPart: undefined } },
    problem: ['start-part-not-approved', '/type'],
  },
  {
    id: 'completion.learners-of-start-part',
    name: 'for the learners of the start part, or for one more',
    passes: { type: 'completion', startPart: { learnerIds: ['learner-1', 'learner-2'] } },
    fails: {
      type: 'completion',
      learners: [aRuleLearner(), aRuleLearner({ learnerId: 'learner-2' })],
      startPart: { learnerIds: ['learner-1'] },
    },
    problem: ['learner-not-on-start-part', '/learners/1'],
  },
  {
    id: 'completion.employed-at-completion',
    name: 'still there on completion, or gone',
    passes: { type: 'completion', claim: { learners: line({ employedAtCompletion: true }) } },
    fails: { type: 'completion', claim: { learners: line({ employedAtCompletion: false }) } },
    problem: ['not-employed-at-completion', '/learners/0/employedAtCompletion'],
  },
  {
    id: 'completion.second-payment-in-order',
    name: 'the rest paid on the day of the first payment, or the day before',
    passes: { type: 'completion', startPart: plan, claim: { paymentDate: '2025-08-01' } },
    fails: { type: 'completion', startPart: plan, claim: { paymentDate: '2025-07-31' } },
    problem: ['second-payment-too-early', '/paymentDate'],
  },
  {
    id: 'completion.second-payment-in-order',
    name: 'the rest paid on the day it started, where that is later, or the day before',
    passes: {
      type: 'completion',
      startPart: { ...plan, startDate: '2025-08-15' },
      claim: { paymentDate: '2025-08-15' },
    },
    fails: {
      type: 'completion',
      startPart: { ...plan, startDate: '2025-08-15' },
      claim: { paymentDate: '2025-08-14' },
    },
    problem: ['second-payment-too-early', '/paymentDate'],
  },
  {
    id: 'dates.not-before-first-delivery',
    name: 'started on 3 June 2024, the first day of the Level 2 certificate, or the day before',
    passes: { catalogue: [FIRST_TAUGHT], claim: startedOn('2024-06-03') },
    fails: { catalogue: [FIRST_TAUGHT], claim: startedOn('2024-06-02') },
    problem: ['before-first-delivery', '/startDate'],
  },
  {
    id: 'dates.before-year-end',
    name: 'submitted in the last second of 21 March 2025, or in the first of 22 March',
    passes: at('2025-03-21T23:59:59.999Z', { policy: MAIN_2024, claim: finishedOn('2025-02-10') }),
    fails: at('2025-03-22T00:00:00.000Z', { policy: MAIN_2024, claim: finishedOn('2025-02-10') }),
    problem: ['outside-window', '/learners/0/completionDate'],
  },
  {
    id: 'dates.before-year-end',
    name: 'Oliver McGowan training by 20 March 2026, or a moment later',
    passes: at('2026-03-20T23:59:59.999Z', {
      catalogue: [IN_HOUSE],
      claim: { learners: completedOn('2026-03-01') },
    }),
    fails: at('2026-03-21T00:00:00.000Z', {
      catalogue: [IN_HOUSE],
      claim: { learners: completedOn('2026-03-01') },
    }),
    problem: ['outside-window', '/learners/0/completionDate'],
  },
  {
    id: 'dates.before-long-stop',
    name: 'begun on 30 March 2025 and submitted in the last second of 2026, or of the year after its first',
    passes: at('2026-12-31T23:59:59.999Z', {
      claim: { ...startedOn('2025-03-30'), learners: completedOn('2026-12-01') },
    }),
    fails: at('2027-01-01T00:00:00.000Z', {
      claim: { ...startedOn('2025-03-30'), learners: completedOn('2026-12-01') },
    }),
    problem: ['outside-window', '/startDate'],
  },
  {
    id: 'employer.bank-details',
    name: 'bank details verified, or only given',
    passes: { organisation: { bankDetails: 'verified' } },
    fails: { organisation: { bankDetails: 'given' } },
    problem: ['bank-details-not-verified', ''],
  },
  {
    id: 'employer.bank-details',
    name: 'where the policy asks that they be given: given, or not',
    passes: { policy: { bankDetails: 'given' }, organisation: { bankDetails: 'given' } },
    fails: { policy: { bankDetails: 'given' }, organisation: { bankDetails: 'none' } },
    problem: ['bank-details-missing', ''],
  },
  {
    id: 'learner.national-insurance-number',
    name: 'a prefix that HMRC issues, or one that it never does',
    passes: { learners: [aRuleLearner({ niNumber: 'AB123456C' })] },
    fails: { learners: [aRuleLearner(), aRuleLearner({ learnerId: 'learner-2', niNumber: 'BG123456C' })] },
    problem: ['learner-ni-number-wrong', '/learners/1'],
  },
  {
    id: 'learner.employed-at-start',
    name: 'there at the start, or not',
    passes: { claim: { learners: line({ employedAtStart: true }) } },
    fails: { claim: { learners: line({ employedAtStart: false }) } },
    problem: ['not-employed-at-start', '/learners/0/employedAtStart'],
  },
  {
    id: 'learner.once-for-each-course',
    name: 'claimed for by nobody, or by somebody',
    passes: { claimedElsewhere: [] },
    fails: { claimedElsewhere: ['learner-1'] },
    problem: ['duplicate-claim', '/learners/0'],
  },
  {
    id: 'evidence.payment',
    name: 'a payment that is shown, or a file that was refused',
    passes: { evidence: [file('payment', 'clean')] },
    fails: { evidence: [file('payment', 'refused')] },
    problem: ['evidence-missing', '/evidence/payment'],
  },
  {
    id: 'evidence.payment',
    name: 'a payment plan shows the second payment',
    passes: { type: 'completion', startPart: plan, evidence: [file('payment', 'clean')] },
    fails: { type: 'completion', startPart: plan, evidence: [file('completion', 'clean', 'learner-1')] },
    problem: ['evidence-missing', '/evidence/payment'],
  },
  {
    id: 'evidence.payment',
    name: 'a file that is being scanned, or one that never came',
    passes: { evidence: [file('payment', 'scanning')] },
    fails: { evidence: [file('payment', 'awaiting-upload')] },
    problem: ['evidence-missing', '/evidence/payment'],
  },
  {
    id: 'evidence.payment',
    name: 'of training that nobody lists the payment is shown too',
    passes: { catalogue: [], evidence: [file('payment', 'clean')] },
    fails: { catalogue: [], evidence: [] },
    problem: ['evidence-missing', '/evidence/payment'],
  },
  {
    id: 'evidence.payment',
    name: 'of bought-in training also while no line of the list pays it',
    passes: {
      catalogue: [BOUGHT_IN],
      claim: { paymentDate: undefined },
      evidence: [file('payment', 'clean')],
    },
    fails: { catalogue: [BOUGHT_IN], claim: { paymentDate: undefined }, evidence: [] },
    problem: ['evidence-missing', '/evidence/payment'],
  },
  {
    id: 'evidence.completion',
    name: 'a certificate that is clean, or refused; a receipt is none',
    passes: {
      evidence: [file('payment', 'clean', 'learner-1'), file('completion', 'scanning', 'learner-1')],
    },
    fails: { evidence: [file('payment', 'clean', 'learner-1'), file('completion', 'refused', 'learner-1')] },
    problem: ['evidence-missing', '/learners/0/evidence'],
  },
  {
    id: 'evidence.completion',
    name: 'a certificate for each learner, or for another',
    passes: { evidence: [file('completion', 'clean', 'learner-1')] },
    fails: { evidence: [file('completion', 'clean', 'learner-2')] },
    problem: ['evidence-missing', '/learners/0/evidence'],
  },
];
