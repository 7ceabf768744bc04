import * as z from 'zod';
import { baseEnvSchema, resourceName } from '../../base-env.ts';

export const envSchema = baseEnvSchema.extend({
  FUNDS_TABLE: resourceName,
  TOKEN_ISSUER: z.url(),
  TOKEN_AUDIENCE: z.string().min(1),
});
