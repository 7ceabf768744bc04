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
  readonly cost?: number | undefined;
  readonly learners: number;
  readonly result: number;
  /** Of a completion part: what its start part was approved for, for each learner. */
  readonly before?: number;
  readonly fixed?: boolean;
}

type Row = readonly [
  number: number,
  what: string,
  maximum: number,
  cost: number | undefined,
  learners: number,
  result: number,
];

/** The 14 worked examples of the caseworkers' specification, section 8.1, as they stand there. */
const FULL: readonly Row[] = [
  [1, 'dearer than the maximum', 50, 60, 1, 50],
  [2, 'cheaper than it', 160, 150, 1, 150],
  [3, 'dearer again', 160, 200, 1, 160],
  [4, 'twelve learners', 50, 45, 12, 540],
  [12, 'tier 2 bought in', 90, 75, 3, 225],
];
const STARTS: readonly Row[] = [
  [5, '60%', 300, 300, 1, 180],
  [6, '60%', 150, 55, 1, 33],
  [7, '60% of the cost', 300, 270, 1, 162],
  [8, '60% of the cost', 800, 720, 1, 432],
  [9, 'payment plan, start', 400, 500, 1, 240],
  [10, 'payment plan, start', 1_500, 1_200, 1, 720],
  [13, 'five at the start', 300, 300, 5, 900],
  [14, 'the penny that rounds, 60%', 40, 33.33, 1, 20],
];
/** With what the start part was approved for, for each learner. */
const COMPLETIONS: readonly (readonly [before: number, row: Row])[] = [
  [180, [5, '40%', 300, 300, 1, 120]],
  [33, [6, '40%', 150, 55, 1, 22]],
  [162, [7, '40%', 300, 270, 1, 108]],
  [432, [8, '40% of the cost, not of the maximum', 800, 720, 1, 288]],
  [240, [9, 'payment plan, completion', 400, 500, 1, 160]],
  [720, [10, 'payment plan, completion', 1_500, 1_200, 1, 480]],
  [180, [13, 'four on completion', 300, 300, 4, 480]],
  [20, [14, 'the penny that rounds, 40%', 40, 33.33, 1, 13.33]],
];

const exampleOf = (type: ClaimType, [number, what, maximum, cost, learners, result]: Row): Example => ({
  number,
  what,
  type,
  maximum,
  cost,
  learners,
  result,
});
const EXAMPLES: readonly Example[] = [
  ...FULL.map((row) => exampleOf('full', row)),
  { ...exampleOf('full', [11, 'tier 1 in-house', 12.5, undefined, 8, 100]), fixed: true },
  ...STARTS.map((row) => exampleOf('start', row)),
  ...COMPLETIONS.map(([before, row]) => ({ ...exampleOf('completion', row), before })),
];

const pence = (pounds: number): number => Math.round(pounds * POUND);

const inputOf = ({ type, maximum, cost, learners, before, fixed }: Example) => ({
  entry: {
    rate: fixed === true ? ('fixed' as const) : ('up-to-maximum' as const),
    maximumPence: pence(maximum),
  },
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
    [10_001, 1, 10_001],
  ])('%d pence for %d learners is %d for each, never more than was paid', (total, learners, each) => {
    expect(costFromInvoice(total, learners)).toBe(each);
  });

  it.each([0, -1, 1.5])('%d learners are none', (learners) => {
    expect(() => costFromInvoice(100, learners)).toThrow(`Not a number of learners: ${learners}`);
  });
});

describe('the arithmetic in one sentence', () => {
  const sentence = (changes: Partial<Example>) =>
    amountFor(
      inputOf({
        number: 0,
        what: '',
        type: 'full',
        maximum: 300,
        cost: 270,
        learners: 1,
        result: 0,
        ...changes,
      }),
    ).explanation;

  it.each([
    [
      { type: 'start' as const },
      'You paid £270 for each learner, which is within the maximum of £300, 60% of which is £162: £162 × 1 learner = £162.',
    ],
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
