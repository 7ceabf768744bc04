import { createRemoteJWKSet } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import * as z from 'zod';

const Discovery = z.object({ jwks_uri: z.url() });
const FETCH_TIMEOUT = 5_000;
/** As long as API Gateway keeps a key before it fetches it again. */
const KEY_AGE = 2 * 60 * 60 * 1000;

/** The issuer did not say where its keys are. */
export class DiscoveryError extends Error {
  override readonly name = 'DiscoveryError';
}

/**
 * The public keys of issuers, found by OpenID Connect discovery at the first token and kept. A token signed by a key
 * that is not known yet has the keys fetched again at once, so a rotated key is good from its first use.
 */
export class SigningKeys {
  readonly #issuers = new Map<string, Promise<JWTVerifyGetKey>>();

  /** Rejects with a DiscoveryError; the next call tries again. */
  async of(issuer: string): Promise<JWTVerifyGetKey> {
    const known = this.#issuers.get(issuer);
    if (known !== undefined) return known;
    const found = discover(issuer);
    this.#issuers.set(issuer, found);
    found.catch(() => this.#issuers.delete(issuer));
    return found;
  }
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  try {
    const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const response = await fetch(address, { signal: AbortSignal.timeout(FETCH_TIMEOUT) });
    if (!response.ok) throw new Error(`status ${response.status}`);
    const { jwks_uri: keys } = Discovery.parse(await response.json());
    return createRemoteJWKSet(new URL(keys), {
      cacheMaxAge: KEY_AGE,
      cooldownDuration: 0,
      timeoutDuration: FETCH_TIMEOUT,
    });
  } catch (error) {
    throw new DiscoveryError(`no OpenID configuration from ${issuer}`, { cause: error });
  }
}
