import { failure, success } from './result.ts';
import type { Result } from './result.ts';

/** A National Insurance number in its plain form: capitals, no spaces. Personal data: never logged, never in a URL. */
export type NationalInsuranceNumber = string;

const SHAPE = /^[A-Z]{2}\d{6}[A-D]$/;
/** HMRC's rules for the prefix: these letters and pairs are never issued. */
const NEVER_FIRST = 'DFIQUV';
const NEVER_SECOND = 'DFIQUVO';
const NEVER_TOGETHER = new Set(['BG', 'GB', 'NK', 'KN', 'TN', 'NT', 'ZZ']);

/** Spaces and case do not matter to people, so they do not matter here (rule S13). */
export function parseNationalInsuranceNumber(
  text: string,
): Result<NationalInsuranceNumber, 'not-an-ni-number'> {
  // Some other letters become A to Z when they are made capital; they are not typed by people who mean a number.
  if (!/^[A-Za-z0-9\s]*$/.test(text)) return failure('not-an-ni-number');
  const plain = text.toUpperCase().replaceAll(/\s/g, '');
  const issued =
    SHAPE.test(plain) &&
    !NEVER_FIRST.includes(plain.charAt(0)) &&
    !NEVER_SECOND.includes(plain.charAt(1)) &&
    !NEVER_TOGETHER.has(plain.slice(0, 2));
  return issued ? success(plain) : failure('not-an-ni-number');
}

/** Enough for the employer to recognise it, too little to be used: the last digits and the suffix. */
export const niNumberEnding = (number: NationalInsuranceNumber): string => number.slice(-3);
