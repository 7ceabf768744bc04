import { baseEnvSchema, resourceName } from '../../base-env.ts';

export const envSchema = baseEnvSchema.extend({
  LINE_TABLE: resourceName,
  OUTBOX_TABLE: resourceName,
});
