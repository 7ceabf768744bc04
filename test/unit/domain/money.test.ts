import { describe, expect, it } from 'vitest';
import { addPence, formatPence, leastPence, pence } from '../../../shared/domain/money.ts';

describe('money is whole pence', () => {
  it.each([0, 1, 40_000_000, Number.MAX_SAFE_INTEGER])('%d is an amount', (value) => {
    expect(pence(value)).toBe(value);
  });

  it.each([-1, 0.5, 99.99, Number.NaN, Infinity, -Infinity, Number.MAX_SAFE_INTEGER + 1])(
    '%d throws, because money refuses on doubt',
    (value) => {
      expect(() => pence(value)).toThrow(RangeError);
    },
  );

  it('adds and compares exactly', () => {
    expect(addPence()).toBe(0);
    expect(addPence(1, 2, 3)).toBe(6);
    expect(addPence(10, 20)).toBe(30);
    expect(leastPence(16_000, 15_000)).toBe(15_000);
    expect(leastPence(16_000, 16_000)).toBe(16_000);
    expect(() => addPence(Number.MAX_SAFE_INTEGER, 1)).toThrow(RangeError);
    expect(() => leastPence(5, -1)).toThrow(RangeError);
  });
});

describe('an amount is written as GOV.UK writes it', () => {
  it.each([
    [0, '£0'],
    [1, '£0.01'],
    [9, '£0.09'],
    [10, '£0.10'],
    [99, '£0.99'],
    [100, '£1'],
    [101, '£1.01'],
    [1_250, '£12.50'],
    [61_600, '£616'],
    [99_999, '£999.99'],
    [100_000, '£1,000'],
    [123_450, '£1,234.50'],
    [154_000, '£1,540'],
    [40_000_000, '£400,000'],
    [1_200_000_000, '£12,000,000'],
    [1_200_000_005, '£12,000,000.05'],
  ])('%d pence is %s', (amount, text) => {
    expect(formatPence(amount)).toBe(text);
  });
});
