import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import * as z from 'zod';

interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
}

const discovery = z.object({ jwks_uri: z.url() });

/** The issuer says itself where its keys are; asked once, and again only when asking failed. */
function keysOf(issuer: string): () => Promise<JWTVerifyGetKey> {
  let keys: JWTVerifyGetKey | undefined;
  return async () => {
    if (keys !== undefined) return keys;
    const response = await fetch(`${issuer}/.well-known/openid-configuration`);
    keys = createRemoteJWKSet(new URL(discovery.parse(await response.json()).jwks_uri));
    return keys;
  };
}

/**
 * Who sent a bearer token, on a route that the gateway leaves open to strangers. A token that does not verify is
 * nobody's, never an error: the public figures are for everybody.
 */
export function subjectByToken({ issuer, audience }: TokenRules) {
  const keys = keysOf(issuer);
  return async (authorization: string | undefined): Promise<string | undefined> => {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return undefined;
    try {
      const { payload } = await jwtVerify(token, await keys(), { issuer, algorithms: ['RS256'] });
      const audiences = [payload.aud, payload['client_id']].flat();
      return audiences.includes(audience) ? payload.sub : undefined;
    } catch {
      return undefined;
    }
  };
}
