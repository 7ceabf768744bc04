import { describe, expect, it } from 'vitest';
import { BOUGHT_IN, DIPLOMA, IN_HOUSE, aRuleLearner, completedOn, recordOf } from './rule-facts.ts';
import type { FactChanges } from './rule-facts.ts';

const nobody = { learners: [], claim: { learners: [] } };
const CERTIFICATE_FILE = [{ kind: 'completion', learnerId: 'learner-1', status: 'clean' }] as const;

/** Claims that a rule is not about: it neither passes nor fails them, and the record does not name it. */
const SILENT: readonly (readonly [what: string, id: string, changes: FactChanges])[] = [
  ['the start part, of a full claim', 'completion.start-part-approved', {}],
  ['the start part, of a start part', 'completion.start-part-approved', { type: 'start' }],
  ['the people of the start part, of a full claim', 'completion.learners-of-start-part', {}],
  [
    'the people of the start part, where there is none to compare with',
    'completion.learners-of-start-part',
    { type: 'completion', claim: { startPart: undefined } },
  ],
  [
    'who is still there, of a completion part that names nobody',
    'completion.employed-at-completion',
    { type: 'completion', ...nobody },
  ],
  ['a second payment, of a full claim', 'completion.second-payment-in-order', {}],
  [
    'a second payment, where there was none (section 7)',
    'completion.second-payment-in-order',
    { type: 'completion', claim: { paymentDate: undefined } },
  ],
  [
    'the list, of a completion part: the line of its start part pays it (rule Y3)',
    'training.on-the-list',
    { type: 'completion', catalogue: [] },
  ],
  [
    'the valid days, of a completion part, whose rest was paid after them (rule Y3)',
    'training.valid-on-payment-date',
    { type: 'completion', catalogue: [{ ...DIPLOMA, validTo: '2025-08-01' }] },
  ],
  [
    'quality assurance, while the day of payment is not known',
    'training.quality-assured-provider',
    { claim: { paymentDate: undefined, provider: { name: 'Rowan College', qualityAssured: false } } },
  ],
  [
    'the first day it was taught, while the start is not known',
    'dates.not-before-first-delivery',
    { catalogue: [{ ...DIPLOMA, firstStart: '2024-06-03' }], claim: { startDate: undefined } },
  ],
  ['the first day it was taught, where the list gives none', 'dates.not-before-first-delivery', {}],
  [
    'the long stop, while the start is not known',
    'dates.before-long-stop',
    { claim: { startDate: undefined } },
  ],
  [
    'the year’s deadline, of a claim that no line of the list pays',
    'dates.before-year-end',
    { catalogue: [BOUGHT_IN], claim: { paymentDate: '2025-03-31' } },
  ],
  [
    'the year’s deadline, of a fund that the year does not have',
    'dates.before-year-end',
    { catalogue: [BOUGHT_IN], policy: { funds: { main: { lastSubmissionDay: '2025-03-21' } } } },
  ],
  [
    'the year’s deadline, while a completion date is missing',
    'dates.before-year-end',
    { catalogue: [BOUGHT_IN], claim: { learners: [{ learnerId: 'learner-1' }] } },
  ],
  [
    'the determination, while the day of payment is not known',
    'employer.determination-accepted',
    { claim: { paymentDate: undefined } },
  ],
  [
    'bank details, where the policy needs none',
    'employer.bank-details',
    { policy: { bankDetails: 'not-needed' }, organisation: { bankDetails: 'none' } },
  ],
  ['age, of training that nobody lists', 'learner.old-enough', { catalogue: [] }],
  ['the trainer, of training that nobody lists', 'training.approved-trainer', { catalogue: [] }],
  ['the care regulator, of training that nobody lists', 'employer.registered-with-cqc', { catalogue: [] }],
  ['numbers, where nobody gave one to look at', 'learner.national-insurance-number', {}],
  ['roles, of a claim that names nobody', 'learner.role-covered', nobody],
  [
    'roles, of Oliver McGowan training (rule S11)',
    'learner.role-covered',
    { catalogue: [BOUGHT_IN], learners: [aRuleLearner({ roleCategory: 'other' })] },
  ],
  ['who worked there at the start, of a claim that names nobody', 'learner.employed-at-start', nobody],
  ['payment evidence, while nobody has looked', 'evidence.payment', {}],
  ['payment evidence, of in-house training', 'evidence.payment', { catalogue: [IN_HOUSE], evidence: [] }],
  [
    'payment evidence, of a completion part that was paid in full before',
    'evidence.payment',
    { type: 'completion', evidence: [] },
  ],
  [
    'payment evidence, of in-house training that nobody has completed',
    'evidence.payment',
    { catalogue: [IN_HOUSE], claim: { learners: [{ learnerId: 'learner-1' }] }, evidence: [] },
  ],
  ['completion evidence, while nobody has looked', 'evidence.completion', {}],
  ['completion evidence, of a start part', 'evidence.completion', { type: 'start', evidence: [] }],
  ['who paid, of in-house training', 'evidence.paid-by-employer', { catalogue: [IN_HOUSE] }],
  [
    'who paid, of a completion part that was paid in full before',
    'evidence.paid-by-employer',
    { type: 'completion', evidence: CERTIFICATE_FILE },
  ],
  ['the trainer, outside Oliver McGowan training', 'training.approved-trainer', {}],
];

describe('rules are not about every claim', () => {
  it.each(SILENT)('%s', (_what, id, changes) => {
    expect(recordOf(id, changes)).toBeUndefined();
  });
});

describe('a year’s deadline binds only claims that its year governs', () => {
  // The policy of 2024-25 has 21 March 2025 for the main fund; these claims were submitted on 1 October 2025.
  const OF_2024 = {
    effectiveFrom: '2024-04-01',
    effectiveTo: '2025-03-31',
    year: '2024-25',
    funds: { main: { lastSubmissionDay: '2025-03-21' } },
  };
  const paidOn = (paymentDate: string) =>
    recordOf('dates.before-year-end', {
      policy: OF_2024,
      claim: { startDate: undefined, paymentDate, learners: completedOn('2025-03-31') },
    })?.outcome;

  it.each([
    ['2024-04-01', 'fail'],
    ['2025-03-31', 'fail'],
    ['2025-04-01', undefined],
  ])('paid on %s: %s', (day, outcome) => {
    expect(paidOn(day)).toBe(outcome);
  });

  it('nor those paid before its first day', () => {
    const listed = [{ ...DIPLOMA, validFrom: '2023-04-01' }];
    const judged = (paymentDate: string) =>
      recordOf('dates.before-year-end', {
        catalogue: listed,
        policy: OF_2024,
        claim: { startDate: undefined, paymentDate, learners: completedOn('2025-03-31') },
      })?.outcome;
    expect([judged('2024-03-31'), judged('2024-04-01')]).toEqual([undefined, 'fail']);
  });
});
