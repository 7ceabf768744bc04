import type * as z from 'zod';
import { baseEnvSchema, identityPepper } from '../../base-env.ts';

export const envSchema = baseEnvSchema.extend({
  IDENTITY_PEPPER: identityPepper,
});
export type Env = z.infer<typeof envSchema>;
