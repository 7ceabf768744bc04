import { describe, expect, it } from 'vitest';
import { amountFor } from '../../../shared/domain/amounts.ts';

const upTo = (maximumPence: number) => ({ rate: 'up-to-maximum', maximumPence }) as const;
const fixed = (maximumPence: number) => ({ rate: 'fixed', maximumPence }) as const;

interface Worked {
  readonly name: string;
  readonly entry: ReturnType<typeof upTo> | ReturnType<typeof fixed>;
  readonly type: 'full' | 'start' | 'completion';
  readonly cost: number | undefined;
  readonly learners: number;
  readonly each: number;
  readonly total: number;
}

const row = (
  name: string,
  [entry, cost, learners]: readonly [Worked['entry'], number | undefined, number],
  [type, each, total]: readonly [Worked['type'], number, number],
): Worked => ({ name, entry, cost, learners, type, each, total });

/** The worked checks of section 5 of the scheme's rules, and the fourteen of the caseworkers' section 8.1. */
const WORKED: readonly Worked[] = [
  row('rules: cost £200, maximum £160', [upTo(16_000), 20_000, 1], ['full', 16_000, 16_000]),
  row('rules: cost £150, maximum £160', [upTo(16_000), 15_000, 1], ['full', 15_000, 15_000]),
  row(
    'rules: cost £1,800, maximum £1,540, first part',
    [upTo(154_000), 180_000, 1],
    ['start', 92_400, 92_400],
  ),
  row('rules: and its second part', [upTo(154_000), 180_000, 1], ['completion', 61_600, 61_600]),
  row('1: cost £60, maximum £50', [upTo(5_000), 6_000, 1], ['full', 5_000, 5_000]),
  row('4: cost £45 for twelve', [upTo(5_000), 4_500, 12], ['full', 4_500, 54_000]),
  row('5: £300 first part', [upTo(30_000), 30_000, 1], ['start', 18_000, 18_000]),
  row('5: £300 second part', [upTo(30_000), 30_000, 1], ['completion', 12_000, 12_000]),
  row('6: £55 first part', [upTo(15_000), 5_500, 1], ['start', 3_300, 3_300]),
  row('6: £55 second part', [upTo(15_000), 5_500, 1], ['completion', 2_200, 2_200]),
  row('7: £270 first part', [upTo(30_000), 27_000, 1], ['start', 16_200, 16_200]),
  row('7: £270 second part', [upTo(30_000), 27_000, 1], ['completion', 10_800, 10_800]),
  row('8: £720 of £800 first part', [upTo(80_000), 72_000, 1], ['start', 43_200, 43_200]),
  row('8: £720 of £800 second part', [upTo(80_000), 72_000, 1], ['completion', 28_800, 28_800]),
  row('9: £500 of £400 first part', [upTo(40_000), 50_000, 1], ['start', 24_000, 24_000]),
  row('9: £500 of £400 second part', [upTo(40_000), 50_000, 1], ['completion', 16_000, 16_000]),
  row('10: £1,200 of £1,500 first part', [upTo(150_000), 120_000, 1], ['start', 72_000, 72_000]),
  row('10: £1,200 of £1,500 second part', [upTo(150_000), 120_000, 1], ['completion', 48_000, 48_000]),
  row('11: in-house tier 1 for eight', [fixed(1_250), undefined, 8], ['full', 1_250, 10_000]),
  row('12: bought-in tier 2 for three', [upTo(9_000), 7_500, 3], ['full', 7_500, 22_500]),
  row('13: first part for five', [upTo(30_000), 30_000, 5], ['start', 18_000, 90_000]),
  row('13: second part for the four who stayed', [upTo(30_000), 30_000, 4], ['completion', 12_000, 48_000]),
  row('14: £33.33 first part', [upTo(4_000), 3_333, 1], ['start', 2_000, 2_000]),
  row('14: £33.33 second part', [upTo(4_000), 3_333, 1], ['completion', 1_333, 1_333]),
  row('employers: £200 of £160 for three', [upTo(16_000), 20_000, 3], ['full', 16_000, 48_000]),
  row('employers: £150 of £160 for three', [upTo(16_000), 15_000, 3], ['full', 15_000, 45_000]),
];

describe('worked examples', () => {
  it.each(WORKED)('$name', ({ entry, type, cost, learners, each, total }) => {
    const amount = amountFor({ entry, type, learners, costPerLearnerPence: cost });
    expect(amount).toMatchObject({
      perLearnerPence: each,
      learners,
      totalPence: total,
      sharePercent: { full: 100, start: 60, completion: 40 }[type],
    });
  });
});

