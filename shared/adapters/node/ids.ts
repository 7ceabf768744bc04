import { randomBytes, randomInt } from 'node:crypto';
import type { Ids } from '../../application/ports/context.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const MOMENT_LENGTH = 10;
const CHANCE_BYTES = 16;

function encodeMoment(epochMilliseconds: number): string {
  let rest = epochMilliseconds;
  let text = '';
  for (let place = 0; place < MOMENT_LENGTH; place += 1) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** ULIDs: the moment first, so that they sort by it, then 80 bits of chance, so that nobody guesses another. */
export const cryptoIds: Ids = {
  unique(now) {
    const chance = [...randomBytes(CHANCE_BYTES)].map((byte) => ALPHABET.charAt(byte % 32)).join('');
    return encodeMoment(Date.parse(now)) + chance;
  },
  random: (below) => randomInt(below),
};
