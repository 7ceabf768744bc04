import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseNationalInsuranceNumber } from '../../shared/domain/national-insurance.ts';
import { drawReference, isClaimReference, normaliseReference } from '../../shared/domain/reference.ts';

const ALPHABET = '123456789ABCDEFGHIJKLMNPQRSTUVWXYZ'.split('');
const letters = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...ALPHABET), minLength: length, maxLength: length });
const reference = fc
  .tuple(letters(3), letters(4), letters(4), fc.constantFrom('A', 'B', 'C'))
  .map((parts) => parts.join('-'));

/** The text as somebody might type it: any case, and anything that is no letter and no digit in between. */
const typed = (text: string): fc.Arbitrary<string> => {
  const noise = fc.string({ unit: fc.constantFrom(' ', '-', '–', '.', '/', '\t'), maxLength: 2 });
  const piece = (character: string) =>
    fc
      .tuple(fc.boolean(), noise)
      .map(([small, around]) => `${small ? character.toLowerCase() : character}${around}`);
  return fc.tuple(...text.replaceAll('-', '').split('').map(piece)).map((pieces) => pieces.join(''));
};

describe('references', () => {
  it('survive being typed', () => {
    const both = reference.chain((exact) => typed(exact).map((loose) => ({ exact, loose })));
    fc.assert(
      fc.property(both, ({ exact, loose }) => {
        expect(normaliseReference(loose)).toBe(exact);
        expect(normaliseReference(exact)).toBe(exact);
        expect(isClaimReference(exact)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('that are drawn are references, of their type, without O and 0', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 11, maxLength: 11 }), (numbers) => {
        let index = 0;
        const drawn = drawReference('start', (below) => (numbers[index++] ?? 0) % below);
        expect(index).toBe(11);
        expect(isClaimReference(drawn)).toBe(true);
        expect(drawn).toMatch(/^[^O0]{14}B$/);
      }),
      { numRuns: 200 },
    );
  });

  it('are never made out of something with O, 0, another length or another suffix', () => {
    const unit = fc.constantFrom(...'0O19AZBCD-  azo'.split(''));
    const shape = /^[1-9A-NP-Z]{11}[ABC]$/;
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit, maxLength: 18 }), fc.string({ maxLength: 18 })), (text) => {
        const plain = text.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
        expect(isClaimReference(normaliseReference(text))).toBe(shape.test(plain));
      }),
      { numRuns: 400 },
    );
  });
});

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
const NEVER = ['BG', 'GB', 'NK', 'KN', 'TN', 'NT', 'ZZ'];
const digits = fc.string({ unit: fc.constantFrom(...'0123456789'.split('')), minLength: 6, maxLength: 6 });

describe('National Insurance numbers', () => {
  it('every pair of letters is accepted if and only if HMRC may issue it', () => {
    for (const first of LETTERS) {
      for (const second of LETTERS) {
        const issued =
          !'DFIQUV'.includes(first) && !'DFIOQUV'.includes(second) && !NEVER.includes(`${first}${second}`);
        expect(parseNationalInsuranceNumber(`${first}${second}123456A`).ok).toBe(issued);
      }
    }
  });

  it('spaces and case change nothing', () => {
    const prefix = fc.constantFrom('AB', 'CE', 'OA', 'ZY', 'SS', 'MX');
    const number = fc
      .tuple(prefix, digits, fc.constantFrom('A', 'B', 'C', 'D'))
      .map((parts) => parts.join(''));
    const spaced = number.chain((plain) =>
      fc
        .array(fc.tuple(fc.constantFrom('', ' ', '  ', '\t'), fc.boolean()), { minLength: 9, maxLength: 9 })
        .map((marks) => ({
          plain,
          text: marks
            .map(([space, small], index) => {
              const character = plain.charAt(index);
              return `${space}${small ? character.toLowerCase() : character}`;
            })
            .join(''),
        })),
    );
    fc.assert(
      fc.property(spaced, ({ plain, text }) => {
        expect(parseNationalInsuranceNumber(text)).toEqual({ ok: true, value: plain });
      }),
      { numRuns: 300 },
    );
  });

  it('what is accepted has the one plain form', () => {
    const unit = fc.constantFrom(...'ABCDOQZabz0159 -'.split(''), 'ß', 'ſ', 'ﬆ', 'é', '٣', 'Å', '\u00A0');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        const parsed = parseNationalInsuranceNumber(text);
        expect(parsed.ok ? parsed.value : 'AB123456C').toMatch(/^[A-Z]{2}\d{6}[A-D]$/);
      }),
      { numRuns: 500 },
    );
  });
});
