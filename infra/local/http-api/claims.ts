import type { JWTPayload } from 'jose';
import * as z from 'zod';

/**
 * One claim as API Gateway shows it to a function: always text. A list reads `[a b]`; a null claim is left out; an
 * object is its JSON.
 */
function claimText(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return `[${value.map((entry) => claimText(entry) ?? '').join(' ')}]`;
  return JSON.stringify(value);
}

/** Every claim of a token, as text. */
export function claimTexts(payload: JWTPayload): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(payload)) {
    const text = claimText(value);
    if (text !== undefined) texts[name] = text;
  }
  return texts;
}

const Scopes = z.union([
  z.array(z.string()),
  z.string().transform((text) => text.split(' ').filter(Boolean)),
]);

/** The scopes that a token carries in `scp` or, where that is absent, in `scope`. */
export function scopesOf(payload: JWTPayload): readonly string[] {
  const scopes = Scopes.safeParse(payload['scp'] ?? payload['scope']);
  return scopes.success ? scopes.data : [];
}
