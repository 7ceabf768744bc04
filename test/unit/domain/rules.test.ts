import { describe, expect, it } from 'vitest';
import { RULES, runRules } from '../../../shared/domain/rules/run-rules.ts';
import {
  BOUGHT_IN,
  CERTIFICATE,
  COURSE,
  DIPLOMA,
  IN_HOUSE,
  aRuleLearner,
  completedOn,
  recordOf,
  someFacts,
} from './rule-facts.ts';
import { ASKED_OF_A_PERSON } from './asked-of-a-person.ts';
import { PARTS_AND_PEOPLE } from './boundaries-of-parts-and-people.ts';
import type { Boundary } from './boundaries-of-parts-and-people.ts';
import type { FactChanges } from './rule-facts.ts';

const at = (now: string, changes: FactChanges = {}): FactChanges => ({ now, ...changes });
const dates = (startDate: string | undefined, paymentDate: string, completion: string) => ({
  startDate,
  paymentDate,
  learners: completedOn(completion),
});
const SENTENCE = /^[A-Z].+\.$/;
const adult = (dateOfBirth: string | undefined) => [aRuleLearner({ dateOfBirth })];

/** For each rule, the last case that passes and the first that fails. */
const BOUNDARIES: readonly Boundary[] = [
  {
    id: 'claim.complete',
    name: 'somebody is named',
    passes: {},
    fails: { learners: [], claim: { learners: [] } },
    problem: ['field-missing', '/learners'],
  },
  {
    id: 'claim.complete',
    name: 'a start part says when it started',
    passes: { type: 'start' },
    fails: { type: 'start', claim: { startDate: undefined } },
    problem: ['field-missing', '/startDate'],
  },
  {
    id: 'claim.complete',
    name: 'a full claim says when it was paid, and need not say when it started',
    passes: { claim: { startDate: undefined } },
    fails: { claim: { startDate: undefined, paymentDate: undefined } },
    problem: ['field-missing', '/paymentDate'],
  },
  {
    id: 'claim.complete',
    name: 'a bought-in Oliver McGowan course says when it was paid, an in-house one need not',
    passes: { catalogue: [IN_HOUSE], claim: { paymentDate: undefined } },
    fails: { catalogue: [BOUGHT_IN], claim: { paymentDate: undefined } },
    problem: ['field-missing', '/paymentDate'],
  },
  {
    id: 'claim.complete',
    name: 'a full claim says when each learner completed, a start part need not',
    passes: { type: 'start', claim: { learners: [{ learnerId: 'learner-1' }] } },
    fails: { claim: { learners: [...completedOn('2025-09-20'), { learnerId: 'learner-2' }] } },
    problem: ['field-missing', '/learners/1/completionDate'],
  },
  {
    id: 'claim.complete',
    name: 'a completion part says when it was completed',
    passes: { type: 'completion' },
    fails: { type: 'completion', claim: { learners: [{ learnerId: 'learner-1' }] } },
    problem: ['field-missing', '/learners/0/completionDate'],
  },
  {
    id: 'claim.complete',
    name: 'training with an age limit says when it started',
    passes: { catalogue: [CERTIFICATE], learners: adult('2000-01-01') },
    fails: { catalogue: [CERTIFICATE], learners: adult('2000-01-01'), claim: { startDate: undefined } },
    problem: ['field-missing', '/startDate'],
  },
  {
    id: 'claim.each-learner-once',
    name: 'nobody twice',
    passes: { claim: { learners: completedOn('2025-09-20', '2025-09-20') } },
    fails: {
      claim: { learners: [...completedOn('2025-09-20', '2025-09-19'), ...completedOn('2025-09-18')] },
    },
    problem: ['learner-twice', '/learners/2'],
  },
  {
    id: 'training.on-the-list',
    name: 'the training is listed',
    passes: {},
    fails: { catalogue: [] },
    problem: ['training-not-on-the-list', '/trainingCode'],
  },
  {
    id: 'training.valid-on-payment-date',
    name: 'the first valid day of payment',
    passes: { catalogue: [BOUGHT_IN], claim: { paymentDate: '2025-04-01' } },
    fails: { catalogue: [BOUGHT_IN], claim: { paymentDate: '2025-03-31' } },
    problem: ['training-not-valid-on-payment-date', '/paymentDate'],
  },
  {
    id: 'training.valid-on-payment-date',
    name: 'the last valid day of payment',
    passes: at('2026-05-01T09:00:00.000Z', { catalogue: [BOUGHT_IN], claim: { paymentDate: '2026-03-31' } }),
    fails: at('2026-05-01T09:00:00.000Z', { catalogue: [BOUGHT_IN], claim: { paymentDate: '2026-04-01' } }),
    problem: ['training-not-valid-on-payment-date', '/paymentDate'],
  },
  {
    id: 'training.split-allowed',
    name: 'a qualification may start in parts, a course may not',
    passes: { type: 'start', catalogue: [DIPLOMA] },
    fails: { type: 'start', catalogue: [COURSE] },
    problem: ['split-not-allowed', '/type'],
  },
  {
    id: 'training.split-allowed',
    name: 'nor may a course be completed in parts',
    passes: { type: 'completion', catalogue: [DIPLOMA] },
    fails: { type: 'completion', catalogue: [COURSE] },
    problem: ['split-not-allowed', '/type'],
  },
  {
    id: 'training.quality-assured-provider',
    name: 'paid on the first day of 2026-27, the provider is quality assured',
    passes: at('2026-04-02T09:00:00.000Z', { claim: { paymentDate: '2026-04-01' } }),
    fails: at('2026-04-02T09:00:00.000Z', {
      claim: { paymentDate: '2026-04-01', provider: { name: 'Rowan College', qualityAssured: false } },
    }),
    problem: ['provider-not-quality-assured', '/provider/qualityAssured'],
  },
  {
    id: 'dates.not-in-the-future',
    name: 'a start today, or tomorrow',
    passes: { type: 'start', claim: dates('2025-10-01', '2025-10-01', '2025-10-01') },
    fails: { type: 'start', claim: dates('2025-10-02', '2025-10-01', '2025-10-01') },
    problem: ['date-in-the-future', '/startDate'],
  },
  {
    id: 'dates.not-in-the-future',
    name: 'a payment today, or tomorrow',
    passes: { claim: { paymentDate: '2025-10-01' } },
    fails: { claim: { paymentDate: '2025-10-02' } },
    problem: ['date-in-the-future', '/paymentDate'],
  },
  {
    id: 'dates.not-in-the-future',
    name: 'a completion today, or tomorrow, for any of the learners',
    passes: { claim: { learners: completedOn('2025-09-20', '2025-10-01') } },
    fails: { claim: { learners: completedOn('2025-09-20', '2025-10-02') } },
    problem: ['date-in-the-future', '/learners/1/completionDate'],
  },
  {
    id: 'dates.not-in-the-future',
    name: 'today is London’s day, which begins an hour before UTC’s in summer',
    passes: at('2025-06-30T23:00:00.000Z', { claim: dates('2025-05-01', '2025-05-01', '2025-07-01') }),
    fails: at('2025-06-30T22:59:59.999Z', { claim: dates('2025-05-01', '2025-05-01', '2025-07-01') }),
    problem: ['date-in-the-future', '/learners/0/completionDate'],
  },
  {
    id: 'dates.completion-on-or-after-start',
    name: 'completed on the day it started, or the day before',
    passes: { claim: dates('2025-09-20', '2025-08-01', '2025-09-20') },
    fails: { claim: dates('2025-09-20', '2025-08-01', '2025-09-19') },
    problem: ['completion-before-start', '/learners/0/completionDate'],
  },
  {
    id: 'dates.completion-on-or-after-start',
    name: 'every learner is looked at',
    passes: { claim: { startDate: '2025-09-01', learners: completedOn('2025-09-20', '2025-09-01') } },
    fails: { claim: { startDate: '2025-09-01', learners: completedOn('2025-09-20', '2025-08-31') } },
    problem: ['completion-before-start', '/learners/1/completionDate'],
  },
  {
    id: 'dates.on-or-after-scheme-start',
    name: 'started on the first day of the scheme, or the day before',
    passes: { claim: { startDate: '2024-04-01' } },
    fails: { claim: { startDate: '2024-03-31' } },
    problem: ['before-scheme-start', '/startDate'],
  },
  {
    id: 'dates.on-or-after-scheme-start',
    name: 'paid on the first day of the scheme, or the day before',
    passes: { claim: { startDate: '2024-04-02', paymentDate: '2024-04-01' } },
    fails: { claim: { startDate: '2024-04-02', paymentDate: '2024-03-31' } },
    problem: ['before-scheme-start', '/paymentDate'],
  },
  {
    id: 'dates.on-or-after-scheme-start',
    name: 'paid then, with no start given',
    passes: { claim: { startDate: undefined, paymentDate: '2024-04-01' } },
    fails: { claim: { startDate: undefined, paymentDate: '2024-03-31' } },
    problem: ['before-scheme-start', '/paymentDate'],
  },
  {
    id: 'dates.on-or-after-scheme-start',
    name: 'started then, with no payment given',
    passes: { claim: { startDate: '2024-04-01', paymentDate: undefined } },
    fails: { claim: { startDate: '2024-03-31', paymentDate: undefined } },
    problem: ['before-scheme-start', '/startDate'],
  },
  {
    id: 'dates.within-window',
    name: 'a full claim on its last day, in summer, or a moment later',
    passes: at('2025-09-01T22:59:59.999Z', { claim: dates('2025-05-01', '2025-05-01', '2025-06-01') }),
    fails: at('2025-09-01T23:00:00.000Z', { claim: dates('2025-05-01', '2025-05-01', '2025-06-01') }),
    problem: ['outside-window', '/learners/0/completionDate'],
  },
  {
    id: 'dates.within-window',
    name: 'a claim whose window ends on 28 February, or a moment later',
    passes: at('2026-02-28T23:59:59.999Z', { claim: dates('2025-05-01', '2025-05-01', '2025-11-30') }),
    fails: at('2026-03-01T00:00:00.000Z', { claim: dates('2025-05-01', '2025-05-01', '2025-11-30') }),
    problem: ['outside-window', '/learners/0/completionDate'],
  },
  {
    id: 'dates.within-window',
    name: 'a start part that was paid before it started: scenario 8',
    passes: at('2025-05-01T22:59:59.999Z', {
      type: 'start',
      claim: dates('2025-02-01', '2025-01-10', '2025-02-01'),
    }),
    fails: at('2025-05-02T09:00:00.000Z', {
      type: 'start',
      claim: dates('2025-02-01', '2025-01-10', '2025-02-01'),
    }),
    problem: ['outside-window', '/paymentDate'],
  },
  {
    id: 'dates.within-window',
    name: 'a completion part',
    passes: at('2025-12-20T23:59:59.999Z', { type: 'completion' }),
    fails: at('2025-12-21T00:00:00.000Z', { type: 'completion' }),
    problem: ['outside-window', '/learners/0/completionDate'],
  },
  {
    id: 'employer.provides-adult-social-care',
    name: 'the employer provides care',
    passes: {},
    fails: { organisation: { providesAdultSocialCare: false } },
    problem: ['employer-not-eligible', ''],
  },
  {
    id: 'employer.provides-adult-social-care',
    name: 'the employer employs in England',
    passes: {},
    fails: { organisation: { employsInEngland: false } },
    problem: ['employer-not-eligible', ''],
  },
  {
    id: 'employer.workforce-data-set-up-to-date',
    name: 'the account is up to date',
    passes: {},
    fails: { organisation: { workforceDataSetUpToDateAt: undefined } },
    problem: ['workforce-data-set-stale', ''],
  },
  {
    id: 'employer.registered-with-cqc',
    name: 'an Oliver McGowan claim comes from a registered employer',
    passes: { catalogue: [BOUGHT_IN] },
    fails: { catalogue: [BOUGHT_IN], organisation: { registeredWithCqc: false } },
    problem: ['employer-not-registered-with-cqc', '/trainingCode'],
  },
  {
    id: 'employer.determination-accepted',
    name: 'paid on 31 March 2026, or on 1 April, with 2025-26 accepted alone: scenario 3',
    passes: at('2026-04-02T09:00:00.000Z', {
      organisation: { determinationsAccepted: ['2025-26'] },
      claim: { paymentDate: '2026-03-31' },
    }),
    fails: at('2026-04-02T09:00:00.000Z', {
      organisation: { determinationsAccepted: ['2025-26'] },
      claim: { paymentDate: '2026-04-01' },
    }),
    problem: ['determination-not-accepted', '/paymentDate'],
  },
  {
    id: 'employer.determination-accepted',
    name: 'paid on 1 April 2025, or on 31 March, with 2025-26 accepted alone',
    passes: { organisation: { determinationsAccepted: ['2025-26'] }, claim: { paymentDate: '2025-04-01' } },
    fails: { organisation: { determinationsAccepted: ['2025-26'] }, claim: { paymentDate: '2025-03-31' } },
    problem: ['determination-not-accepted', '/paymentDate'],
  },
  {
    id: 'employer.registration-complete',
    name: 'registered, or still registering',
    passes: { organisation: { registration: 'registered' } },
    fails: { organisation: { registration: 'in-progress' } },
    problem: ['registration-not-complete', ''],
  },
  {
    id: 'learner.not-regulated',
    name: 'nobody is in a regulated profession',
    passes: { learners: [aRuleLearner(), aRuleLearner({ learnerId: 'learner-2' })] },
    fails: { learners: [aRuleLearner(), aRuleLearner({ learnerId: 'learner-2', regulated: true })] },
    problem: ['learner-regulated', '/learners/1'],
  },
  {
    id: 'learner.old-enough',
    name: '19 on the day it started, or a day short of it',
    passes: { catalogue: [CERTIFICATE], learners: adult('2006-07-01') },
    fails: { catalogue: [CERTIFICATE], learners: adult('2006-07-02') },
    problem: ['learner-too-young', '/learners/0'],
  },
  {
    id: 'learner.old-enough',
    name: 'a date of birth that is known',
    passes: { catalogue: [CERTIFICATE], learners: adult('2006-07-01') },
    fails: { catalogue: [CERTIFICATE], learners: adult(undefined) },
    problem: ['learner-date-of-birth-missing', '/learners/0'],
  },
];

