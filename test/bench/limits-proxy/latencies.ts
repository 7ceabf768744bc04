import type { Chance } from './chance.ts';
import { BATCH_OF_25, BATCH_OF_5, PUT_ITEM, TRANSACTION_OF_25, TRANSACTION_OF_5 } from './published.ts';
import type { Percentiles } from './published.ts';

/** How long each kind of request takes, in milliseconds; drawn anew for every request. */
export interface Latencies {
  single(): number;
  batch(items: number): number;
  transaction(items: number): number;
}

/**
 * The time at that share of the calls. Between two published percentiles the logarithm is interpolated, so all of them
 * are met; a log-normal curve through p50 and p99 would put the published p90 of a transaction two thirds too high.
 */
export function timeAt(percentiles: Percentiles, share: number): number {
  const above = percentiles.findIndex(([published]) => published >= share);
  const [highShare, high] = percentiles[above] ?? [1, 0];
  const [lowShare, low] = percentiles[above - 1] ?? [highShare, high];
  if (highShare === lowShare) return high;
  return low * (high / low) ** ((share - lowShare) / (highShare - lowShare));
}

/** Between 5 and 25 items a line, beyond 25 the same line on, below 5 as for 5: nothing else is published. */
const alongSize = (five: number, twentyFive: number, items: number): number =>
  five + ((twentyFive - five) * (Math.max(items, 5) - 5)) / 20;

/**
 * Draws the published times, each times `scale`. Reads have none of their own in that table: one of a single item is
 * taken for as slow as a put, and a batch of reads for as slow as a batch of writes.
 */
export function publishedLatencies(chance: Chance, scale: number): Latencies {
  const bySize = (five: Percentiles, twentyFive: Percentiles, items: number): number => {
    const share = chance();
    return scale * alongSize(timeAt(five, share), timeAt(twentyFive, share), items);
  };
  return {
    single: () => scale * timeAt(PUT_ITEM, chance()),
    batch: (items) => bySize(BATCH_OF_5, BATCH_OF_25, items),
    transaction: (items) => bySize(TRANSACTION_OF_5, TRANSACTION_OF_25, items),
  };
}
