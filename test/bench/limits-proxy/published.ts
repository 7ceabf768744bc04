/** What AWS has published about DynamoDB, or somebody has measured on it and published. Nothing here was measured by us. */

/** How long an operation takes: share of the calls that are as fast as this or faster, and milliseconds. */
export type Percentiles = readonly (readonly [share: number, milliseconds: number])[];

/**
 * Measured on AWS Lambda, 400 calls each, 2020: github.com/alexdebrie/dynamodb-performance-testing, README. The numbers
 * are its columns min, p50, p90, p95, p99 and max.
 */
export const PUT_ITEM: Percentiles = rows(5.47, 7.55, 11.3, 13.2, 16.2, 29);
export const BATCH_OF_5: Percentiles = rows(6.59, 8.14, 13.3, 15.4, 25.5, 56.8);
export const BATCH_OF_25: Percentiles = rows(7.96, 10.2, 16, 18, 27.6, 76.4);
export const TRANSACTION_OF_5: Percentiles = rows(19.4, 25.3, 30.7, 36.4, 92.5, 218);
export const TRANSACTION_OF_25: Percentiles = rows(23.5, 32.1, 40.5, 47.2, 97.5, 258);

function rows(...milliseconds: readonly number[]): Percentiles {
  const shares = [0, 0.5, 0.9, 0.95, 0.99, 1];
  return shares.map((share, column) => [share, milliseconds[column] ?? 0]);
}

/**
 * "Every partition is designed to deliver a maximum capacity of 3,000 read units per second and 1,000 write units per
 * second": developer guide, bp-partition-key-design. An item collection of a table with local secondary indexes is one
 * partition for ever, its index entries included: developer guide, LSI, "Item collections and partitions".
 */
export const PARTITION_WRITE_UNITS = 1_000;
export const PARTITION_READ_UNITS = 3_000;

/**
 * One second's worth may be spent at once. The guide promises up to 300 seconds of unused capacity to tables, on best
 * effort and never above a partition's maximum, so nothing more is granted here.
 */
export const BURST_SECONDS = 1;

/** "One to prepare the transaction and one to commit the transaction": developer guide, transaction-apis. */
export const LARGEST_TRANSACTION = 100;

/**
 * When, within a transaction's time, its items are prepared, when they are committed and let go, and how long a
 * cancelled one goes on holding what it had prepared. Not published: assumed, from the order of the steps in
 * "Distributed Transactions at Scale in Amazon DynamoDB" (USENIX ATC 2023). Half of the time is held.
 */
export const PREPARED_AT = 0.35;
export const COMMITTED_AT = 0.85;
export const CANCELLING = 0.15;
