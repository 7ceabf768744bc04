import { describe, expect, it } from 'vitest';
import { lowPotOf } from '../../../shared/domain/fund/low-pot.ts';

/** A pot of £12 million, of which so much is left. */
const left = (availablePence: number) =>
  lowPotOf({
    limitPence: 1_200_000_000,
    availablePence,
    heldPence: 1_200_000_000 - availablePence,
    committedPence: 0,
  });

describe('the warning that a pot is low', () => {
  it.each([
    ['nothing is used', 1_200_000_000, undefined],
    ['a penny less than 80% is used', 240_000_001, undefined],
    ['exactly 80% is used', 240_000_000, 80],
    ['a penny less than 90% is used', 120_000_001, 80],
    ['exactly 90% is used', 120_000_000, 90],
    ['a penny less than 95% is used', 60_000_001, 90],
    ['exactly 95% is used', 60_000_000, 95],
    ['everything is used', 0, 95],
  ])('when %s', (_when, availablePence, warning) => {
    expect(left(availablePence)).toBe(warning);
  });

  it('counts what is committed like what is held', () => {
    expect(lowPotOf({ limitPence: 100, availablePence: 10, heldPence: 40, committedPence: 50 })).toBe(90);
  });
});
