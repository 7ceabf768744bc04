/** Everything that happens by chance in a run, from one seed. */
export interface Chance {
  /** 32 bits. */
  bits(): number;
  /** An integer from 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** Whether something of this probability, from 0 to 1, happens. */
  odds(probability: number): boolean;
  pick<Item>(items: readonly [Item, ...Item[]]): Item;
  /** Another row of numbers, which does not depend on how many of this one are drawn later. */
  fork(): Chance;
}

export type State = [number, number, number, number];

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

/** xoshiro128** by Blackman and Vigna: 32 bits a call. The state may be anything but four zeros. */
export function xoshiro([a, b, c, d]: State): () => number {
  let [s0, s1, s2, s3] = [a >>> 0, b >>> 0, c >>> 0, d >>> 0];
  return () => {
    const result = Math.imul(rotate(Math.imul(s1, 5), 7), 9) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotate(s3, 11);
    return result;
  };
}

/** Spreads one number over four words (splitmix32), so that neighbouring seeds have nothing in common. */
function stateOf(seed: number): State {
  let word = seed >>> 0;
  const next = (): number => {
    word = (word + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
  return [next(), next(), next(), next()];
}

const RANGE = 2 ** 32;

export function chanceOf(seed: number): Chance {
  const bits = xoshiro(stateOf(seed));
  const below = (limit: number): number => Math.floor((bits() / RANGE) * limit);
  return {
    bits,
    below,
    odds: (probability) => probability > 0 && bits() / RANGE < probability,
    pick: ([first, ...rest]) => rest[below(rest.length + 1) - 1] ?? first,
    fork: () => chanceOf(bits()),
  };
}
