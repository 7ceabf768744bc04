import { describe, expect, it } from 'vitest';
import type { ReviewStep, StepOutcome } from '../../../shared/domain/review.ts';
import { failingLines, splitLines, stepsAbout } from '../../../shared/domain/split-claim.ts';

const base = { reasonCodes: [], by: 'caseworker1', at: '2025-10-01T09:00:00.000Z' };
const payment = (outcome: StepOutcome): ReviewStep => ({ ...base, step: 'payment', outcome });
const completion = (learnerId: string, outcome: StepOutcome): ReviewStep => ({
  ...base,
  step: 'completion',
  learnerId,
  outcome,
});
const lines = ['a', 'b', 'c'].map((learnerId) => ({ learnerId, completionDate: '2025-09-20' }));
const [a, b, c] = lines;
const needs = { payment: true, completion: true, learnerIds: ['a', 'b', 'c'] };
const reviewed = (...steps: readonly ReviewStep[]) => ({ needs, steps });
const oneBad = reviewed(
  payment('met'),
  completion('a', 'met'),
  completion('b', 'action'),
  completion('c', 'met'),
);

describe('lines that do not pass are split off', () => {
  it('and the others stay, each line on one side', () => {
    expect(splitLines(lines, ['b'], oneBad)).toEqual({ ok: true, value: { stays: [a, c], leaves: [b] } });
  });

  it('a good line may go with them', () => {
    expect(splitLines(lines, ['c', 'b'], oneBad)).toEqual({
      ok: true,
      value: { stays: [a], leaves: [b, c] },
    });
  });

  it('of a start part none fails by itself, so only those that are named leave', () => {
    const start = {
      needs: { payment: true, completion: false, learnerIds: ['a', 'b', 'c'] },
      steps: [payment('met')],
    };
    expect(failingLines(start)).toEqual([]);
    expect(splitLines(lines, ['a'], start)).toEqual({ ok: true, value: { stays: [b, c], leaves: [a] } });
  });

  it('of in-house training there is no payment to look at', () => {
    const inHouse = { needs: { ...needs, payment: false }, steps: oneBad.steps.slice(1) };
    expect(splitLines(lines, ['b'], inHouse)).toMatchObject({ ok: true });
  });

  it('with what was found about them, and about the payment', () => {
    expect(stepsAbout([{ learnerId: 'b' }], oneBad.steps)).toEqual([
      payment('met'),
      completion('b', 'action'),
    ]);
    expect(stepsAbout([{ learnerId: 'a' }, { learnerId: 'c' }], oneBad.steps)).toEqual([
      payment('met'),
      completion('a', 'met'),
      completion('c', 'met'),
    ]);
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
    expect(splitLines(lines, leaving, review)).toEqual({ ok: false, error });
  });
});
