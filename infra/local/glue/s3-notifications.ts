import { setTimeout as wait } from 'node:timers/promises';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { BucketPlan, NotificationPlan } from '../assembly/resources/buckets.ts';
import type { Log } from '../engine.ts';
import { openJournal } from '../journal.ts';
import type { ObjectCreated } from '../s3/configuration.ts';
import { notificationBody } from './s3-notification-event.ts';

export interface S3NotificationsOptions {
  readonly buckets: readonly BucketPlan[];
  /** Subscribes to new objects; a listener that returns has taken the object for good. */
  readonly onObjectCreated: (listener: (object: ObjectCreated) => void) => void;
  /** Resolves once the queue holds the message. */
  readonly send: (queueArn: string, body: string) => Promise<unknown>;
  readonly directory: string;
  readonly log: Log;
}

export interface S3Notifications {
  /** Sends nothing more. What is not sent yet is sent after the next start. */
  close(): Promise<void>;
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS outgoing (
    id INTEGER PRIMARY KEY AUTOINCREMENT, queue_arn TEXT NOT NULL, body TEXT NOT NULL
  ) STRICT;
`;
const outgoing = z.array(z.object({ id: z.number(), queue_arn: z.string(), body: z.string() }));
const PAGE = 100;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5_000;

/**
 * Carries S3's news of new objects to the queues that the buckets name: in order, at least once. The news is in the
 * journal before S3 lets go of it, and leaves it when the queue has it, so a crash in between repeats a message and
 * loses none.
 */
export function startS3Notifications(options: S3NotificationsOptions): S3Notifications {
  const database = openJournal(options.directory, 's3-notifications', SCHEMA);
  const sender = new Sender(database, options);
  const insert = database.prepare('INSERT INTO outgoing (queue_arn, body) VALUES (?, ?)');
  options.onObjectCreated((object) => {
    const bucket = options.buckets.find(({ name }) => name === object.bucket);
    for (const [index, notification] of (bucket?.notifications ?? []).entries()) {
      if (!concerns(notification, object)) continue;
      insert.run(notification.queueArn, notificationBody(object, `notification-${index + 1}`));
      sender.wake();
    }
  });
  sender.wake();
  return {
    async close() {
      await sender.stop();
      if (database.isOpen) database.close();
    },
  };
}

function concerns({ event, prefix, suffix }: NotificationPlan, object: ObjectCreated): boolean {
  const wanted = event.replace(/^s3:/, '');
  const sameEvent = wanted.endsWith('*')
    ? object.eventName.startsWith(wanted.slice(0, -1))
    : object.eventName === wanted;
  return sameEvent && object.key.startsWith(prefix) && object.key.endsWith(suffix);
}

/** Empties the journal, one message at a time, for as long as it takes. */
class Sender {
  readonly #database: DatabaseSync;
  readonly #options: S3NotificationsOptions;
  readonly #stopping = new AbortController();
  #running: Promise<void> | undefined;
  #woken = false;

  constructor(database: DatabaseSync, options: S3NotificationsOptions) {
    this.#database = database;
    this.#options = options;
  }

  wake(): void {
    if (this.#stopping.signal.aborted) return;
    this.#woken = true;
    this.#running ??= this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running;
  }

  /** Between the last look at the journal and the end of this no turn passes, so no message is left behind. */
  async #run(): Promise<void> {
    await Promise.resolve();
    while (this.#woken) {
      this.#woken = false;
      await this.#drain();
    }
    this.#running = undefined;
  }

  async #drain(): Promise<void> {
    for (let page = this.#page(); page.length > 0; page = this.#page()) {
      for (const message of page) {
        if (!(await this.#send(message))) return;
        this.#database.prepare('DELETE FROM outgoing WHERE id = ?').run(message.id);
      }
    }
  }

  #page(): z.output<typeof outgoing> {
    return outgoing.parse(this.#database.prepare('SELECT * FROM outgoing ORDER BY id LIMIT ?').all(PAGE));
  }

  /** False when this is being stopped. */
  async #send({ id, queue_arn: queueArn, body }: z.output<typeof outgoing>[number]): Promise<boolean> {
    for (
      let delay = FIRST_RETRY_MS;
      !this.#stopping.signal.aborted;
      delay = Math.min(delay * 2, LAST_RETRY_MS)
    ) {
      try {
        await this.#options.send(queueArn, body);
        return true;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#options.log(`s3 notification ${id} did not reach ${queueArn} (${reason}); trying again`);
        await wait(delay, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
    return false;
  }
}
