import * as z from 'zod';
import type { MessageStore } from './message-store.ts';
import type { Queue } from './queue-definition.ts';
import type { ReceiveContext } from './receive-message.ts';
import { receiveMessage, receiveMessageInput } from './receive-message.ts';
import {
  checkBatch,
  sendMessage,
  sendMessageBatch,
  sendMessageBatchInput,
  sendMessageInput,
} from './send-message.ts';
import { SqsError, invalid, noSuchQueue } from './sqs-error.ts';

export interface ActionContext extends ReceiveContext {
  readonly queues: ReadonlyMap<string, Queue>;
  readonly queueUrl: (name: string) => string;
}

type Action = (input: unknown, context: ActionContext) => unknown;

const aQueue = z.strictObject({ QueueUrl: z.string() });
const receiptHandle = z.string();
const removal = z.strictObject({ QueueUrl: z.string(), ReceiptHandle: receiptHandle });
const batchRemoval = z.strictObject({
  QueueUrl: z.string(),
  Entries: z.array(z.strictObject({ Id: z.string(), ReceiptHandle: receiptHandle })),
});
const hiding = z.strictObject({
  QueueUrl: z.string(),
  ReceiptHandle: receiptHandle,
  VisibilityTimeout: z.int().min(0).max(43_200),
});
const naming = z.strictObject({ QueueName: z.string() });
const listing = z.strictObject({ QueueNamePrefix: z.string().default('') });
const asking = z.strictObject({ QueueUrl: z.string(), AttributeNames: z.array(z.string()).default([]) });

/** The parts of SQS that there are. An action that is not here is refused by its name, and so is a parameter. */
const ACTIONS: Readonly<Record<string, Action>> = {
  SendMessage: onQueue(sendMessageInput, (queue, input, { store, arrivals }) => {
    const sent = sendMessage(store, queue, input);
    arrivals.announce(queue.name);
    return sent;
  }),
  SendMessageBatch: onQueue(sendMessageBatchInput, (queue, input, { store, arrivals }) => {
    const sent = sendMessageBatch(store, queue, input);
    arrivals.announce(queue.name);
    return sent;
  }),
  ReceiveMessage: onQueue(receiveMessageInput, receiveMessage),
  DeleteMessage: onQueue(removal, (queue, { ReceiptHandle }, { store }) => {
    remove(store, queue, ReceiptHandle);
    return {};
  }),
  DeleteMessageBatch: onQueue(batchRemoval, (queue, { Entries }, { store }) => {
    checkBatch(Entries);
    return deleteBatch(store, queue, Entries);
  }),
  ChangeMessageVisibility: onQueue(hiding, (queue, input, { store, arrivals }) => {
    const { ReceiptHandle, VisibilityTimeout } = input;
    if (!store.changeVisibility(queue, checkedHandle(ReceiptHandle), VisibilityTimeout)) {
      throw new SqsError('MessageNotInflight', 'The message referred to is not in flight.');
    }
    arrivals.announce(queue.name);
    return {};
  }),
  PurgeQueue: onQueue(aQueue, (queue, _input, { store }) => {
    store.purge(queue);
    return {};
  }),
  GetQueueAttributes: onQueue(asking, (queue, { AttributeNames }, { store }) =>
    attributes(queue, store, AttributeNames),
  ),
  GetQueueUrl: (input, { queues, queueUrl }) => {
    const { QueueName } = parsed(naming, input);
    if (!queues.has(QueueName)) {
      throw noSuchQueue();
    }
    return { QueueUrl: queueUrl(QueueName) };
  },
  ListQueues: (input, { queues, queueUrl }) => {
    const { QueueNamePrefix } = parsed(listing, input);
    const names = [...queues.keys()].filter((name) => name.startsWith(QueueNamePrefix)).sort();
    return { QueueUrls: names.map(queueUrl) };
  },
};

/** Carries out one request: gives, or promises, the body of its answer. Throws or rejects with `SqsError` on a refusal. */
export function carryOut(name: string, input: unknown, context: ActionContext): unknown {
  const action = ACTIONS[name];
  if (action === undefined) {
    throw new SqsError('UnsupportedOperation', `The local SQS does not have ${name}.`);
  }
  return action(input, context);
}

function onQueue<Input extends { readonly QueueUrl: string }>(
  schema: z.ZodType<Input>,
  act: (queue: Queue, input: Input, context: ActionContext) => unknown,
): Action {
  return (unparsed, context) => {
    const input = parsed(schema, unparsed);
    const queue = context.queues.get(input.QueueUrl.split('/').at(-1) ?? '');
    if (queue === undefined) {
      throw noSuchQueue();
    }
    return act(queue, input, context);
  };
}

function parsed<Input>(schema: z.ZodType<Input>, input: unknown): Input {
  const result = schema.safeParse(input);
  if (result.success) {
    return result.data;
  }
  throw invalid(result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

function checkedHandle(handle: string): string {
  if (!/^[\da-f-]{36}$/.test(handle)) {
    throw new SqsError('ReceiptHandleIsInvalid', 'The input receipt handle is invalid.');
  }
  return handle;
}

/** A handle that another receipt has replaced deletes nothing, and SQS says so to nobody. */
function remove(store: MessageStore, queue: Queue, handle: string): void {
  store.remove(queue, checkedHandle(handle));
}

function deleteBatch(
  store: MessageStore,
  queue: Queue,
  entries: z.output<typeof batchRemoval>['Entries'],
): unknown {
  const successful: unknown[] = [];
  const failed: unknown[] = [];
  for (const { Id, ReceiptHandle } of entries) {
    try {
      remove(store, queue, ReceiptHandle);
      successful.push({ Id });
    } catch (error) {
      if (!(error instanceof SqsError)) {
        throw error;
      }
      failed.push({ Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful: successful, Failed: failed };
}

function attributes(queue: Queue, store: MessageStore, names: readonly string[]): unknown {
  const { visible, inFlight, delayed } = store.counts(queue);
  const { redrive } = queue;
  const all: Readonly<Record<string, string>> = {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(queue.visibilityTimeoutSeconds),
    MessageRetentionPeriod: String(queue.messageRetentionSeconds),
    DelaySeconds: String(queue.delaySeconds),
    ReceiveMessageWaitTimeSeconds: String(queue.receiveWaitSeconds),
    ...(redrive !== undefined && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: queue.arn.replace(/[^:]+$/, redrive.deadLetterQueue),
        maxReceiveCount: redrive.maxReceiveCount,
      }),
    }),
  };
  const unknown = names.find((name) => name !== 'All' && name !== 'RedrivePolicy' && !(name in all));
  if (unknown !== undefined) {
    throw new SqsError('InvalidAttributeName', `The local SQS does not have the attribute ${unknown}.`);
  }
  const asked = Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name));
  return { Attributes: Object.fromEntries(asked) };
}
