/** `XXX-XXXX-XXXX-S`. It never changes, across resubmissions too. The letter O and the digit 0 are not used (rule P6). */
export type ClaimReference = string;

export const CLAIM_TYPES = ['full', 'start', 'completion'] as const;
export type ClaimType = (typeof CLAIM_TYPES)[number];

/** 34 characters: people read references aloud, so the look-alikes O and 0 are left out. */
const ALPHABET = '123456789ABCDEFGHIJKLMNPQRSTUVWXYZ';
const SUFFIX: Readonly<Record<ClaimType, string>> = { full: 'A', start: 'B', completion: 'C' };
const SHAPE = /^[1-9A-NP-Z]{3}-[1-9A-NP-Z]{4}-[1-9A-NP-Z]{4}-[ABC]$/;

export const isClaimReference = (text: string): text is ClaimReference => SHAPE.test(text);

/** Forgives what people type: small letters, spaces, missing dashes. */
export function normaliseReference(text: string): string {
  const plain = text.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');
  return [plain.slice(0, 3), plain.slice(3, 7), plain.slice(7, 11), plain.slice(11)].join('-');
}

/** What the two parts of one claim share: a reference without its last letter. */
export const baseOfReference = (reference: ClaimReference): string => reference.slice(0, -2);

/** The reference of the other part of a claim in two parts, or of the same claim as another type. */
export const referenceAs = (type: ClaimType, reference: ClaimReference): ClaimReference =>
  `${baseOfReference(reference)}-${SUFFIX[type]}`;

/** The start and completion parts of one claim. A claim is no partner of itself. */
export const arePartners = (a: ClaimReference, b: ClaimReference): boolean =>
  a !== b && baseOfReference(a) === baseOfReference(b);

/** Draws a reference from `random`, which gives an integer from 0 up to, not including, its argument. */
export function drawReference(type: ClaimType, random: (below: number) => number): ClaimReference {
  const draw = (length: number): string =>
    Array.from({ length }, () => ALPHABET.charAt(random(ALPHABET.length))).join('');
  return `${draw(3)}-${draw(4)}-${draw(4)}-${SUFFIX[type]}`;
}
