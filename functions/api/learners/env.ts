import { baseEnvSchema, identityPepper } from '../../base-env.ts';

export const envSchema = baseEnvSchema.extend({
  IDENTITY_PEPPER: identityPepper,
});
