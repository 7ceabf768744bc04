import * as z from 'zod';

/** The stages that can be deployed. `local` runs on one machine; `sandbox` and `production` run on AWS. */
export const STAGES = ['local', 'sandbox', 'production'] as const;
export type Stage = (typeof STAGES)[number];

/** What names or addresses an AWS resource. Its presence is all that is checked here: AWS judges the rest. */
export const resourceName = z.string().min(1);

/**
 * Environment that every function has. `CLOCK` says whose time it reads: the machine's, or the one that the
 * sandbox endpoint sets, which is kept in the claims table.
 */
export const baseEnvSchema = z.object({
  STAGE: z.enum(STAGES),
  CLOCK: z.enum(['system', 'sandbox']),
  LOG_LEVEL: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']),
  CLAIMS_TABLE: resourceName,
});

/**
 * The secret that is mixed into the fingerprint of a National Insurance number. There are few such numbers, so
 * a short secret would let somebody who holds a copy of the table try them all.
 */
export const identityPepper = z.string().min(32);
