import type { Schedule } from '../clockwork/schedule.ts';
import { partitionIn } from './store.ts';
import { placeOf } from './writes.ts';
import type { Action } from './writes.ts';

/** What a partition can take. Each has a bucket of its own, which fills up with time. */
export interface Capacity {
  /** Takes what these actions cost from their partitions, or nothing when one of them has too little. */
  take(actions: readonly Action[]): boolean;
}

/** `writesPerSecond` for one partition; a transaction costs each of its rows two. Infinity: as much as anybody wants. */
export function createCapacity(schedule: Schedule, writesPerSecond: number): Capacity {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const tokensIn = (partition: string): number => {
    const { tokens, at } = buckets.get(partition) ?? { tokens: writesPerSecond, at: schedule.now() };
    return Math.min(writesPerSecond, tokens + ((schedule.now() - at) / 1_000) * writesPerSecond);
  };
  return {
    take(actions) {
      if (writesPerSecond === Infinity) return true;
      const costs = new Map<string, number>();
      for (const action of actions) {
        const partition = partitionIn(placeOf(action));
        costs.set(partition, (costs.get(partition) ?? 0) + (actions.length > 1 ? 2 : 1));
      }
      const left = [...costs].map(([partition, cost]) => [partition, tokensIn(partition) - cost] as const);
      // A bucket may be drawn below nothing once, as bursts may; after that it has to fill up again.
      if (left.some(([partition]) => tokensIn(partition) <= 0)) return false;
      for (const [partition, tokens] of left) buckets.set(partition, { tokens, at: schedule.now() });
      return true;
    },
  };
}
