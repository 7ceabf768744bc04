import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Invoke, Log } from '../engine.ts';
import type { Checkpoints } from './checkpoints.ts';
import { failureQueue } from './failure-queue.ts';
import type { StreamPlace } from './failure-report.ts';
import type { EventSourceMapping, QueueMapping, StreamMapping } from './mappings.ts';
import type { Poller } from './poller.ts';
import { startQueuePoller } from './queue-poller.ts';
import { compileFilters } from './record-filter.ts';
import { openShardReader } from './shard-reader.ts';
import type { DeliveryContext } from './stream-delivery.ts';
import { startStreamPoller } from './stream-poller.ts';

const LOOK_EVERY_MS_WHEN_TOLD = 1_000;
const LOOK_EVERY_MS = 50;

/** What of a DynamoDB engine the mappings need. Without `onWrite` they look by themselves, every 50 ms. */
export interface StreamSource {
  readonly endpoint: string;
  readonly streamArn: (tableName: string) => string | undefined;
  readonly onWrite?: (tableName: string, listener: () => void) => () => void;
}

/** What of an SQS engine the mappings need. */
export interface QueueSource {
  readonly endpoint: string;
  readonly queueUrl: (name: string) => string;
  readonly queueArn: (name: string) => string;
}

/** What every mapping shares. */
export interface Shared {
  readonly invoke: Invoke;
  readonly log: Log;
  readonly retryDelayMs: (failures: number) => number;
  readonly closing: AbortSignal;
  /** Called after each batch. */
  readonly delivered: () => void;
  readonly checkpoints: Checkpoints;
  readonly dynamoDb: StreamSource;
  readonly streams: DynamoDBStreamsClient;
  /** Absent where no SQS is running. */
  readonly queues: { readonly source: QueueSource; readonly client: SQSClient } | undefined;
}

/** Resolves with how to start the mapping. Rejects, naming it, when something that it needs is not there. */
export async function prepareMapping(mapping: EventSourceMapping, shared: Shared): Promise<() => Poller> {
  return mapping.kind === 'sqs' ? prepareQueue(mapping, shared) : prepareStream(mapping, shared);
}

function prepareQueue(mapping: QueueMapping, shared: Shared): () => Poller {
  const { source, client } = needQueues(mapping, shared);
  const queueUrl = source.queueUrl(mapping.queueName);
  const queueArn = source.queueArn(mapping.queueName);
  return () => startQueuePoller({ ...shared, mapping, client, queueUrl, queueArn });
}

async function prepareStream(mapping: StreamMapping, shared: Shared): Promise<() => Poller> {
  const { checkpoints, streams, delivered, dynamoDb } = shared;
  const streamArn = dynamoDb.streamArn(mapping.tableName);
  if (streamArn === undefined) {
    throw new Error(
      `The event source mapping ${mapping.id} reads ${mapping.tableName}, which has no stream.`,
    );
  }
  const { startingPosition, tableName } = mapping;
  const passes = compileFilters(mapping.id, mapping.filters);
  const checkpoint = checkpoints.of(mapping.id, streamArn);
  const reader = await openShardReader({ client: streams, streamArn, startingPosition, checkpoint });
  const context: DeliveryContext = {
    ...shared,
    mapping,
    settle: (sequenceNumber) => checkpoint.settle(sequenceNumber),
    report: reporter(mapping, reader.place, shared),
  };
  const { onWrite } = dynamoDb;
  const listening = onWrite && ((listener: () => void) => onWrite(tableName, listener));
  const lookEveryMs = onWrite ? LOOK_EVERY_MS_WHEN_TOLD : LOOK_EVERY_MS;
  return () =>
    startStreamPoller({ reader, checkpoint, passes, context, onWrite: listening, lookEveryMs, delivered });
}

function reporter(mapping: StreamMapping, place: StreamPlace, shared: Shared): DeliveryContext['report'] {
  const { onFailureQueueArn } = mapping;
  if (onFailureQueueArn === undefined) {
    return () => Promise.resolve();
  }
  const { source, client } = needQueues(mapping, shared);
  const queueName = onFailureQueueArn.split(':').at(-1) ?? '';
  if (source.queueArn(queueName) !== onFailureQueueArn) {
    throw new Error(
      `The event source mapping ${mapping.id} reports failures to ${onFailureQueueArn}, which is no queue here.`,
    );
  }
  return failureQueue({ ...shared, mapping, place, client, queueUrl: source.queueUrl(queueName) });
}

function needQueues(mapping: EventSourceMapping, { queues }: Shared): NonNullable<Shared['queues']> {
  if (queues === undefined) {
    throw new Error(`The event source mapping ${mapping.id} needs queues, and no SQS is running.`);
  }
  return queues;
}
