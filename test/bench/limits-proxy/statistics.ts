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
  /** Requests that the proxy could not serve: none of its figures mean anything if there are any. */
  readonly faults: number;
}

type Event = 'conflicts' | 'throttles' | 'failedConditions' | 'faults';

export interface Tally {
  request(operation: string): void;
  count(event: Event, times?: number): void;
  units(kind: 'writeUnits' | 'readUnits', table: string, units: number): void;
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
  let now: Statistics = {
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
    units(kind, table, units) {
      now = { ...now, [kind]: added(now[kind], table, units) };
    },
    picture: () => now,
  };
}
