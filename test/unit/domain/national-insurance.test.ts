import { describe, expect, it } from 'vitest';
import { niNumberEnding, parseNationalInsuranceNumber } from '../../../shared/domain/national-insurance.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
const accepted = (text: string): boolean => parseNationalInsuranceNumber(text).ok;

describe('the first letter', () => {
  it.each(ALPHABET.filter((letter) => !'DFIQUV'.includes(letter)))('may be %s', (letter) => {
    expect(accepted(`${letter}A123456C`)).toBe(true);
  });

  it.each('DFIQUV'.split(''))('is never %s', (letter) => {
    expect(accepted(`${letter}A123456C`)).toBe(false);
  });
});

describe('the second letter', () => {
  it.each(ALPHABET.filter((letter) => !'DFIOQUV'.includes(letter)))('may be %s', (letter) => {
    expect(accepted(`A${letter}123456C`)).toBe(true);
  });

  it.each('DFIOQUV'.split(''))('is never %s', (letter) => {
    expect(accepted(`A${letter}123456C`)).toBe(false);
  });
});

describe('the pair of letters', () => {
  it.each(['BG', 'GB', 'NK', 'KN', 'TN', 'NT', 'ZZ'])('is never %s', (pair) => {
    expect(accepted(`${pair}123456C`)).toBe(false);
  });

  it.each(['BH', 'GG', 'GA', 'NL', 'KM', 'TM', 'NS', 'ZY', 'YZ', 'OA', 'NN', 'KK', 'TT', 'BB'])(
    'may be %s, whose letters are each allowed',
    (pair) => {
      expect(accepted(`${pair}123456C`)).toBe(true);
    },
  );
});

describe('the suffix', () => {
  it.each('ABCD'.split(''))('may be %s', (suffix) => {
    expect(accepted(`AB123456${suffix}`)).toBe(true);
  });

  it.each(['E', 'F', 'M', 'P', 'Z', '1', ' ', ''])('is never %j', (suffix) => {
    expect(accepted(`AB123456${suffix}`)).toBe(false);
  });
});

describe('spaces and case do not matter', () => {
  it.each([
    'AB123456C',
    'ab123456c',
    'AB 12 34 56 C',
    'ab 12 34 56 c',
    ' A B 1 2 3 4 5 6 C ',
    'Ab123456\tc',
    'AB\u00A012\u00A034\u00A056\u00A0C',
  ])('%j is AB123456C', (typed) => {
    expect(parseNationalInsuranceNumber(typed)).toEqual({ ok: true, value: 'AB123456C' });
  });
});

describe('anything else is refused', () => {
  it.each([
    ['five digits', 'AB12345C'],
    ['seven digits', 'AB1234567C'],
    ['one letter', 'A123456C'],
    ['three letters', 'ABC123456C'],
    ['a letter among the digits', 'AB12O456C'],
    ['dashes', 'AB-12-34-56-C'],
    ['digits of another script', 'AB١٢٣٤٥٦C'],
    ['something behind it', 'AB123456CX'],
    ['something before it', 'XAB123456C'],
    ['nothing', ''],
  ])('%s', (_what, text) => {
    expect(parseNationalInsuranceNumber(text)).toEqual({ ok: false, error: 'not-an-ni-number' });
  });

  it.each(['ß123456C', 'ﬆ123456C', 'ſA123456C'])(
    'letters that only become A to Z by being made capital: %s',
    (text) => {
      expect(parseNationalInsuranceNumber(text)).toEqual({ ok: false, error: 'not-an-ni-number' });
    },
  );
});

it('the ending shows two digits and the suffix, no more', () => {
  expect(niNumberEnding('AB123456C')).toBe('56C');
});
