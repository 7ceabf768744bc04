import { join } from 'node:path';
import { SignJWT, decodeJwt, generateKeyPair, importJWK } from 'jose';
import type { JWTPayload } from 'jose';
import { loadSignInKeys } from '../../infra/local/sign-in/signing-keys.ts';

/** Tokens like those of the sign-in service of a running copy, for whom and with what it would never issue itself. */
export interface TokenMaker {
  /** Signed by the service's own key; `claims` over what its tokens say. */
  issued(claims: JWTPayload): Promise<string>;
  /** The same, signed by a key that is not the service's but claims to be. */
  forged(claims: JWTPayload): Promise<string>;
  /** The same without any signature. */
  unsigned(claims: JWTPayload): string;
}

/** `example` is a token that the service issued itself; the others are made after it. */
export async function tokenMaker(directory: string, example: string): Promise<TokenMaker> {
  const { signing } = await loadSignInKeys(join(directory, 'sign-in'));
  const own = await importJWK(signing, 'RS256');
  const { privateKey: foreign } = await generateKeyPair('RS256');
  const model = decodeJwt(example);
  const sign = (claims: JWTPayload, key: typeof own) =>
    new SignJWT({ ...model, ...claims })
      .setProtectedHeader({ alg: 'RS256', kid: signing.kid, typ: 'at+jwt' })
      .sign(key);
  const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return {
    issued: (claims) => sign(claims, own),
    forged: (claims) => sign(claims, foreign),
    unsigned: (claims) => `${encoded({ alg: 'none' })}.${encoded({ ...model, ...claims })}.`,
  };
}
