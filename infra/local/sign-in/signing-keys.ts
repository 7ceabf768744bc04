import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import * as z from 'zod';

const part = z.string().min(1);
const keys = z.strictObject({
  /** The private RSA key that signs tokens, with its public parts. */
  signing: z.strictObject({
    kty: z.literal('RSA'),
    kid: part,
    alg: z.literal('RS256'),
    use: z.literal('sig'),
    n: part,
    e: part,
    d: part,
    p: part,
    q: part,
    dp: part,
    dq: part,
    qi: part,
  }),
  /** Signs the cookies of the sign-in pages. */
  cookies: part,
});
export type SignInKeys = z.infer<typeof keys>;

const FILE = 'sign-in-keys.json';

/**
 * The keys in a directory, made at the first call. Tokens that were signed with them stay valid as long as the file
 * stays. Only this user may read it. Throws when the file is damaged, rather than making tokens invalid unasked.
 */
export async function loadSignInKeys(directory: string): Promise<SignInKeys> {
  const path = join(directory, FILE);
  if (existsSync(path)) {
    const stored = keys.safeParse(readJson(path));
    if (!stored.success) {
      throw new Error(`The sign-in keys in ${path} are damaged. Delete the file to make new ones.`);
    }
    return stored.data;
  }
  mkdirSync(directory, { recursive: true });
  const made = await makeKeys();
  // Written beside and renamed: a crash leaves either no keys or whole ones.
  const unfinished = `${path}.unfinished`;
  writeFileSync(unfinished, JSON.stringify(made), { mode: 0o600 });
  renameSync(unfinished, path);
  return made;
}

function readJson(path: string): unknown {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return value;
  } catch {
    return undefined;
  }
}

async function makeKeys(): Promise<SignInKeys> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return keys.parse({
    signing: { ...jwk, kid, alg: 'RS256', use: 'sig' },
    cookies: randomBytes(32).toString('base64url'),
  });
}
