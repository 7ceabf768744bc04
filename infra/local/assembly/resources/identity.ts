import * as z from 'zod';
import type { Planned } from '../planned.ts';
import { unsupported } from '../unsupported.ts';

/** Of a user pool the local sign-in service reads nothing, for it has its own people; of the client, its addresses. */
export const userPoolProperties = z.strictObject({});
export const userPoolClientProperties = z.strictObject({
  UserPoolId: z.string(),
  CallbackURLs: z.array(z.string()).default([]),
  LogoutURLs: z.array(z.string()).default([]),
});

/** What tokens say on AWS: the issuer is the user pool, the audience the client. */
export interface IdentityPlan {
  readonly issuer: string;
  readonly audience: string;
  /** Where a browser may be sent back to, with a code, and after signing out. */
  readonly callbackUrls: readonly string[];
  readonly logoutUrls: readonly string[];
}

export interface IdentityResources {
  readonly pools: readonly (Planned<unknown> & { readonly issuer: string })[];
  readonly clients: readonly Planned<z.output<typeof userPoolClientProperties>>[];
}

/** One pool with one client, or none at all. */
export function toIdentity({ pools, clients }: IdentityResources): IdentityPlan | undefined {
  const [pool, secondPool] = pools;
  const [client, secondClient] = clients;
  const second = secondPool ?? secondClient;
  if (second !== undefined)
    throw unsupported(second.place, 'one user pool with one client is all that is supported');
  if (pool === undefined || client === undefined) return undefined;
  const { CallbackURLs: callbackUrls, LogoutURLs: logoutUrls } = client.properties;
  return { issuer: pool.issuer, audience: client.reference, callbackUrls, logoutUrls };
}