describe('the lower of cost and maximum', () => {
  it.each([
    ['a penny under the maximum', 15_999, 15_999],
    ['the maximum itself', 16_000, 16_000],
    ['a penny over the maximum', 16_001, 16_000],
    ['nothing', 0, 0],
  ])('%s', (_what, cost, expected) => {
    const input = { entry: upTo(16_000), type: 'full', learners: 1, costPerLearnerPence: cost } as const;
    expect(amountFor(input).totalPence).toBe(expected);
  });

  it('is the maximum while the cost is not known, so that enough is held', () => {
    const input = { entry: upTo(16_000), type: 'full', learners: 3, costPerLearnerPence: undefined } as const;
    expect(amountFor(input).totalPence).toBe(48_000);
  });

  it.each([undefined, 0, 1_000, 1_250, 99_999])(
    'does not matter where the amount is fixed (cost %s)',
    (cost) => {
      const input = { entry: fixed(1_250), type: 'full', learners: 2, costPerLearnerPence: cost } as const;
      expect(amountFor(input)).toMatchObject({ perLearnerPence: 1_250, totalPence: 2_500 });
    },
  );
});

describe('sixty and forty per cent, to the penny', () => {
  it.each([
    [1, 1, 0],
    [2, 1, 1],
    [3, 2, 1],
    [4, 2, 2],
    [5, 3, 2],
    [6, 4, 2],
    [99, 59, 40],
    [101, 61, 40],
    [154_000, 92_400, 61_600],
  ])('of %d pence are %d and %d', (whole, sixty, forty) => {
    const part = (type: 'start' | 'completion'): number =>
      amountFor({ entry: upTo(whole), type, learners: 1, costPerLearnerPence: whole }).totalPence;
    expect([part('start'), part('completion')]).toEqual([sixty, forty]);
  });

  it('are rounded for each learner, so that learners on one claim get what they would get alone', () => {
    const input = { entry: upTo(4_000), type: 'start', learners: 3, costPerLearnerPence: 3_333 } as const;
    expect(amountFor(input).totalPence).toBe(6_000);
  });
});

describe('the explanation shows the figures', () => {
  const explained = (
    entry: Worked['entry'],
    cost: number | undefined,
    [type, learners]: readonly [Worked['type'], number],
  ): string => amountFor({ entry, type, learners, costPerLearnerPence: cost }).explanation;

  it('a cost above the maximum: both, which one counts, the share, the people and the total', () => {
    const words = explained(upTo(154_000), 180_000, ['start', 2]);
    for (const figure of ['£1,800', '£1,540', '60%', '£924', '2 learners', '£1,848'])
      expect(words).toContain(figure);
  });

  it.each([
    [15_999, /£159\.99 .*within the maximum of £160: £159\.99 × 1 learner = £159\.99\.$/],
    [16_000, /£160 .*within the maximum of £160: £160 × 1 learner = £160\.$/],
    [16_001, /£160\.01 .*up to £160, so it pays £160: £160 × 1 learner = £160\.$/],
  ])('a cost of %d pence is said to be within the maximum of £160, or above it', (cost, sentence) => {
    expect(explained(upTo(16_000), cost, ['full', 1])).toMatch(sentence);
  });

  it('a cost within the maximum', () => {
    const words = explained(upTo(16_000), 15_050, ['full', 12]);
    for (const figure of ['£150.50', '£160', '12 learners', '£1,806']) expect(words).toContain(figure);
    expect(words).not.toContain('%');
  });

  it('the second part', () => {
    const words = explained(upTo(15_000), 5_500, ['completion', 1]);
    for (const figure of ['£55', '£150', '40%', '£22', '1 learner']) expect(words).toContain(figure);
    expect(words).not.toContain('1 learners');
  });

  it('a fixed amount, with no cost that was never looked at', () => {
    const words = explained(fixed(1_250), 99_900, ['full', 8]);
    for (const figure of ['£12.50', '8 learners', '£100']) expect(words).toContain(figure);
    expect(words).toContain('fixed');
    expect(words).not.toContain('£999');
  });

  it('a cost that is not known yet, as the most that can be paid', () => {
    const words = explained(upTo(27_000), undefined, ['full', 1]);
    expect(words).toContain('up to £270');
    expect(words).not.toContain('You paid');
  });
});
