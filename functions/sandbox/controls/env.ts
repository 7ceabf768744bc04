import { baseEnvSchema, resourceName } from '../../base-env.ts';

export const envSchema = baseEnvSchema.extend({
  FUNDS_TABLE: resourceName,
  LINE_TABLE: resourceName,
  EXPIRE_CLAIMS_FUNCTION: resourceName,
  RESUME_STALLED_FUNCTION: resourceName,
  RECONCILE_FUNDS_FUNCTION: resourceName,
});
