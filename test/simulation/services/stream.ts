import { isDeepStrictEqual } from 'node:util';
import type { BatchAnswer } from '../../../shared/runtime/record-bundle.ts';
import type { Chance } from '../clockwork/chance.ts';
import type { Network } from '../clockwork/network.ts';
import type { Process } from '../clockwork/process.ts';
import type { Schedule } from '../clockwork/schedule.ts';
import { keyIn, partitionIn } from '../dynamodb/store.ts';
import type { Change, Store } from '../dynamodb/store.ts';
import type { Item } from '../dynamodb/expression.ts';

/** A change as a stream tells it. */
export interface StreamRecord {
  readonly eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  readonly dynamodb: {
    readonly Keys: Item;
    readonly NewImage?: Item;
    readonly SequenceNumber: string;
  };
}

export type Handler = (event: unknown, lambda: unknown) => Promise<BatchAnswer>;

/** A function that a table's stream wakes. */
export interface Consumer {
  readonly name: string;
  readonly table: string;
  readonly wants: (record: StreamRecord) => boolean;
  readonly handlerIn: (process: Process) => Handler;
}

export interface StreamParts {
  readonly schedule: Schedule;
  readonly chance: Chance;
  readonly network: Network;
  readonly store: Store;
  readonly start: (name: string) => Process;
}

const SHARDS = 3;
const LAMBDA_LIMIT_MS = 60_000;
/** A record that is as old as that is set aside: it must not keep the others waiting for ever. */
const STREAM_KEEPS_MS = 24 * 3_600_000;

function shardOf(partition: string): number {
  let hash = 0;
  for (let at = 0; at < partition.length; at += 1)
    hash = (Math.imul(hash, 31) + partition.charCodeAt(at)) >>> 0;
  return hash % SHARDS;
}

/** One shard as one function reads it: batch after batch, in order, the same one again until it is handled. */
class Mapping {
  readonly #parts: StreamParts;
  readonly #consumer: Consumer;
  readonly #records: { readonly record: StreamRecord; readonly since: number }[] = [];
  #at = 0;
  #size = 100;
  #failures = 0;
  #isBusy = false;

  constructor(parts: StreamParts, consumer: Consumer) {
    this.#parts = parts;
    this.#consumer = consumer;
  }

  add(record: StreamRecord): void {
    if (!this.#consumer.wants(record)) return;
    this.#records.push({ record, since: this.#parts.schedule.now() });
    this.#wake(this.#parts.network.latency());
  }

  #wake(delay: number): void {
    if (this.#isBusy || this.#at === this.#records.length) return;
    this.#isBusy = true;
    this.#parts.schedule.after(delay, () => this.#deliver());
  }

  #goOn(delay: number): void {
    this.#isBusy = false;
    this.#wake(delay);
  }

  #deliver(): void {
    const { chance, network, schedule, start } = this.#parts;
    const batch = this.#records.slice(this.#at, this.#at + this.#size).map(({ record }) => record);
    if (chance.odds(network.faults.drop)) {
      this.#at += batch.length;
      this.#goOn(0);
      return;
    }
    const process = start(this.#consumer.name);
    let isOver = false;
    const once = (then: () => void) => (): void => {
      if (isOver) return;
      isOver = true;
      then();
    };
    const failed = once(() => this.#failed());
    process.onDeath(failed);
    schedule.after(LAMBDA_LIMIT_MS, () => {
      if (!isOver) process.die();
    });
    // Whoever gives up early may leave a function behind that goes on: from then on there are two.
    if (chance.odds(network.faults.impatience)) schedule.after(chance.below(200), failed);
    this.#consumer
      .handlerIn(process)({ Records: batch }, { awsRequestId: process.name })
      .then(
        ({ batchItemFailures: [first] }) => once(() => this.#handled(batch, first?.itemIdentifier))(),
        failed,
      );
  }

  #handled(batch: readonly StreamRecord[], firstFailure: string | undefined): void {
    const { chance, network } = this.#parts;
    const failed = batch.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === firstFailure);
    if (firstFailure !== undefined && failed === 0) {
      this.#failed();
      return;
    }
    this.#failures = 0;
    this.#size = 100;
    if (firstFailure === undefined && chance.odds(network.faults.duplicate)) {
      this.#goOn(network.latency());
      return;
    }
    this.#at += firstFailure === undefined ? batch.length : Math.max(0, failed);
    this.#goOn(network.latency());
  }

  /** The whole batch again, or half of it. */
  #failed(): void {
    const { schedule } = this.#parts;
    const isTooOld = schedule.now() - (this.#records[this.#at]?.since ?? 0) > STREAM_KEEPS_MS;
    if (this.#size === 1 && isTooOld) this.#at += 1;
    this.#failures += 1;
    this.#size = Math.max(1, Math.ceil(this.#size / 2));
    this.#goOn(Math.min(60_000, 100 * 2 ** this.#failures));
  }
}

const eventNameOf = ({ before, after }: Change): StreamRecord['eventName'] => {
  if (after === undefined) return 'REMOVE';
  return before === undefined ? 'INSERT' : 'MODIFY';
};

/** A write that leaves a row as it was is not told. */
const isNews = ({ before, after }: Change): boolean =>
  before === undefined || after === undefined || !isDeepStrictEqual(before, after);

/** Connects the tables' streams to their functions. Order is kept within a partition, and nowhere else. */
export function connectStreams(parts: StreamParts, consumers: readonly Consumer[]): void {
  const mappings = consumers.map((consumer) => ({
    consumer,
    shards: Array.from({ length: SHARDS }, () => new Mapping(parts, consumer)),
  }));
  let number = 0;
  parts.store.onCommit((changes) => {
    for (const change of changes) {
      const { definition } = parts.store.table(change.table);
      if (definition.stream === undefined || !isNews(change)) continue;
      number += 1;
      const record = recordOf(parts.store, change, number);
      const shard = shardOf(partitionIn(change.name));
      for (const { consumer, shards } of mappings) {
        if (consumer.table === change.table) shards[shard]?.add(record);
      }
    }
  });
}

function recordOf(store: Store, change: Change, number: number): StreamRecord {
  const { before, after } = change;
  return {
    eventName: eventNameOf(change),
    dynamodb: {
      Keys: keyIn(store.table(change.table), after ?? before ?? {}),
      ...(after && { NewImage: after }),
      SequenceNumber: String(number).padStart(21, '0'),
    },
  };
}
