import { createHash, randomUUID } from 'node:crypto';
import jsonata from 'jsonata';

const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
const LONGEST_RANGE = 1_000;
const formatInstant = jsonata('$fromMillis($ms, $picture, $timezone)');

/**
 * The functions that Step Functions adds to JSONata, and `$now` and `$millis` on the engine's own clock.
 * One call is one evaluation: `$now()` says the same instant throughout it.
 */
export function workflowFunctions(instant: Date): Record<string, unknown> {
  const ms = instant.getTime();
  return {
    partition,
    range,
    hash,
    parse,
    random: (seed?: unknown) => (seed === undefined ? Math.random() : seeded(wholeNumber('seed', seed))),
    uuid: () => randomUUID(),
    millis: () => ms,
    now: (picture?: unknown, timezone?: unknown) =>
      formatInstant.evaluate(undefined, { ms, picture, timezone }),
  };
}

function partition(items: unknown, size: unknown): unknown[][] | undefined {
  if (items === undefined) return undefined;
  if (!Array.isArray(items)) throw new TypeError('$partition needs an array');
  const list: unknown[] = items;
  const step = wholeNumber('size', size);
  if (step < 1) throw new RangeError('$partition needs a size of at least 1');
  return Array.from({ length: Math.ceil(list.length / step) }, (_, index) =>
    list.slice(index * step, (index + 1) * step),
  );
}

/** Both ends count, as in `States.ArrayRange`. */
function range(first: unknown, last: unknown, step: unknown): number[] {
  const [from, to, by] = [wholeNumber('first', first), wholeNumber('last', last), wholeNumber('step', step)];
  if (by === 0) throw new RangeError('$range needs a step other than 0');
  const length = Math.max(0, Math.floor((to - from) / by) + 1);
  if (length > LONGEST_RANGE) throw new RangeError(`$range makes at most ${LONGEST_RANGE} numbers`);
  return Array.from({ length }, (_, index) => from + index * by);
}

function hash(text: unknown, algorithm: unknown): string | undefined {
  if (text === undefined) return undefined;
  const name = typeof algorithm === 'string' ? ALGORITHMS[algorithm] : undefined;
  if (typeof text !== 'string') throw new TypeError('$hash needs a string');
  if (name === undefined) throw new TypeError(`$hash needs one of ${Object.keys(ALGORITHMS).join(', ')}`);
  return createHash(name).update(text).digest('hex');
}

function parse(text: unknown): unknown {
  if (text === undefined) return undefined;
  if (typeof text !== 'string') throw new TypeError('$parse needs a string');
  return JSON.parse(text);
}

function wholeNumber(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw new TypeError(`"${name}" must be a whole number`);
  return value;
}

/** Mulberry32: the same seed gives the same number, which is all that `$random(seed)` promises. */
function seeded(seed: number): number {
  let mix = (seed + 0x6d_2b_79_f5) | 0;
  mix = Math.imul(mix ^ (mix >>> 15), mix | 1);
  mix ^= mix + Math.imul(mix ^ (mix >>> 7), mix | 61);
  return ((mix ^ (mix >>> 14)) >>> 0) / 4_294_967_296;
}
