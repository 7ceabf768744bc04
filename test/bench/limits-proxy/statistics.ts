/** What has happened since the start. Counts only ever grow: whoever measures takes the difference of two pictures. */
export interface Statistics {
  /** By operation. */
  readonly requests: Readonly<Record<string, number>>;
  /** Item-level writes that were rejected because of another transaction. */
  readonly conflicts: number;
  /** Requests that were refused for want of capacity. */
  readonly throttles: number;
  /** Requests whose own condition failed. */
  readonly failedConditions: number;
  /** Capacity units by table, those of its indexes included. */
  readonly writeUnits: Readonly<Record<string, number>>;
  readonly readUnits: Readonly<Record<string, number>>;
  /** Write units by partition, of those alone that have taken a tenth of a second's worth. */
  readonly busyPartitions: Readonly<Record<string, number>>;
  /** Requests that the proxy could not serve: none of its figures mean anything if there are any. */
  readonly faults: number;
}

type Event = 'conflicts' | 'throttles' | 'failedConditions' | 'faults';

/** Units that one partition has spent. */
export interface Spent {
  readonly table: string;
  readonly bucket: string;
  readonly units: number;
}

const BUSY_UNITS = 100;

type Counts = Pick<Statistics, 'requests' | 'writeUnits' | 'readUnits'> & Record<Event, number>;

export interface Tally {
  request(operation: string): void;
  count(event: Event, times?: number): void;
  units(kind: 'writeUnits' | 'readUnits', spent: Spent): void;
  picture(): Statistics;
}

const added = (
  counts: Readonly<Record<string, number>>,
  key: string,
  more: number,
): Record<string, number> => ({
  ...counts,
  [key]: (counts[key] ?? 0) + more,
});

export function tally(): Tally {
  const partitions = new Map<string, number>();
  let now: Counts = {
    requests: {},
    conflicts: 0,
    throttles: 0,
    failedConditions: 0,
    writeUnits: {},
    readUnits: {},
    faults: 0,
  };
  return {
    request(operation) {
      now = { ...now, requests: added(now.requests, operation, 1) };
    },
    count(event, times = 1) {
      now = { ...now, [event]: now[event] + times };
    },
    units(kind, { table, bucket, units }) {
      now = { ...now, [kind]: added(now[kind], table, units) };
      if (kind === 'writeUnits') partitions.set(bucket, (partitions.get(bucket) ?? 0) + units);
    },
    picture: () => {
      const busy = [...partitions].filter(([, units]) => units >= BUSY_UNITS);
      return { ...now, busyPartitions: Object.fromEntries(busy) };
    },
  };
}
