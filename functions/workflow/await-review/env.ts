import { baseEnvSchema, resourceName } from '../../base-env.ts';

export const envSchema = baseEnvSchema.extend({
  OUTBOX_TABLE: resourceName,
});
