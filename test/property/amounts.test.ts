import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountFor } from '../../shared/domain/amounts.ts';
import type { ClaimType } from '../../shared/domain/reference.ts';

const upTo = (maximumPence: number) => ({ rate: 'up-to-maximum', maximumPence }) as const;
const eachFor = (type: ClaimType, whole: number): number =>
  amountFor({ entry: upTo(whole), type, learners: 1, costPerLearnerPence: whole }).perLearnerPence;

/** Pounds are paid in pennies: five at a time make three and two; what is left over is rounded half up. */
const sixtyOf = (whole: number): number => {
  const left = [0, 1, 1, 2, 2][whole % 5] ?? 0;
  return ((whole - (whole % 5)) / 5) * 3 + left;
};

const pounds = (amount: number): string => {
  const [whole, rest] = (amount / 100).toFixed(2).split('.');
  const grouped = (whole ?? '').replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return rest === '00' ? `£${grouped}` : `£${grouped}.${rest ?? ''}`;
};

describe('sixty and forty per cent make the whole', () => {
  it('for every penny up to £200, and in between those exactly sixty per cent, half up', () => {
    for (let whole = 0; whole <= 20_000; whole += 1) {
      const sixty = eachFor('start', whole);
      if (sixty !== sixtyOf(whole) || sixty + eachFor('completion', whole) !== whole) {
        expect({ whole, sixty }).toEqual({ whole, sixty: sixtyOf(whole) });
        expect.unreachable(`The parts of ${whole} pence do not make the whole`);
      }
    }
    expect(eachFor('full', 20_000)).toBe(20_000);
  });

  it('for any amount up to a billion pounds', () => {
    fc.assert(
      fc.property(fc.nat({ max: 100_000_000_000 }), (whole) => {
        expect(eachFor('start', whole)).toBe(sixtyOf(whole));
        expect(eachFor('start', whole) + eachFor('completion', whole)).toBe(whole);
      }),
      { numRuns: 500 },
    );
  });
});

const type = fc.constantFrom('full', 'start', 'completion');
const money = fc.oneof(fc.nat({ max: 500 }), fc.nat({ max: 500_000 }));
const input = fc.record({
  type,
  maximumPence: money,
  cost: fc.option(money, { nil: undefined }),
  learners: fc.integer({ min: 1, max: 40 }),
  rate: fc.constantFrom('up-to-maximum', 'fixed'),
});

describe('any amount', () => {
  it('is never above the cost and never above the maximum, for each learner and for all', () => {
    fc.assert(
      fc.property(input, ({ maximumPence, cost, learners, rate, ...rest }) => {
        const { perLearnerPence, totalPence } = amountFor({
          entry: { rate, maximumPence },
          type: rest.type,
          learners,
          costPerLearnerPence: cost,
        });
        expect(perLearnerPence).toBeLessThanOrEqual(maximumPence);
        expect(totalPence).toBeLessThanOrEqual(maximumPence * learners);
        if (rate === 'up-to-maximum' && cost !== undefined) expect(perLearnerPence).toBeLessThanOrEqual(cost);
        expect(totalPence).toBe(perLearnerPence * learners);
      }),
      { numRuns: 500 },
    );
  });

  it('grows with the cost until the maximum, then stays', () => {
    fc.assert(
      fc.property(type, money, fc.tuple(money, money), (kind, maximumPence, [one, other]) => {
        const of = (cost: number): number =>
          amountFor({ entry: upTo(maximumPence), type: kind, learners: 1, costPerLearnerPence: cost })
            .totalPence;
        const [less, more] = [Math.min(one, other), Math.max(one, other)];
        expect(of(less)).toBeLessThanOrEqual(of(more));
        if (less >= maximumPence) expect(of(less)).toBe(of(more));
      }),
      { numRuns: 300 },
    );
  });

  it('is explained with the figures that made it', () => {
    fc.assert(
      fc.property(input, ({ maximumPence, cost, learners, rate, ...rest }) => {
        const amount = amountFor({
          entry: { rate, maximumPence },
          type: rest.type,
          learners,
          costPerLearnerPence: cost,
        });
        const figures = [
          pounds(maximumPence),
          pounds(amount.perLearnerPence),
          pounds(amount.totalPence),
          `${learners} learner${learners === 1 ? '' : 's'}`,
          ...(rate === 'fixed' || cost === undefined ? [] : [pounds(cost)]),
          ...(amount.sharePercent === 100 ? [] : [`${amount.sharePercent}%`]),
        ];
        for (const figure of figures) expect(amount.explanation).toContain(figure);
      }),
      { numRuns: 300 },
    );
  });
});