const ALL: readonly Boundary[] = [...BOUNDARIES, ...PARTS_AND_PEOPLE];

describe('each rule at its boundary', () => {
  it('covers every rule', () => {
    const bounded = [...ALL.map(({ id }) => id), ...ASKED_OF_A_PERSON.map(({ id }) => id)];
    expect(new Set(bounded)).toEqual(new Set(RULES.map(({ id }) => id)));
  });

  it.each(ALL)('$id: $name', ({ id, passes, fails, problem: [code, pointer] }) => {
    const passed = recordOf(id, passes);
    expect(passed).toMatchObject({ id, outcome: 'pass' });
    expect(passed?.problem).toBeUndefined();
    expect(passed?.explanation).toMatch(SENTENCE);
    const failed = recordOf(id, fails);
    expect(failed).toMatchObject({ id, outcome: 'fail', problem: { code, pointer } });
    expect(failed?.problem?.fix).toMatch(SENTENCE);
    expect(failed?.problem?.detail).toMatch(SENTENCE);
    expect(failed?.explanation).toBe(failed?.problem?.detail);
  });
});

describe('what no rule can know is asked of a person', () => {
  it.each(ASKED_OF_A_PERSON)('$id: $name', ({ id, asked, silent }) => {
    const record = recordOf(id, asked);
    expect(record).toMatchObject({ id, outcome: 'refer' });
    expect(record?.explanation).toMatch(SENTENCE);
    expect(record?.problem).toBeUndefined();
    expect(recordOf(id, silent)?.outcome).not.toBe('refer');
  });
});

