import * as z from 'zod';
import {
  LARGEST_MESSAGE_BYTES,
  checkedSize,
  md5,
  md5OfAttributes,
  messageAttributes,
} from './message-content.ts';
import type { MessageStore } from './message-store.ts';
import type { Queue } from './queue-definition.ts';
import { SqsError } from './sqs-error.ts';

const message = z.strictObject({
  MessageBody: z.string().min(1),
  DelaySeconds: z.int().min(0).max(900).optional(),
  MessageAttributes: messageAttributes.default({}),
});
type Message = z.output<typeof message>;

export const sendMessageInput = message.extend({ QueueUrl: z.string() });

export const sendMessageBatchInput = z.strictObject({
  QueueUrl: z.string(),
  Entries: z.array(message.extend({ Id: z.string().regex(/^[\w-]{1,80}$/) })),
});

export function sendMessage(
  store: MessageStore,
  queue: Queue,
  input: z.output<typeof sendMessageInput>,
): unknown {
  checkedSize(input.MessageBody, input.MessageAttributes);
  const [id] = store.send(queue, [stored(queue, input)]);
  return { MessageId: id, ...digests(input) };
}

/**
 * One entry that is not in order fails alone, as on SQS. The others are written together.
 * Throws when the batch itself is not in order; then nothing is written.
 */
export function sendMessageBatch(
  store: MessageStore,
  queue: Queue,
  { Entries }: z.output<typeof sendMessageBatchInput>,
): unknown {
  checkBatch(Entries);
  const failed: Record<string, unknown>[] = [];
  let bytes = 0;
  const accepted = Entries.filter((entry) => {
    try {
      bytes += checkedSize(entry.MessageBody, entry.MessageAttributes);
      return true;
    } catch (error) {
      if (!(error instanceof SqsError)) {
        throw error;
      }
      failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
      return false;
    }
  });
  if (bytes > LARGEST_MESSAGE_BYTES) {
    throw new SqsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${LARGEST_MESSAGE_BYTES} bytes.`,
    );
  }
  const ids = store.send(
    queue,
    accepted.map((entry) => stored(queue, entry)),
  );
  const successful = accepted.map((entry, index) => ({
    Id: entry.Id,
    MessageId: ids[index],
    ...digests(entry),
  }));
  return { Successful: successful, Failed: failed };
}

/** What SQS asks of every batch: 1 to 10 entries, each with an id of its own. */
export function checkBatch(entries: readonly { readonly Id: string }[]): void {
  if (entries.length === 0) {
    throw new SqsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (entries.length > 10) {
    throw new SqsError('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10.');
  }
  if (new Set(entries.map(({ Id }) => Id)).size !== entries.length) {
    throw new SqsError('BatchEntryIdsNotDistinct', 'Two entries have the same id.');
  }
}

function stored(queue: Queue, { MessageBody, MessageAttributes, DelaySeconds }: Message) {
  return {
    body: MessageBody,
    attributes: MessageAttributes,
    delaySeconds: DelaySeconds ?? queue.delaySeconds,
  };
}

function digests({ MessageBody, MessageAttributes }: Message): Record<string, unknown> {
  return { MD5OfMessageBody: md5(MessageBody), MD5OfMessageAttributes: md5OfAttributes(MessageAttributes) };
}
