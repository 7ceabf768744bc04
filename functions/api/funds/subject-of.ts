import { createRemoteJWKSet, jwtVerify } from 'jose';

interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
}

/**
 * Who sent a bearer token, on a route that the gateway leaves open to strangers. A token that does not verify is
 * nobody's, never an error: the public figures are for everybody.
 */
export function subjectByToken({ issuer, audience }: TokenRules) {
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`));
  return async (authorization: string | undefined): Promise<string | undefined> => {
    const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return undefined;
    try {
      const { payload } = await jwtVerify(token, keys, { issuer, algorithms: ['RS256'] });
      const audiences = [payload.aud, payload['client_id']].flat();
      return audiences.includes(audience) ? payload.sub : undefined;
    } catch {
      return undefined;
    }
  };
}
