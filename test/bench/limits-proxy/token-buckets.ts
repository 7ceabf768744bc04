import type { Clock } from './clock.ts';

export interface Rate {
  readonly unitsPerSecond: number;
  /** The most that a rested key may spend at once. */
  readonly burst: number;
}

/** One bucket of capacity units for each key; a key that was never seen has a full one. */
export interface TokenBuckets {
  /** Takes the units, or nothing when there are not enough. What is larger than a full bucket needs a full one. */
  take(key: string, units: number): boolean;
  /**
   * Takes units that can no longer be refused, or gives back (negative) what turned out not to be used. A bucket in debt
   * takes no more until it has been refilled, so the rate holds on average.
   */
  charge(key: string, units: number): void;
  /** Whether anything is left. */
  hasSome(key: string): boolean;
}

export function tokenBuckets({ unitsPerSecond, burst }: Rate, clock: Clock): TokenBuckets {
  const buckets = new Map<string, { level: number; at: number }>();
  const bucketOf = (key: string): { level: number; at: number } => {
    const now = clock.now();
    const bucket = buckets.get(key) ?? { level: burst, at: now };
    bucket.level = Math.min(burst, bucket.level + ((now - bucket.at) / 1000) * unitsPerSecond);
    bucket.at = now;
    buckets.set(key, bucket);
    return bucket;
  };
  return {
    take(key, units) {
      const bucket = bucketOf(key);
      if (bucket.level < Math.min(units, burst)) return false;
      bucket.level -= units;
      return true;
    },
    charge(key, units) {
      bucketOf(key).level -= units;
    },
    hasSome: (key) => bucketOf(key).level > 0,
  };
}