describe('rules that have nothing to say', () => {
  it.each<readonly [string, string, FactChanges]>([
    ['each learner once, of one learner', 'claim.each-learner-once', {}],
    ['the valid days of training that is not listed', 'training.valid-on-payment-date', { catalogue: [] }],
    [
      'the valid days while nothing was paid',
      'training.valid-on-payment-date',
      { claim: { paymentDate: undefined } },
    ],
    [
      'the future, of a claim without a date',
      'dates.not-in-the-future',
      { claim: { startDate: undefined, paymentDate: undefined, learners: [] } },
    ],
    [
      'the order of dates, without a start',
      'dates.completion-on-or-after-start',
      { claim: { startDate: undefined } },
    ],
    [
      'the first day of the scheme, of a claim that neither started nor was paid',
      'dates.on-or-after-scheme-start',
      { claim: { startDate: undefined, paymentDate: undefined } },
    ],
    ['parts, of training that is not listed', 'training.split-allowed', { type: 'start', catalogue: [] }],
    ['parts, of a full claim', 'training.split-allowed', { catalogue: [COURSE] }],
    [
      'the window while a completion date is missing',
      'dates.within-window',
      { claim: { learners: [{ learnerId: 'learner-1' }] } },
    ],
    [
      'the care regulator, outside Oliver McGowan training',
      'employer.registered-with-cqc',
      { organisation: { registeredWithCqc: false } },
    ],
    [
      'professional regulators, for Oliver McGowan training (rule S11)',
      'learner.not-regulated',
      { catalogue: [BOUGHT_IN], learners: [aRuleLearner({ regulated: true })] },
    ],
    [
      'age, where there is no limit',
      'learner.old-enough',
      { learners: [aRuleLearner({ dateOfBirth: '2015-01-01' })] },
    ],
    [
      'quality assurance of what was paid on the last day of 2025-26',
      'training.quality-assured-provider',
      at('2026-04-02T09:00:00.000Z', {
        claim: { paymentDate: '2026-03-31', provider: { name: 'Rowan College', qualityAssured: false } },
      }),
    ],
  ])('%s', (_what, id, changes) => {
    expect(recordOf(id, changes)).toBeUndefined();
  });
});

it('a claim that is in order passes every rule that applies to it', () => {
  const { rules } = runRules(someFacts());
  expect(rules.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
  expect(rules.length).toBeGreaterThan(8);
});

it.each<readonly [string, FactChanges]>([
  ['a full claim', {}],
  ['a start part', { type: 'start' }],
  ['a completion part on a plan', { type: 'completion', startPart: { paymentPlan: true } }],
  ['in-house training', { catalogue: [IN_HOUSE] }],
])('of %s each rule says in a sentence why it passes, or what is asked', (_what, changes) => {
  const { rules } = runRules(someFacts(changes));
  expect(rules.filter(({ explanation }) => !SENTENCE.test(explanation))).toEqual([]);
});
