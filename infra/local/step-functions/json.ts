import * as z from 'zod';

/** A value that JSON can carry. Everything that a state machine reads, keeps or hands on is one of these. */
export type Json = string | number | boolean | null | Json[] | { [member: string]: Json };

export const json: z.ZodType<Json> = z.json();

/** The most bytes of JSON text that a state's input, output or arguments may have, as on AWS. */
const DATA_LIMIT_BYTES = 262_144;

/** Thrown by `toJson` for a value that JSON cannot carry, such as a function or an infinite number. */
export class NotJsonError extends Error {
  override readonly name = 'NotJsonError';
}

/**
 * Copies a value into plain JSON: no prototypes, no hidden members, nothing shared with the original.
 * `undefined` stays undefined at the top and is left out inside; what JSON has no word for throws `NotJsonError`.
 */
export function toJson(value: unknown): Json | undefined {
  if (value === undefined || value === null || typeof value === 'string' || typeof value === 'boolean')
    return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new NotJsonError(`the number ${value} has no JSON form`);
    return value;
  }
  if (Array.isArray(value)) return value.map(toJson).filter((item) => item !== undefined);
  if (typeof value !== 'object') throw new NotJsonError(`a ${typeof value} has no JSON form`);
  const members: [string, Json][] = [];
  for (const [name, member] of Object.entries(value)) {
    const copy = toJson(member);
    if (copy !== undefined) members.push([name, copy]);
  }
  return Object.fromEntries(members);
}

/** Reads JSON text. Throws a `SyntaxError` when it is not JSON. */
export function parseJson(text: string): Json {
  return toJson(JSON.parse(text)) ?? null;
}

export function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function exceedsDataLimit(value: Json): boolean {
  return Buffer.byteLength(JSON.stringify(value)) > DATA_LIMIT_BYTES;
}
