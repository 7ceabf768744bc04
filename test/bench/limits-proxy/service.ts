import type { TableDefinition } from '../../../infra/local/dynamodb/table-definition.ts';
import { AnswerError } from './answers.ts';
import type { Clock } from './clock.ts';
import type { EngineLink } from './engine-link.ts';
import type { HeldItems } from './held-items.ts';
import type { ItemMemory } from './item-memory.ts';
import type { Latencies } from './latencies.ts';
import type { Tally } from './statistics.ts';
import type { TokenBuckets } from './token-buckets.ts';
import type { Cost } from './write-units.ts';

/** The modelled service: what every operation works with. */
export interface Service {
  readonly clock: Clock;
  readonly latencies: Latencies;
  readonly tables: ReadonlyMap<string, TableDefinition>;
  readonly writes: TokenBuckets;
  readonly reads: TokenBuckets;
  readonly held: HeldItems;
  readonly memory: ItemMemory;
  readonly tally: Tally;
  readonly engine: EngineLink;
  /** Whether a transaction's conditions are looked at when it is prepared, and not only when it is carried out. */
  readonly conditionsAtPrepare: boolean;
}

export function tableNamed({ tables }: Pick<Service, 'tables'>, name: string): TableDefinition {
  const table = tables.get(name);
  if (table === undefined) throw new AnswerError(`The limits proxy was not told of a table named ${name}.`);
  return table;
}

/** Charges what cannot be refused any more, and counts it for the table. */
export function chargeWrites(service: Service, table: TableDefinition, costs: readonly Cost[]): void {
  for (const { bucket, units } of costs) {
    service.writes.charge(bucket, units);
    service.tally.units('writeUnits', { table: table.name, bucket, units });
  }
}

/** Takes and counts the units, or does neither. */
export function takeWrites(service: Service, table: TableDefinition, { bucket, units }: Cost): boolean {
  if (!service.writes.take(bucket, units)) return false;
  service.tally.units('writeUnits', { table: table.name, bucket, units });
  return true;
}

export function chargeReads(service: Service, table: TableDefinition, { bucket, units }: Cost): void {
  service.reads.charge(bucket, units);
  service.tally.units('readUnits', { table: table.name, bucket, units });
}
