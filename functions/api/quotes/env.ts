import { baseEnvSchema, resourceName } from '../../base-env.ts';

export const envSchema = baseEnvSchema.extend({ FUNDS_TABLE: resourceName });
