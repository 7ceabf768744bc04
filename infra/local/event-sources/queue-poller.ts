import type { SQSClient } from '@aws-sdk/client-sqs';
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Invoke, Log } from '../engine.ts';
import type { BatchOutcome } from './batch-response.ts';
import { invokeWithBatch } from './batch-response.ts';
import type { QueueMapping } from './mappings.ts';
import { cutToPayloads } from './payload-limit.ts';
import type { Poller } from './poller.ts';
import { toQueueRecord } from './queue-event.ts';
import { bell, pauseFor } from './waiting.ts';

/** A poll takes ten messages at most, and waits for the first of them so long at most. */
const LARGEST_RECEIPT = 10;
const LONGEST_WAIT_SECONDS = 20;
const AFTER_A_FAULT_MS = 1_000;
const LOOK_AT_SLOTS_EVERY_MS = 1_000;
const LOOK_AT_COUNTS_EVERY_MS = 20;
const DEFAULT_CONCURRENCY = 5;

export interface QueuePollerOptions {
  readonly mapping: QueueMapping;
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly invoke: Invoke;
  readonly log: Log;
  readonly closing: AbortSignal;
  /** Called after each batch, whatever became of it. */
  readonly delivered: () => void;
}

/**
 * Receives messages and hands them to the function, several batches at once. What succeeded is deleted; what failed
 * comes again after the queue's visibility timeout, until the queue itself makes it a dead letter.
 */
export function startQueuePoller(options: QueuePollerOptions): Poller {
  const { mapping, closing, log } = options;
  const limit = mapping.maximumConcurrency ?? DEFAULT_CONCURRENCY;
  const running = new Set<Promise<void>>();
  const freed = bell();
  const begin = (records: readonly SQSRecord[]): void => {
    const handling = handleBatch(records, options).finally(() => {
      running.delete(handling);
      options.delivered();
      freed.ring();
    });
    running.add(handling);
  };
  const slotFree = async (): Promise<void> => {
    while (running.size >= limit && !closing.aborted) {
      await freed.wait(LOOK_AT_SLOTS_EVERY_MS, closing);
    }
  };
  const receiveOnce = async (): Promise<void> => {
    // A message received is hidden from now on, so none is received that nobody could begin to handle.
    await slotFree();
    for (const batch of cutToPayloads(await gather(options), (record) => record)) {
      await slotFree();
      if (!closing.aborted) {
        begin(batch);
      }
    }
  };
  const run = async (): Promise<void> => {
    while (!closing.aborted) {
      await receiveOnce().catch(async (error: unknown) => {
        if (!closing.aborted) {
          log(`event source ${mapping.id}: ${String(error)}`);
          await pauseFor(AFTER_A_FAULT_MS, closing);
        }
      });
    }
    await Promise.all(running);
  };
  const ended = run();
  return { settled: () => untilEmpty(options, running), close: () => ended };
}

/** One batch: what one receipt gives, or, with a batching window, what several give until it ends. */
async function gather(options: QueuePollerOptions): Promise<readonly SQSRecord[]> {
  const { batchSize, maximumBatchingWindowSeconds } = options.mapping;
  const gathered = await receive(options, batchSize, LONGEST_WAIT_SECONDS);
  const until = performance.now() + maximumBatchingWindowSeconds * 1000;
  while (gathered.length > 0 && gathered.length < batchSize && !options.closing.aborted) {
    const left = until - performance.now();
    if (left <= 0) {
      break;
    }
    const wait = Math.min(Math.ceil(left / 1000), LONGEST_WAIT_SECONDS);
    gathered.push(...(await receive(options, batchSize - gathered.length, wait)));
  }
  return gathered;
}

async function receive(
  { client, queueUrl, queueArn, closing }: QueuePollerOptions,
  wanted: number,
  waitSeconds: number,
): Promise<SQSRecord[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: Math.min(wanted, LARGEST_RECEIPT),
      WaitTimeSeconds: waitSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
    { abortSignal: closing },
  );
  return Messages.map((message) => toQueueRecord(queueArn, message));
}

/** Never rejects: a deletion that fails leaves a message that comes again, as on AWS. */
async function handleBatch(records: readonly SQSRecord[], options: QueuePollerOptions): Promise<void> {
  const { mapping, invoke, log, client, queueUrl } = options;
  const outcome = await invokeWithBatch({
    invoke,
    functionName: mapping.functionName,
    records,
    reportable: mapping.reportBatchItemFailures
      ? new Set(records.map(({ messageId }) => messageId))
      : undefined,
  });
  const succeeded = successes(records, outcome);
  if (succeeded.length < records.length) {
    const why = outcome.kind === 'failed' ? outcome.why : 'it reported failures';
    log(
      `event source ${mapping.id}: ${records.length - succeeded.length} of ${records.length} messages failed: ${why}`,
    );
  }
  for (let start = 0; start < succeeded.length; start += LARGEST_RECEIPT) {
    const part = succeeded.slice(start, start + LARGEST_RECEIPT);
    const Entries = part.map(({ receiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle: receiptHandle,
    }));
    await client
      .send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }))
      .catch((error: unknown) => {
        log(`event source ${mapping.id}: ${part.length} messages could not be deleted: ${String(error)}`);
      });
  }
}

function successes(records: readonly SQSRecord[], outcome: BatchOutcome): readonly SQSRecord[] {
  switch (outcome.kind) {
    case 'done':
      return records;
    case 'partial':
      return records.filter(({ messageId }) => !outcome.failed.has(messageId));
    case 'failed':
      return [];
  }
}

/** A message that waits for its next try is pending too: it is neither done nor dead. */
async function untilEmpty(
  { client, queueUrl, closing }: QueuePollerOptions,
  running: ReadonlySet<Promise<void>>,
): Promise<void> {
  const names = [
    'ApproximateNumberOfMessages',
    'ApproximateNumberOfMessagesNotVisible',
    'ApproximateNumberOfMessagesDelayed',
  ] as const;
  while (!closing.aborted) {
    const { Attributes = {} } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: [...names] }),
    );
    if (running.size === 0 && names.every((name) => Attributes[name] === '0')) {
      return;
    }
    await pauseFor(LOOK_AT_COUNTS_EVERY_MS, closing);
  }
}
