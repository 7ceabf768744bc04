import { PARTITION_WRITE_UNITS } from '../limits-proxy/published.ts';
import type { Statistics } from '../limits-proxy/statistics.ts';
import type { Picture } from './modelled-service.ts';
import type { Outcome } from './outcome.ts';

/** What the service was asked for and has charged between two pictures. */
export interface Usage {
  readonly writeRequests: number;
  readonly requests: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly writeUnitsByTable: Readonly<Record<string, number>>;
  /** The partition that was written most, and the write units that it took. */
  readonly busiest: Busiest;
  readonly conflicts: number;
  readonly throttles: number;
  /** The share of its time that the proxy's thread was busy: near 1, the machine was measured and not the design. */
  readonly proxyBusy: number;
}

export interface Busiest {
  readonly partition: string;
  readonly writeUnits: number;
}

/** How much of what one partition can take in that time the busiest one took. */
export const shareOf = ({ writeUnits }: Busiest, milliseconds: number): number =>
  writeUnits / ((milliseconds / 1000) * PARTITION_WRITE_UNITS);

type Counts = Readonly<Record<string, number>>;

const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems'];

const sumOf = (counts: Counts, names = Object.keys(counts)): number =>
  names.reduce((sum, name) => sum + (counts[name] ?? 0), 0);

const lessOf = (after: Counts, before: Counts): Counts =>
  Object.fromEntries(Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]));

const busiestOf = (counts: Counts): Busiest =>
  Object.entries(counts).reduce<Busiest>(
    (most, [partition, writeUnits]) => (writeUnits > most.writeUnits ? { partition, writeUnits } : most),
    { partition: 'none', writeUnits: 0 },
  );

export function usageBetween(before: Picture, after: Picture): Usage {
  const [was, is]: readonly [Statistics, Statistics] = [before.statistics, after.statistics];
  if (is.faults > 0) throw new Error(`The limits proxy could not serve ${is.faults} requests.`);
  const requests = lessOf(is.requests, was.requests);
  const writeUnitsByTable = lessOf(is.writeUnits, was.writeUnits);
  const active = after.active - before.active;
  return {
    writeRequests: sumOf(requests, WRITES),
    requests: sumOf(requests),
    writeUnits: sumOf(writeUnitsByTable),
    readUnits: sumOf(lessOf(is.readUnits, was.readUnits)),
    writeUnitsByTable,
    busiest: busiestOf(lessOf(is.busyPartitions, was.busyPartitions)),
    conflicts: is.conflicts - was.conflicts,
    throttles: is.throttles - was.throttles,
    proxyBusy: active / (active + after.idle - before.idle),
  };
}

/** The time that so many of the claims took at most, in milliseconds. */
export function timeOf(outcomes: readonly Outcome[], share: number): number {
  const times = outcomes
    .map(({ arrivedAt, settledAt }) => settledAt - arrivedAt)
    .toSorted((one, other) => one - other);
  return times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
}

export const countOf = (outcomes: readonly Outcome[], verdict: Outcome['verdict']): number =>
  outcomes.filter((outcome) => outcome.verdict === verdict).length;
