import { describe, expect, it } from 'vitest';
import { amountFor, costFromInvoice } from '../../../shared/domain/amounts.ts';
import type { ClaimType } from '../../../shared/domain/reference.ts';

const POUND = 100;

interface Example {
  readonly number: number;
  readonly what: string;
  readonly type: ClaimType;
  /** In pounds, as the examples are written: maximum, full cost for each learner, learners, result. */
  readonly maximum: number;
  readonly cost?: number;
  readonly learners: number;
  readonly result: number;
  /** Of a completion part: what its start part was approved for, for each learner. */
  readonly before?: number;
  readonly fixed?: boolean;
}

/** The 14 worked examples of the caseworkers' specification, section 8.1, as they stand there. */
const EXAMPLES: readonly Example[] = [
  { number: 1, what: 'dearer than the maximum', type: 'full', maximum: 50, cost: 60, learners: 1, result: 50 },
  { number: 2, what: 'cheaper than it', type: 'full', maximum: 160, cost: 150, learners: 1, result: 150 },
  { number: 3, what: 'dearer again', type: 'full', maximum: 160, cost: 200, learners: 1, result: 160 },
  { number: 4, what: 'twelve learners', type: 'full', maximum: 50, cost: 45, learners: 12, result: 540 },
  { number: 5, what: '60%', type: 'start', maximum: 300, cost: 300, learners: 1, result: 180 },
  { number: 5, what: 'then 40%', type: 'completion', maximum: 300, cost: 300, learners: 1, before: 180, result: 120 },
  { number: 6, what: '60%', type: 'start', maximum: 150, cost: 55, learners: 1, result: 33 },
  { number: 6, what: 'then 40%', type: 'completion', maximum: 150, cost: 55, learners: 1, before: 33, result: 22 },
  { number: 7, what: '60% of the cost', type: 'start', maximum: 300, cost: 270, learners: 1, result: 162 },
  { number: 7, what: 'then 40%', type: 'completion', maximum: 300, cost: 270, learners: 1, before: 162, result: 108 },
  { number: 8, what: '60% of the cost', type: 'start', maximum: 800, cost: 720, learners: 1, result: 432 },
  { number: 8, what: '40% of the cost, not of the maximum', type: 'completion', maximum: 800, cost: 720, learners: 1, before: 432, result: 288 },
  { number: 9, what: 'payment plan, start', type: 'start', maximum: 400, cost: 500, learners: 1, result: 240 },
  { number: 9, what: 'payment plan, completion', type: 'completion', maximum: 400, cost: 500, learners: 1, before: 240, result: 160 },
  { number: 10, what: 'payment plan, start', type: 'start', maximum: 1_500, cost: 1_200, learners: 1, result: 720 },
  { number: 10, what: 'payment plan, completion', type: 'completion', maximum: 1_500, cost: 1_200, learners: 1, before: 720, result: 480 },
  { number: 11, what: 'tier 1 in-house', type: 'full', maximum: 12.5, learners: 8, fixed: true, result: 100 },
  { number: 12, what: 'tier 2 bought in', type: 'full', maximum: 90, cost: 75, learners: 3, result: 225 },
  { number: 13, what: 'five at the start', type: 'start', maximum: 300, cost: 300, learners: 5, result: 900 },
  { number: 13, what: 'four on completion', type: 'completion', maximum: 300, cost: 300, learners: 4, before: 180, result: 480 },
  { number: 14, what: 'the penny that rounds, 60%', type: 'start', maximum: 40, cost: 33.33, learners: 1, result: 20 },
  { number: 14, what: 'the penny that rounds, 40%', type: 'completion', maximum: 40, cost: 33.33, learners: 1, before: 20, result: 13.33 },
];

const pence = (pounds: number): number => Math.round(pounds * POUND);

const inputOf = ({ type, maximum, cost, learners, before, fixed }: Example) => ({
  entry: { rate: fixed === true ? ('fixed' as const) : ('up-to-maximum' as const), maximumPence: pence(maximum) },
  type,
  learners,
  costPerLearnerPence: cost === undefined ? undefined : pence(cost),
  startPart: before === undefined ? undefined : { approvedPerLearnerPence: pence(before) },
});

describe('the worked examples', () => {
  it('are all 14', () => {
    expect(new Set(EXAMPLES.map(({ number }) => number)).size).toBe(14);
  });

  it.each(EXAMPLES)('$number, $what: £$result', (example) => {
    expect(amountFor(inputOf(example)).totalPence).toBe(pence(example.result));
  });

  it('a group invoice is divided by the learners on it: £100 for 4 is £25', () => {
    expect(costFromInvoice(10_000, 4)).toBe(2_500);
  });
});

describe('an invoice that does not divide', () => {
  it.each([
    [10_000, 3, 3_333],
    [10_001, 3, 3_333],
    [10_002, 3, 3_334],
    [99, 100, 0],
  ])('%d pence for %d learners is %d for each, never more than was paid', (total, learners, each) => {
    expect(costFromInvoice(total, learners)).toBe(each);
  });

  it.each([0, -1, 1.5])('%d learners are none', (learners) => {
    expect(() => costFromInvoice(100, learners)).toThrow(RangeError);
  });
});

describe('the arithmetic in one sentence', () => {
  const sentence = (changes: Partial<Example>) =>
    amountFor(inputOf({ number: 0, what: '', type: 'full', maximum: 300, cost: 270, learners: 1, result: 0, ...changes }))
      .explanation;

  it.each([
    [{ type: 'start' as const }, 'You paid £270 for each learner, which is within the maximum of £300, 60% of which is £162: £162 × 1 learner = £162.'],
    [
      { type: 'completion' as const, before: 162 },
      'You paid £270 for each learner, which is within the maximum of £300; the start part was £162, which leaves £108: £108 × 1 learner = £108.',
    ],
    [
      { maximum: 12.5, fixed: true, learners: 8 },
      'The scheme pays a fixed £12.50 for each learner: £12.50 × 8 learners = £100.',
    ],
  ])('%o', (changes, words) => {
    expect(sentence(changes)).toBe(words);
  });
});

describe('never more than was paid', () => {
  const startOf = (paidPerLearnerPence: number) =>
    amountFor({
      entry: { rate: 'up-to-maximum', maximumPence: 40_000 },
      type: 'start',
      learners: 1,
      costPerLearnerPence: 50_000,
      paidPerLearnerPence,
    });

  it.each([
    [30_000, 24_000],
    [24_000, 24_000],
    [23_999, 23_999],
    [10_000, 10_000],
  ])('with %d pence of £500 paid by the start, the start part of £400 is %d', (paid, expected) => {
    expect(startOf(paid).totalPence).toBe(expected);
  });

  it('says what was paid when that is less than 60%, and the completion part pays the rest', () => {
    expect(startOf(10_000).explanation).toContain('60% of which is £240, and £100 has been paid so far');
    const rest = amountFor({
      entry: { rate: 'up-to-maximum', maximumPence: 40_000 },
      type: 'completion',
      learners: 1,
      costPerLearnerPence: 50_000,
      startPart: { approvedPerLearnerPence: 10_000 },
    });
    expect(rest.totalPence).toBe(30_000);
  });
});
