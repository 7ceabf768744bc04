import { describe, expect, it } from 'vitest';
import { median, table } from '../bench/figure.ts';

describe('the table of the benchmark', () => {
  it('puts the limit and the side of it beside what was measured', () => {
    const text = table([
      { what: 'starting', measured: 9.26, limit: 10, unit: 's' },
      { what: 'a bundle', measured: 351, limit: 350, unit: 'KB', detail: 'mostly zod' },
      { what: 'requests', measured: 12, unit: '' },
    ]);
    expect(text.split('\n').map((line) => line.trim().split(/\s{2,}/))).toEqual([
      ['measured', 'limit'],
      ['starting', '9.3 s', '10.0 s', 'within'],
      ['a bundle', '351.0 KB', '350.0 KB', 'OVER'],
      ['mostly zod'],
      ['requests', '12'],
    ]);
  });

  it.each([
    [[5], 5],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
  ])('takes the median of %j to be %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});
