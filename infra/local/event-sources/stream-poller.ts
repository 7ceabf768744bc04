import type { Checkpoint } from './checkpoints.ts';
import { cutToPayloads } from './payload-limit.ts';
import type { Poller } from './poller.ts';
import type { RecordFilter } from './record-filter.ts';
import type { ShardReader } from './shard-reader.ts';
import type { DeliveryContext } from './stream-delivery.ts';
import { deliverBatch } from './stream-delivery.ts';
import type { Delivery } from './stream-event.ts';
import { bell, pauseFor } from './waiting.ts';

/** Between two looks at a stream that has nothing more, whatever rings: a burst of writes is read in few pages. */
const LEAST_GAP_MS = 10;
const AFTER_A_FAULT_MS = 1_000;

export interface StreamPollerOptions {
  readonly reader: ShardReader;
  readonly checkpoint: Checkpoint;
  readonly passes: RecordFilter;
  readonly context: DeliveryContext;
  /** Calls back after each write to the table, if somebody knows of them. */
  readonly onWrite: ((listener: () => void) => () => void) | undefined;
  /** How long a write may stay unseen that nobody tells of. */
  readonly lookEveryMs: number;
  /** Called after each batch that was delivered. */
  readonly delivered: () => void;
}

/** Reads the shard from its checkpoint on and delivers it, one batch at a time, until it is closed. */
export function startStreamPoller(options: StreamPollerOptions): Poller {
  const { reader, context, onWrite, lookEveryMs } = options;
  const { closing, log, mapping } = context;
  const news = bell();
  const stopListening = onWrite?.(() => news.ring());
  let awaiting: (() => void)[] = [];
  const round = batchwise(options, (milliseconds) => news.wait(milliseconds, closing));
  const run = async (): Promise<void> => {
    while (!closing.aborted) {
      const asked = awaiting;
      awaiting = [];
      const found = await round().catch(async (error: unknown) => {
        log(`event source ${mapping.id}: ${String(error)}`);
        reader.goBack(undefined);
        await pauseFor(AFTER_A_FAULT_MS, closing);
        return true;
      });
      if (found) {
        awaiting = [...asked, ...awaiting];
        continue;
      }
      for (const answer of asked) {
        answer();
      }
      await news.wait(lookEveryMs, closing);
    }
    stopListening?.();
  };
  const ended = run();
  return {
    settled: () =>
      Promise.race([
        ended,
        new Promise<void>((resolve) => {
          awaiting.push(resolve);
          news.ring();
        }),
      ]),
    close: () => ended,
  };
}

/** The work of one round: a batch gathered, delivered and settled. Resolves with false when there was nothing. */
function batchwise(
  { reader, checkpoint, passes, context, delivered, lookEveryMs }: StreamPollerOptions,
  waitForNews: (milliseconds: number) => Promise<void>,
): () => Promise<boolean> {
  const { batchSize, maximumBatchingWindowSeconds } = context.mapping;
  let readTo: string | undefined;
  let notBefore = 0;
  const read = async (limit: number): Promise<readonly Delivery[]> => {
    await pauseFor(notBefore - performance.now(), context.closing);
    const page = await reader.read(limit);
    readTo = page.at(-1)?.sequenceNumber ?? readTo;
    notBefore = page.length < limit ? performance.now() + LEAST_GAP_MS : 0;
    return page;
  };
  const gather = async (): Promise<readonly Delivery[]> => {
    const gathered: Delivery[] = [];
    let until: number | undefined;
    for (;;) {
      const limit = batchSize - gathered.length;
      const page = await read(limit);
      gathered.push(...page.filter(({ record }) => passes(record)));
      if (gathered.length === 0 && page.length > 0 && readTo !== undefined) {
        checkpoint.settle(readTo);
      }
      if (gathered.length === 0 && page.length < limit) {
        return [];
      }
      until ??= gathered.length > 0 ? performance.now() + maximumBatchingWindowSeconds * 1000 : undefined;
      const left = until === undefined ? 0 : until - performance.now();
      if (gathered.length > 0 && (left <= 0 || gathered.length === batchSize || context.closing.aborted)) {
        return gathered;
      }
      if (page.length < limit) {
        await waitForNews(Math.min(left, lookEveryMs));
      }
    }
  };
  return async () => {
    const gathered = await gather();
    const [run, ...rest] = cutToPayloads(gathered, ({ record }) => record);
    if (run === undefined) {
      return false;
    }
    if (rest.length > 0) {
      readTo = run.at(-1)?.sequenceNumber;
      reader.goBack(readTo);
    }
    if (await deliverBatch(run, context)) {
      // Records after the last delivered one that no filter let through are settled with it.
      if (readTo !== undefined) {
        checkpoint.settle(readTo);
      }
      delivered();
    }
    return true;
  };
}
