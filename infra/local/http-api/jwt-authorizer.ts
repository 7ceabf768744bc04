import { decodeProtectedHeader, errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';

import { claimTexts, scopesOf } from './claims.ts';
import { DiscoveryError } from './signing-keys.ts';
import type { SigningKeys } from './signing-keys.ts';

/** A JWT authoriser as the template defines it. */
export interface JwtAuthorizer {
  readonly issuer: string;
  /** A token must be meant for one of these, by `aud` or, where it has none, by `client_id`. */
  readonly audience: readonly string[];
  readonly identitySource: '$request.header.Authorization';
}

/** What a function is told about an accepted token. `scopes` is null on a route that asks for none. */
export interface JwtContext {
  readonly claims: Readonly<Record<string, string>>;
  readonly scopes: readonly string[] | null;
}

export type Verdict =
  | { readonly accepted: true; readonly jwt: JwtContext }
  | { readonly accepted: false; readonly status: 401 | 403; readonly challenge: string };

/** What is wrong with a token, in words that may be shown to whoever sent it. */
class TokenError extends Error {
  override readonly name = 'TokenError';
}

function unauthorized(reason: string): Verdict {
  const challenge = `Bearer scope="" error="invalid_token" error_description="${reason}"`;
  return { accepted: false, status: 401, challenge };
}

function requireAudience(payload: JWTPayload, accepted: readonly string[]): void {
  const { aud = payload['client_id'] } = payload;
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  const fits = audiences.some((entry) => typeof entry === 'string' && accepted.includes(entry));
  if (!fits) throw new TokenError('the token does not have a valid audience');
}

function requirePast(issuedAt: number | undefined): void {
  if (issuedAt !== undefined && issuedAt > Date.now() / 1000)
    throw new TokenError('the token was issued in the future');
}

/** Throws unless the token is genuine, current, and meant for this API. */
async function verify(token: string, authorizer: JwtAuthorizer, keys: SigningKeys): Promise<JWTPayload> {
  if (decodeProtectedHeader(token).kid === undefined) throw new TokenError('the token does not name its key');
  const { payload } = await jwtVerify(token, await keys.of(authorizer.issuer), {
    algorithms: ['RS256'],
    issuer: authorizer.issuer,
    requiredClaims: ['exp'],
  });
  requirePast(payload.iat);
  requireAudience(payload, authorizer.audience);
  return payload;
}

function reasonOf(error: unknown): string {
  if (error instanceof TokenError) return error.message;
  if (error instanceof DiscoveryError) return 'OIDC discovery endpoint communication error';
  if (error instanceof errors.JWTExpired) return 'the token has expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `the token does not have a valid ${error.claim}`;
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the signature is not valid';
  if (error instanceof errors.JWKSNoMatchingKey) return 'no key of the issuer fits the token';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'the token is not signed with RS256';
  return 'the token cannot be read';
}

/** Judges the Authorization header of one request, with or without the word Bearer before the token. */
export async function judge(
  header: string | undefined,
  { authorizer, scopes }: { readonly authorizer: JwtAuthorizer; readonly scopes: readonly string[] },
  keys: SigningKeys,
): Promise<Verdict> {
  const token = header?.replace(/^bearer\s+/i, '').trim() ?? '';
  if (token === '') return { accepted: false, status: 401, challenge: 'Bearer' };
  let payload: JWTPayload;
  try {
    payload = await verify(token, authorizer, keys);
  } catch (error) {
    return unauthorized(reasonOf(error));
  }
  const carried = scopesOf(payload);
  if (scopes.length > 0 && !scopes.some((scope) => carried.includes(scope))) {
    const wanted = `Bearer scope="${scopes.join(' ')}" error="insufficient_scope"`;
    return {
      accepted: false,
      status: 403,
      challenge: `${wanted} error_description="the token has none of the scopes that are asked for"`,
    };
  }
  return { accepted: true, jwt: { claims: claimTexts(payload), scopes: scopes.length > 0 ? carried : null } };
}
