import * as z from 'zod';
import type { Arrivals } from './arrivals.ts';
import type { MessageAttributes } from './message-content.ts';
import { md5, md5OfAttributes } from './message-content.ts';
import type { MessageStore, ReceivedMessage } from './message-store.ts';
import type { Queue } from './queue-definition.ts';
import { LOCAL_ACCOUNT } from '../engine.ts';

const systemNames = z.array(
  z.enum(['All', 'ApproximateReceiveCount', 'SentTimestamp', 'SenderId', 'ApproximateFirstReceiveTimestamp']),
);

export const receiveMessageInput = z.strictObject({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.int().min(1).max(10).default(1),
  VisibilityTimeout: z.int().min(0).max(43_200).optional(),
  WaitTimeSeconds: z.int().min(0).max(20).optional(),
  AttributeNames: systemNames.default([]),
  MessageSystemAttributeNames: systemNames.default([]),
  MessageAttributeNames: z.array(z.string()).default([]),
});
type Input = z.output<typeof receiveMessageInput>;

export interface ReceiveContext {
  readonly store: MessageStore;
  readonly arrivals: Arrivals;
  /** Aborted when whoever asked is gone: a message handed to nobody would stay hidden for its visibility timeout. */
  readonly gone: AbortSignal;
}

/** Answers as soon as there is a message, else after the wait. A hidden message that comes into sight ends the wait. */
export async function receiveMessage(queue: Queue, input: Input, context: ReceiveContext): Promise<unknown> {
  const { store, arrivals, gone } = context;
  const until = performance.now() + (input.WaitTimeSeconds ?? queue.receiveWaitSeconds) * 1000;
  const request = {
    limit: input.MaxNumberOfMessages,
    visibilitySeconds: input.VisibilityTimeout ?? queue.visibilityTimeoutSeconds,
  };
  while (!gone.aborted) {
    const { messages, deadLetters } = store.receive(queue, request);
    if (deadLetters > 0 && queue.redrive !== undefined) {
      arrivals.announce(queue.redrive.deadLetterQueue);
    }
    const left = until - performance.now();
    if (messages.length > 0) {
      return { Messages: messages.map((message) => shown(message, input)) };
    }
    if (left <= 0) {
      break;
    }
    const hiddenFor = (store.nextVisibleAt(queue) ?? Number.POSITIVE_INFINITY) - Date.now();
    await arrivals.wait(queue.name, Math.min(left, Math.max(hiddenFor, 1)), gone);
  }
  return {};
}

function shown(message: ReceivedMessage, input: Input): Record<string, unknown> {
  const attributes = wanted(message.attributes, input.MessageAttributeNames);
  const digest = md5OfAttributes(attributes);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    Body: message.body,
    MD5OfBody: md5(message.body),
    ...systemAttributes(message, [...input.AttributeNames, ...input.MessageSystemAttributeNames]),
    ...(digest !== undefined && { MessageAttributes: attributes, MD5OfMessageAttributes: digest }),
  };
}

function systemAttributes(message: ReceivedMessage, names: readonly string[]): Record<string, unknown> {
  const all = {
    SenderId: LOCAL_ACCOUNT,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt),
  };
  const asked = Object.entries(all).filter(([name]) => names.includes('All') || names.includes(name));
  return asked.length === 0 ? {} : { Attributes: Object.fromEntries(asked) };
}

/** `All` and `.*` stand for every attribute, `prefix.*` for those that begin so. */
function wanted(attributes: MessageAttributes, names: readonly string[]): MessageAttributes {
  const isWanted = (attribute: string): boolean =>
    names.some((name) =>
      name === 'All' || name === '.*'
        ? true
        : name.endsWith('.*')
          ? attribute.startsWith(name.slice(0, -1))
          : attribute === name,
    );
  return Object.fromEntries(Object.entries(attributes).filter(([attribute]) => isWanted(attribute)));
}
