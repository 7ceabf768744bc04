import type * as z from 'zod';
import { baseEnvSchema, resourceName } from '../../base-env.ts';

export const envSchema = baseEnvSchema.extend({
  LINE_TABLE: resourceName,
});
export type Env = z.infer<typeof envSchema>;
