import { describe, expect, it } from 'vitest';
import type { ReviewStep, StepOutcome } from '../../../shared/domain/review.ts';
import { failingLines, splitClaim } from '../../../shared/domain/split-claim.ts';

const base = { reasonCodes: [], by: 'caseworker1', at: '2025-10-01T09:00:00.000Z' };
const payment = (outcome: StepOutcome): ReviewStep => ({ ...base, step: 'payment', outcome });
const completion = (learnerId: string, outcome: StepOutcome): ReviewStep => ({
  ...base,
  step: 'completion',
  learnerId,
  outcome,
});
const lines = ['a', 'b', 'c'].map((learnerId) => ({ learnerId, completionDate: '2025-09-20' }));
const claim = { lines, amount: { perLearnerPence: 4_500 } };
const needs = { payment: true, completion: true, learnerIds: ['a', 'b', 'c'] };
const reviewed = (...steps: readonly ReviewStep[]) => ({ needs, steps });
const oneBad = reviewed(
  payment('met'),
  completion('a', 'met'),
  completion('b', 'action'),
  completion('c', 'met'),
);

describe('lines that do not pass are split off', () => {
  it('into a claim of their own, each line with its amount: £135 = £90 + £45', () => {
    const split = splitClaim(claim, ['b'], oneBad);
    expect(split).toEqual({
      ok: true,
      value: {
        stays: { lines: [lines[0], lines[2]], amountPence: 9_000 },
        leaves: { lines: [lines[1]], amountPence: 4_500 },
      },
    });
  });

  it('a good line may go with them', () => {
    expect(splitClaim(claim, ['b', 'c'], oneBad)).toMatchObject({
      value: { stays: { amountPence: 4_500 }, leaves: { amountPence: 9_000 } },
    });
  });

  it('of a start part none fails by itself, so only those that are named leave', () => {
    const startNeeds = { payment: true, completion: false, learnerIds: ['a', 'b', 'c'] };
    const split = splitClaim(claim, ['a'], { needs: startNeeds, steps: [payment('met')] });
    expect(failingLines(startNeeds, [payment('met')])).toEqual([]);
    expect(split).toMatchObject({ ok: true, value: { leaves: { amountPence: 4_500 } } });
  });

  it.each([
    ['nobody', [], oneBad, 'nothing-to-split-off'],
    ['everybody', ['a', 'b', 'c'], oneBad, 'nothing-would-stay'],
    ['a stranger', ['x'], oneBad, 'learner-not-on-claim'],
    ['the wrong line', ['a'], oneBad, 'failing-line-stays'],
    [
      'while a line is not looked at',
      ['b'],
      reviewed(payment('met'), completion('a', 'met'), completion('b', 'reject')),
      'failing-line-stays',
    ],
    [
      'while the payment is not met',
      ['b'],
      reviewed(payment('action'), completion('a', 'met'), completion('b', 'action'), completion('c', 'met')),
      'payment-not-met',
    ],
    [
      'while the payment is not looked at',
      ['b'],
      reviewed(completion('a', 'met'), completion('b', 'action'), completion('c', 'met')),
      'payment-not-met',
    ],
  ] as const)('not %s', (...[, leaving, review, error]) => {
    expect(splitClaim(claim, leaving, review)).toEqual({ ok: false, error });
  });
});
