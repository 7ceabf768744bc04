import { describe, expect, it } from 'vitest';
import {
  checkBalance,
  commit,
  emptyBalance,
  hold,
  recommit,
  relimit,
  release,
} from '../../../shared/domain/fund/balance.ts';
import type { Balance } from '../../../shared/domain/fund/balance.ts';

const balance = (
  limitPence: number,
  availablePence: number,
  rest: readonly [held: number, committed: number],
): Balance => ({
  limitPence,
  availablePence,
  heldPence: rest[0],
  committedPence: rest[1],
});
const START = balance(100, 50, [30, 20]);

it('a new balance is all available', () => {
  expect(emptyBalance(100)).toEqual(balance(100, 100, [0, 0]));
});

describe('holding', () => {
  it.each([
    [0, balance(100, 50, [30, 20])],
    [1, balance(100, 49, [31, 20])],
    [50, balance(100, 0, [80, 20])],
  ])('%d of 50 available moves exactly that', (amount, expected) => {
    expect(hold(START, amount)).toEqual(expected);
  });

  it('a penny more than there is holds nothing', () => {
    expect(hold(START, 51)).toBeUndefined();
  });
});

describe('committing a hold of 30', () => {
  it.each([
    [0, balance(100, 80, [0, 20])],
    [1, balance(100, 79, [0, 21])],
    [29, balance(100, 51, [0, 49])],
    [30, balance(100, 50, [0, 50])],
  ])('%d is committed and the rest comes free', (amount, expected) => {
    expect(commit(START, { held: 30, amount: amount, kept: 0 })).toEqual(expected);
  });

  it('a penny more than was held commits nothing', () => {
    expect(commit(START, { held: 30, amount: 31, kept: 0 })).toBeUndefined();
  });

  it('a hold that the balance does not have commits nothing', () => {
    expect(commit(START, { held: 31, amount: 31, kept: 0 })).toBeUndefined();
    expect(commit(START, { held: 31, amount: 0, kept: 0 })).toBeUndefined();
  });

  it.each([
    ['part committed, part kept, the rest free', [12, 10], balance(100, 58, [10, 32])],
    ['all of it committed or kept', [12, 18], balance(100, 50, [18, 32])],
    ['all of it kept', [0, 30], balance(100, 50, [30, 20])],
    ['nothing committed, part kept', [0, 7], balance(100, 73, [7, 20])],
  ] as const)('with an earmark: %s', (_what, [amount, kept], expected) => {
    expect(commit(START, { held: 30, amount, kept })).toEqual(expected);
  });

  it('a penny more than was held, committed and kept together, commits nothing', () => {
    expect(commit(START, { held: 30, amount: 12, kept: 19 })).toBeUndefined();
    expect(commit(START, { held: 30, amount: 0, kept: 31 })).toBeUndefined();
  });

  it('one hold of several leaves the others', () => {
    expect(commit(START, { held: 10, amount: 4, kept: 0 })).toEqual(balance(100, 56, [20, 24]));
  });
});

describe('releasing', () => {
  it('frees exactly the hold', () => {
    expect(release(START, 30)).toEqual(balance(100, 80, [0, 20]));
    expect(release(START, 12)).toEqual(balance(100, 62, [18, 20]));
  });

  it('a hold that is not there frees nothing', () => {
    expect(release(START, 31)).toBeUndefined();
  });
});

describe('correcting a commitment of 15 (20 are committed, 50 are free)', () => {
  it.each([
    [0, balance(100, 65, [30, 5])],
    [14, balance(100, 51, [30, 19])],
    [15, balance(100, 50, [30, 20])],
    [16, balance(100, 49, [30, 21])],
    [65, balance(100, 0, [30, 70])],
  ])('to %d', (to, expected) => {
    expect(recommit(START, 15, to)).toEqual(expected);
  });

  it('a penny more than there is corrects nothing', () => {
    expect(recommit(START, 15, 66)).toBeUndefined();
  });

  it('more than is committed at all cannot have been this one’s', () => {
    expect(recommit(START, 20, 0)).toEqual(balance(100, 70, [30, 0]));
    expect(recommit(START, 21, 0)).toBeUndefined();
  });

  it.each([
    ['to below nothing', 15, -1],
    ['from below nothing', -1, 15],
    ['to half a penny', 15, 14.5],
  ])('%s throws', (_what, from, to) => {
    expect(() => recommit(START, from, to)).toThrow(RangeError);
  });
});

describe('a new limit', () => {
  it.each([
    [50, balance(50, 0, [30, 20])],
    [51, balance(51, 1, [30, 20])],
    [1_000, balance(1_000, 950, [30, 20])],
  ])('of %d leaves what is held and committed', (limit, expected) => {
    expect(relimit(START, limit)).toEqual(expected);
  });

  it('below what is held and committed is refused', () => {
    expect(relimit(START, 49)).toBeUndefined();
    expect(relimit(START, 0)).toBeUndefined();
  });
});

describe('a broken balance', () => {
  it.each([
    ['a penny too many', balance(100, 51, [30, 20])],
    ['a penny too few', balance(100, 49, [30, 20])],
    ['less than nothing available', balance(100, -1, [81, 20])],
    ['less than nothing held', balance(100, 90, [-10, 20])],
    ['less than nothing committed', balance(100, 90, [30, -20])],
    ['half a penny', balance(100, 49.5, [30.5, 20])],
    ['no number', balance(100, Number.NaN, [30, 20])],
  ])('throws: %s', (_what, broken) => {
    expect(() => checkBalance(broken)).toThrow();
  });

  it('is not made from half pennies', () => {
    expect(() => hold(START, 0.5)).toThrow();
    expect(() => commit(START, { held: 30, amount: 0.5, kept: 0 })).toThrow();
    expect(() => relimit(START, 99.5)).toThrow();
  });

  it('is named with its figures', () => {
    const broken: unknown = expect.objectContaining({
      name: 'BrokenBalanceError',
      message: 'Balance broken: 51 + 30 + 20 is not 100',
    });
    expect(() => checkBalance(balance(100, 51, [30, 20]))).toThrow(broken);
    expect(() => hold(START, -5)).toThrow('Not an amount in whole pence: -5');
  });
});

describe('an amount below nothing moves nothing', () => {
  const attempt = (move: () => Balance | undefined): Balance | undefined => {
    try {
      return move();
    } catch {
      return undefined;
    }
  };

  it('held', () => {
    expect(attempt(() => hold(START, -5))).toBeUndefined();
  });

  it('committed', () => {
    expect(attempt(() => commit(START, { held: 30, amount: -5, kept: 0 }))).toBeUndefined();
  });

  it('released', () => {
    expect(attempt(() => release(START, -5))).toBeUndefined();
  });
});

it('a movement leaves the balance that it was made from alone', () => {
  const before = { ...START };
  hold(before, 10);
  commit(before, { held: 10, amount: 5, kept: 0 });
  relimit(before, 200);
  recommit(before, 20, 10);
  expect(before).toEqual(START);
});
