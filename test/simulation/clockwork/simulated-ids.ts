import type { Ids } from '../../../shared/application/ports/context.ts';
import type { Chance } from './chance.ts';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

function letters(number: number, length: number): string {
  let [left, text] = [number, ''];
  for (let place = 0; place < length; place += 1) {
    text = ALPHABET.charAt(left % 32) + text;
    left = Math.floor(left / 32);
  }
  return text;
}

/** Ids as the product makes them, the moment first, with their chance from the seed. */
export const simulatedIds = (chance: Chance): Ids => ({
  unique: (now) => letters(Date.parse(now), 10) + letters(chance.bits(), 7) + letters(chance.bits(), 7),
  random: (below) => chance.below(below),
});
