import * as z from 'zod';
import type { Engine, Log } from '../engine.ts';

export interface CorsRule {
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposedHeaders: readonly string[];
  readonly maxAgeSeconds?: number;
}

export interface BucketConfiguration {
  readonly name: string;
  readonly versioned: boolean;
  readonly cors: readonly CorsRule[];
}

/** An object that is durably there. `sequencer` grows with every write, also across restarts. */
export interface ObjectCreated {
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes: number;
  readonly eTag: string;
  /** Undefined in a bucket without versioning. */
  readonly versionId: string | undefined;
  readonly sequencer: string;
  readonly at: Date;
  readonly eventName: 'ObjectCreated:Put' | 'ObjectCreated:Post' | 'ObjectCreated:Copy';
}

/** `down` answers 503 to everything; `slow` makes every answer wait a second. */
export type S3Fault = 'off' | 'down' | 'slow';

export interface S3Options {
  /** Where objects and their journal live. One engine at a time may use it. */
  readonly directory: string;
  /** A free port when absent. */
  readonly port?: number;
  readonly buckets: readonly BucketConfiguration[];
  readonly log?: Log;
  readonly now?: () => Date;
}

export interface S3Engine extends Engine {
  /**
   * Calls `listener` after each object is durable, in the order of `sequencer`, at least once: what a crash
   * or a throwing listener left untold is told again after the next start.
   */
  onObjectCreated(listener: (event: ObjectCreated) => void): void;
  setFault(mode: S3Fault): void;
}

const oneWildcard = z.string().regex(/^[^*]*\*?[^*]*$/u, 'has more than one *');
const cors = z.strictObject({
  allowedOrigins: z.array(oneWildcard).min(1),
  allowedMethods: z.array(z.enum(['GET', 'PUT', 'POST', 'DELETE', 'HEAD'])).min(1),
  allowedHeaders: z.array(oneWildcard),
  exposedHeaders: z.array(z.string()),
  maxAgeSeconds: z.int().nonnegative().optional(),
});
const bucket = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/u, 'is not a bucket name'),
  versioned: z.boolean(),
  cors: z.array(cors),
});

/** Refuses a configuration that S3 would refuse, naming the bucket and the field. */
export function checkBuckets(
  buckets: readonly BucketConfiguration[],
): ReadonlyMap<string, BucketConfiguration> {
  for (const candidate of buckets) {
    const checked = bucket.safeParse(candidate);
    if (!checked.success) throw new Error(`Bucket ${candidate.name}: ${z.prettifyError(checked.error)}`);
  }
  const byName = new Map(buckets.map((candidate) => [candidate.name, candidate]));
  if (byName.size !== buckets.length) throw new Error('Two buckets have the same name.');
  return byName;
}
