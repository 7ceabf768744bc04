import type * as z from 'zod';
import { baseEnvSchema } from '../../base-env.ts';

export const envSchema = baseEnvSchema;
export type Env = z.infer<typeof envSchema>;
