import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCsv } from '../../../shared/domain/csv.ts';

const cellsOf = (text: string) => {
  const read = readCsv(text);
  return read.ok ? read.value.map(({ cells }) => cells) : read.error;
};

describe('comma-separated values', () => {
  it.each([
    [
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['\uFEFFa,b', [['a', 'b']]],
    ['"a,b",c', [['a,b', 'c']]],
    ['"say ""yes""",c', [['say "yes"', 'c']]],
    ['"two\r\nlines",c', [['two\r\nlines', 'c']]],
    [
      'a,\n,b',
      [
        ['a', ''],
        ['', 'b'],
      ],
    ],
    ['a,', [['a', '']]],
    ['a\n\n\nb', [['a'], ['b']]],
    ['', []],
    [' a , b ', [[' a ', ' b ']]],
  ])('%j is read as it is meant', (text, expected) => {
    expect(cellsOf(text)).toEqual(expected);
  });

  it('tells the line on which each record begins, quoted line ends counted', () => {
    const read = readCsv('h\n"a\nb\nc"\n\nd\r\ne');
    expect(read.ok && read.value.map(({ line }) => line)).toEqual([1, 2, 6, 7]);
  });

  it.each([
    ['a\n"b', { code: 'unclosed-quote', line: 2 }],
    ['a\nb"c', { code: 'stray-quote', line: 2 }],
    ['"a"b,c', { code: 'stray-quote', line: 1 }],
    ['"', { code: 'unclosed-quote', line: 1 }],
  ])('%j is refused, with its line', (text, fault) => {
    expect(cellsOf(text)).toEqual(fault);
  });

  it('reads back whatever was written with quotes', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', '£', '=') });
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 }), (rows) => {
        const quoted = rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(','));
        expect(cellsOf(quoted.join('\r\n'))).toEqual(rows);
      }),
    );
  });

  it('ends on any text, however long, with records or a fault', () => {
    fc.assert(fc.property(fc.string(), (text) => ['object'].includes(typeof cellsOf(text))));
    expect(cellsOf(`"${'x'.repeat(250_000)}`)).toEqual({ code: 'unclosed-quote', line: 1 });
    expect(cellsOf(`"${'""'.repeat(120_000)}"`)).toEqual([['"'.repeat(120_000)]]);
  });
});
