import { describe, expect, it } from 'vitest';
import {
  CLAIM_TYPES,
  drawReference,
  isClaimReference,
  normaliseReference,
} from '../../../shared/domain/reference.ts';

/** Rule P6: digits without zero, letters without O. */
const LETTERS_AND_DIGITS = '123456789ABCDEFGHIJKLMNPQRSTUVWXYZ'.split('');

describe('a reference', () => {
  it.each(['7KD-M3QX-9TWB-A', '111-1111-1111-B', 'ZZZ-ZZZZ-ZZZZ-C', 'I1L-QQQQ-1234-A'])(
    '%s is one',
    (text) => {
      expect(isClaimReference(text)).toBe(true);
    },
  );

  it.each([
    ['the letter O', '7KO-M3QX-9TWB-A'],
    ['the digit 0', '7K0-M3QX-9TWB-A'],
    ['another suffix', '7KD-M3QX-9TWB-D'],
    ['no suffix', '7KD-M3QX-9TWB'],
    ['an empty suffix', '7KD-M3QX-9TWB-'],
    ['two suffixes', '7KD-M3QX-9TWB-AB'],
    ['no dashes', '7KDM3QX9TWBA'],
    ['small letters', '7kd-m3qx-9twb-a'],
    ['too short a base', '7K-M3QX-9TWB-A'],
    ['too long a base', '7KDD-M3QX-9TWB-A'],
    ['a letter beyond A to Z', '7KÉ-M3QX-9TWB-A'],
    ['a new line behind it', '7KD-M3QX-9TWB-A\n'],
    ['nothing', ''],
  ])('with %s is none', (_what, text) => {
    expect(isClaimReference(text)).toBe(false);
  });
});

describe('drawing a reference', () => {
  it.each([
    ['full', 'A'],
    ['start', 'B'],
    ['completion', 'C'],
  ] as const)('a %s claim ends in %s', (type, suffix) => {
    expect(drawReference(type, () => 0)).toBe(`111-1111-1111-${suffix}`);
    expect(drawReference(type, (below) => below - 1)).toBe(`ZZZ-ZZZZ-ZZZZ-${suffix}`);
  });

  it('knows three types', () => {
    expect(CLAIM_TYPES).toEqual(['full', 'start', 'completion']);
  });

  it('uses every letter and digit except O and 0, each as likely as the others', () => {
    const drawn = new Set<string>();
    const bounds = new Set<number>();
    for (let value = 0; value < LETTERS_AND_DIGITS.length; value += 1) {
      const reference = drawReference('full', (below) => {
        bounds.add(below);
        return value % below;
      });
      drawn.add(reference.charAt(0));
    }
    expect([...bounds]).toEqual([34]);
    expect([...drawn].toSorted()).toEqual(LETTERS_AND_DIGITS.toSorted());
  });
});

describe('what people type', () => {
  it.each([
    '7KD-M3QX-9TWB-A',
    '7kd-m3qx-9twb-a',
    '7KDM3QX9TWBA',
    '7kdm3qx9twba',
    '7kd m3qx 9twb a',
    '  7KD-M3QX-9TWB-A  ',
    '7K D-M 3QX–9TWB—A',
    '7kd.m3qx.9twb.a',
    '7KD\tM3QX\n9TWB A',
  ])('%j is read as the reference', (typed) => {
    expect(normaliseReference(typed)).toBe('7KD-M3QX-9TWB-A');
  });

  it.each(['7KO-M3QX-9TWB-A', '7K0-M3QX-9TWB-A', '7KD-M3QX-9TWB', '7KD-M3QX-9TWB-AA', 'O', ''])(
    '%j is not made into a reference that was never given',
    (typed) => {
      expect(isClaimReference(normaliseReference(typed))).toBe(false);
    },
  );
});
