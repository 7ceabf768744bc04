import { describe, expect, it } from 'vitest';
import { decisionRecordSchema } from '../../../shared/contracts/stored/decision-record.ts';
import type { Rule } from '../../../shared/domain/rules/rule.ts';
import {
  RULES,
  referredRules,
  rerun,
  resolutionOf,
  rulesOn,
  runRules,
} from '../../../shared/domain/rules/run-rules.ts';
import { CERTIFICATE, aRuleLearner, someFacts } from './rule-facts.ts';
import type { FactChanges } from './rule-facts.ts';

const CASES: readonly (readonly [string, FactChanges])[] = [
  ['a full claim', {}],
  ['a completion part on a plan', { type: 'completion', startPart: { paymentPlan: true } }],
  [
    'a claim that fails',
    { catalogue: [CERTIFICATE], learners: [aRuleLearner({ dateOfBirth: '2010-05-05', regulated: true })] },
  ],
  ['a claim of which nothing is known', { catalogue: [], claim: { learners: [], startDate: undefined } }],
  [
    'everything looked at',
    { claimedElsewhere: ['learner-1'], evidence: [{ kind: 'payment', status: 'clean' }] },
  ],
];

describe('a decision made again from its record alone', () => {
  it.each(CASES)('is the same after it was stored and read: %s', (_what, changes) => {
    const record = runRules(someFacts(changes));
    const stored = decisionRecordSchema.parse(JSON.parse(JSON.stringify(record)));
    expect(stored).toEqual(record);
    expect(rerun(stored)).toEqual(record);
    // Nothing is kept as undefined: what was not known is not there.
    expect(JSON.parse(JSON.stringify(record))).toStrictEqual(record);
  });

  it('whatever the policy is by now: the record has its own', () => {
    const record = runRules(someFacts({ policy: { version: '2025-26.0', windowMonths: 0 } }));
    expect(rerun(record).rules.find(({ id }) => id === 'dates.within-window')?.outcome).toBe('fail');
    expect(rerun(record).policyVersion).toBe('2025-26.0');
  });

  it('refuses to judge by a version of a rule that is gone', () => {
    const record = runRules(someFacts());
    const [one] = record.rules;
    const odd = { ...record, rules: one === undefined ? [] : [{ ...one, version: 99 }] };
    expect(() => rerun(odd)).toThrow('Rule claim.complete, version 99, is gone');
  });
});

describe('corrections before refusals', () => {
  it.each([
    ['nothing wrong', {}, 'passes'],
    ['a fault that can be put right', { organisation: { bankDetails: 'given' } }, 'send-back'],
    ['a fault that cannot', { claimedElsewhere: ['learner-1'] }, 'refuse'],
    [
      'one of each: it is sent back with the whole list',
      { claimedElsewhere: ['learner-1'], organisation: { bankDetails: 'given' } },
      'send-back',
    ],
  ] as const)('%s', (_what, changes, kind) => {
    expect(resolutionOf(runRules(someFacts(changes))).kind).toBe(kind);
  });

  it('a refusal names its rules', () => {
    const resolution = resolutionOf(runRules(someFacts({ claimedElsewhere: ['learner-1'] })));
    expect(resolution).toMatchObject({ kind: 'refuse', rules: [{ id: 'learner.once-for-each-course' }] });
  });

  it('questions for a person stop nothing', () => {
    const record = runRules(someFacts());
    expect(referredRules(record).map(({ id }) => id)).toEqual([
      'training.not-an-apprenticeship',
      'learner.employed-at-start',
      'evidence.paid-by-employer',
      'evidence.eligible-training',
    ]);
    expect(resolutionOf(record).kind).toBe('passes');
  });
});

describe('the rules themselves', () => {
  it.each(RULES.map((rule) => [rule.id, rule] as const))('%s says what it is', (_id, rule) => {
    expect(rule.id).toMatch(/^[a-z]+\.[a-z0-9-]+$/);
    expect(rule.title).toMatch(/^[A-Z].*[^.]$/);
    expect(rule.text).toMatch(/^[A-Z].+\.$/);
    expect(rule.source).toMatch(/\b(?:rules? [A-Z]\d|section \d|requirement \d)/);
    expect(rule.effectiveFrom >= '2024-04-01').toBe(true);
  });

  it('each version of each is there once', () => {
    expect(new Set(RULES.map(({ id, version }) => `${id}@${version}`)).size).toBe(RULES.length);
  });

  it('quality assurance is a rule of 2026-27; the days before have it not as a fault', () => {
    const { effectiveFrom } = RULES.find(({ id }) => id === 'training.quality-assured-provider') ?? {};
    expect(effectiveFrom).toBe('2026-04-01');
  });
});

describe('the version of a rule that governs a day', () => {
  const [any] = RULES;
  const versions: readonly Rule[] =
    any === undefined
      ? []
      : [
          { ...any, id: 'a.rule', version: 1, effectiveFrom: '2024-04-01' },
          { ...any, id: 'a.rule', version: 2, effectiveFrom: '2025-04-01', effectiveTo: '2026-03-31' },
          { ...any, id: 'a.rule', version: 3, effectiveFrom: '2026-10-01' },
        ];

  it.each([
    ['2023-01-01', [1]],
    ['2024-04-01', [1]],
    ['2025-03-31', [1]],
    ['2025-04-01', [2]],
    ['2026-03-31', [2]],
    ['2026-04-01', []],
    ['2026-09-30', []],
    ['2026-10-01', [3]],
  ])('on %s: %j', (day, expected) => {
    expect(rulesOn(day, versions).map(({ version }) => version)).toEqual(expected);
  });
});
