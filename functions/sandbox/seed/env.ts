import type * as z from 'zod';
import { baseEnvSchema, resourceName } from '../../base-env.ts';

export const envSchema = baseEnvSchema.extend({
  FUNDS_TABLE: resourceName,
  LINE_TABLE: resourceName,
});
export type Env = z.infer<typeof envSchema>;
