import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Invoke, Log } from '../engine.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../engine.ts';
import { openCheckpoints } from './checkpoints.ts';
import type { EventSourceMapping } from './mappings.ts';
import { checkMapping } from './mappings.ts';
import type { Poller } from './poller.ts';
import type { QueueSource, Shared, StreamSource } from './prepare.ts';
import { prepareMapping } from './prepare.ts';

export interface EventSourceOptions {
  readonly mappings: readonly EventSourceMapping[];
  /** Holds how far each mapping has got in its stream. */
  readonly directory: string;
  readonly invoke: Invoke;
  readonly dynamoDb: StreamSource;
  /** Needed as soon as a mapping reads from a queue or reports failures to one. */
  readonly sqs?: QueueSource | undefined;
  readonly log?: Log;
  /** How long to wait after so many failures in a row of the same records. */
  readonly retryDelayMs?: (failures: number) => number;
}

export interface EventSources {
  /** Begins no invocation any more, and resolves once the running ones have ended and are settled. */
  close(): Promise<void>;
  /**
   * Resolves once nothing is pending: every stream is read to its end, every queue is empty, no invocation runs; nor
   * does anything that those invocations have caused. A batch that fails without end never lets it resolve.
   */
  idle(): Promise<void>;
}

/**
 * Starts the event source mappings. Delivery is at least once: a batch is settled only after the function has taken
 * it, and what is not settled comes again after a restart, `kill -9` included. Retries are counted anew then.
 *
 * A stream is delivered in order, one batch at a time, and held up by a batch that fails, as on Lambda. Throws on a
 * mapping that asks for what is not supported, naming it, before any is started.
 */
export async function startEventSources(options: EventSourceOptions): Promise<EventSources> {
  const { mappings } = options;
  mappings.forEach(checkMapping);
  if (new Set(mappings.map(({ id }) => id)).size !== mappings.length) {
    throw new Error('Two event source mappings have the same id.');
  }
  const closing = new AbortController();
  let deliveries = 0;
  const shared = share(options, closing.signal, () => {
    deliveries += 1;
  });
  const pollers: Poller[] = [];
  const end = async (): Promise<void> => {
    closing.abort();
    await Promise.all(pollers.map((poller) => poller.close()));
    shared.streams.destroy();
    shared.queues?.client.destroy();
    shared.checkpoints.close();
  };
  try {
    // Everything that can be refused is refused before the first function is invoked.
    const starts = await Promise.all(mappings.map((mapping) => prepareMapping(mapping, shared)));
    pollers.push(...starts.map((start) => start()));
  } catch (error) {
    await end();
    throw error;
  }
  let ended: Promise<void> | undefined;
  return {
    close: () => (ended ??= end()),
    async idle() {
      let before: number;
      do {
        before = deliveries;
        await Promise.all(pollers.map((poller) => poller.settled()));
      } while (deliveries !== before);
    },
  };
}

function share(options: EventSourceOptions, closing: AbortSignal, delivered: () => void): Shared {
  const { invoke, dynamoDb, sqs, log = () => undefined, retryDelayMs = backOff } = options;
  const credentials = { region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
  return {
    invoke,
    log,
    retryDelayMs,
    closing,
    delivered,
    checkpoints: openCheckpoints(options.directory),
    dynamoDb,
    streams: new DynamoDBStreamsClient({ endpoint: dynamoDb.endpoint, ...credentials }),
    queues: sqs && { source: sqs, client: new SQSClient({ endpoint: sqs.endpoint, ...credentials }) },
  };
}

/** A tenth of a second, doubled each time, up to ten seconds. */
function backOff(failures: number): number {
  return Math.min(100 * 2 ** (failures - 1), 10_000);
}
