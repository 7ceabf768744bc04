import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { openJournal } from '../journal.ts';
import type { MessageAttributes } from './message-content.ts';
import { messageAttributes } from './message-content.ts';
import type { Queue } from './queue-definition.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS messages (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    queue TEXT NOT NULL,
    body TEXT NOT NULL,
    attributes TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    visible_at INTEGER NOT NULL,
    received INTEGER NOT NULL DEFAULT 0,
    first_received_at INTEGER,
    receipt TEXT UNIQUE
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_by_visibility ON messages(queue, visible_at);
`;

const storedMessage = z.object({
  id: z.string(),
  body: z.string(),
  attributes: z.string().transform((text) => messageAttributes.parse(JSON.parse(text))),
  sent_at: z.number(),
  received: z.number(),
  first_received_at: z.number().nullable(),
});
const counted = z.object({ visible: z.number(), inFlight: z.number(), delayed: z.number() });
const instant = z.object({ at: z.number().nullable() });

export interface NewMessage {
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly delaySeconds: number;
}

export interface ReceivedMessage {
  readonly id: string;
  readonly receiptHandle: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly sentAt: number;
  readonly receiveCount: number;
  readonly firstReceivedAt: number;
}

export interface Receipt {
  /** What was handed out; every receipt makes the handle before it worthless. */
  readonly messages: readonly ReceivedMessage[];
  /** How many went to the dead-letter queue instead. */
  readonly deadLetters: number;
}

/** The messages of all queues. Each call is one transaction, on disk before it returns. Times are milliseconds since 1970. */
export interface MessageStore {
  send(queue: Queue, messages: readonly NewMessage[]): string[];
  receive(queue: Queue, request: { readonly limit: number; readonly visibilitySeconds: number }): Receipt;
  /** False when the handle is no longer, or never was, that of a message in the queue. */
  remove(queue: Queue, receiptHandle: string): boolean;
  /** False when the message is not in flight under this handle. */
  changeVisibility(queue: Queue, receiptHandle: string, seconds: number): boolean;
  purge(queue: Queue): void;
  counts(queue: Queue): z.output<typeof counted>;
  /** When the next message is in sight, or since when one has been; undefined for an empty queue. */
  nextVisibleAt(queue: Queue): number | undefined;
  close(): void;
}

export function openMessageStore(directory: string, now: () => number): MessageStore {
  const database = openJournal(directory, 'sqs', SCHEMA);
  const together = <Result>(work: () => Result): Result => inTransaction(database, work);
  const insert = database.prepare(
    'INSERT INTO messages (id, queue, body, attributes, sent_at, visible_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const remove = database.prepare('DELETE FROM messages WHERE queue = ? AND receipt = ?');
  const hide = database.prepare(
    'UPDATE messages SET visible_at = ? WHERE queue = ? AND receipt = ? AND visible_at > ?',
  );
  const next = database.prepare('SELECT MIN(visible_at) AS at FROM messages WHERE queue = ?');
  const count = database.prepare(`
    SELECT COUNT(*) FILTER (WHERE visible_at <= :now) AS visible,
      COUNT(*) FILTER (WHERE visible_at > :now AND receipt IS NOT NULL) AS inFlight,
      COUNT(*) FILTER (WHERE visible_at > :now AND receipt IS NULL) AS delayed
    FROM messages WHERE queue = :queue`);
  const receive = receiver(database);
  return {
    send: (queue, messages) =>
      together(() =>
        messages.map(({ body, attributes, delaySeconds }) => {
          const id = randomUUID();
          const at = now();
          insert.run(id, queue.name, body, JSON.stringify(attributes), at, at + delaySeconds * 1000);
          return id;
        }),
      ),
    receive: (queue, request) => together(() => receive(queue, { ...request, at: now() })),
    remove: (queue, receiptHandle) => remove.run(queue.name, receiptHandle).changes > 0,
    changeVisibility: (queue, receiptHandle, seconds) =>
      hide.run(now() + seconds * 1000, queue.name, receiptHandle, now()).changes > 0,
    purge: (queue) => void database.prepare('DELETE FROM messages WHERE queue = ?').run(queue.name),
    counts: (queue) => counted.parse(count.get({ now: now(), queue: queue.name })),
    nextVisibleAt: (queue) => instant.parse(next.get(queue.name)).at ?? undefined,
    close: () => database.close(),
  };
}

interface ReceiveRequest {
  readonly limit: number;
  readonly visibilitySeconds: number;
  readonly at: number;
}

/** The oldest visible messages first. The move to a dead-letter queue is part of the receipt: it cannot half happen. */
function receiver(database: DatabaseSync): (queue: Queue, request: ReceiveRequest) => Receipt {
  const forget = database.prepare('DELETE FROM messages WHERE queue = ? AND sent_at <= ?');
  const bury = database.prepare(
    'UPDATE messages SET queue = ?, visible_at = ?, receipt = NULL WHERE queue = ? AND visible_at <= ? AND received >= ?',
  );
  const oldest = database.prepare(
    'SELECT * FROM messages WHERE queue = ? AND visible_at <= ? ORDER BY position LIMIT ?',
  );
  const take = database.prepare(
    `UPDATE messages SET receipt = ?, visible_at = ?, received = received + 1,
       first_received_at = COALESCE(first_received_at, ?) WHERE id = ?`,
  );
  return (queue, { limit, visibilitySeconds, at }) => {
    forget.run(queue.name, at - queue.messageRetentionSeconds * 1000);
    const { redrive } = queue;
    const deadLetters = redrive
      ? Number(bury.run(redrive.deadLetterQueue, at, queue.name, at, redrive.maxReceiveCount).changes)
      : 0;
    const messages = oldest.all(queue.name, at, limit).map((row) => {
      const message = storedMessage.parse(row);
      const receiptHandle = randomUUID();
      take.run(receiptHandle, at + visibilitySeconds * 1000, at, message.id);
      return {
        id: message.id,
        receiptHandle,
        body: message.body,
        attributes: message.attributes,
        sentAt: message.sent_at,
        receiveCount: message.received + 1,
        firstReceivedAt: message.first_received_at ?? at,
      };
    });
    return { messages, deadLetters };
  };
}

function inTransaction<Result>(database: DatabaseSync, work: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
