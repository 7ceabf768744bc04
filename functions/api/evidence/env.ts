import { baseEnvSchema, resourceName } from '../../base-env.ts';

export const envSchema = baseEnvSchema.extend({
  QUARANTINE_BUCKET: resourceName,
  EVIDENCE_BUCKET: resourceName,
});
