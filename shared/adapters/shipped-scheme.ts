import type { Scheme } from '../application/ports/registry.ts';
import { SHIPPED_CATALOGUE } from '../domain/catalogue-entries.ts';
import { POLICY_VERSIONS, SHIPPED_POLICY } from '../domain/policy.ts';

/** The policy and the list of training that ship with the product. */
export const shippedScheme: Scheme = {
  policy: () => Promise.resolve(SHIPPED_POLICY),
  policies: () => Promise.resolve(POLICY_VERSIONS),
  catalogue: () => Promise.resolve(SHIPPED_CATALOGUE),
};
