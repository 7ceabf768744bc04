import { baseEnvSchema } from '../../base-env.ts';

export const envSchema = baseEnvSchema;
