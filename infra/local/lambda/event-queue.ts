import { DatabaseSync } from 'node:sqlite';

import * as z from 'zod';

import type { Log } from '../engine.ts';
import { openJournal } from '../journal.ts';
import { errorTypeOf } from './outcome.ts';
import type { Outcome } from './outcome.ts';

export interface EventQueueOptions {
  /** Where accepted events are kept. Without it they live in memory and end with the process. */
  readonly directory: string | undefined;
  /** How long to wait before each retry; as many retries as entries. */
  readonly retrySeconds: readonly number[];
  readonly invoke: (functionName: string, payload: string) => Promise<Outcome>;
  readonly log: Log;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS event (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  function_name TEXT NOT NULL,
  payload TEXT NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL
) STRICT`;

const Event = z.object({
  id: z.int(),
  function_name: z.string(),
  payload: z.string(),
  failures: z.int(),
  due_at: z.int(),
});
type Event = z.infer<typeof Event>;

/**
 * Asynchronous invocations. An accepted event is in the journal before `accept` returns and leaves it only when its
 * function has succeeded or has failed for the last time; after a crash it is run again, so a function may see an
 * event twice but never not at all.
 */
export class EventQueue {
  readonly #options: EventQueueOptions;
  readonly #database: DatabaseSync;
  readonly #timers = new Map<number, NodeJS.Timeout>();
  #open = false;
  #closed = false;

  constructor(options: EventQueueOptions) {
    this.#options = options;
    const { directory } = options;
    this.#database =
      directory === undefined
        ? new DatabaseSync(':memory:')
        : openJournal(directory, 'lambda-events', SCHEMA);
    if (directory === undefined) this.#database.exec(SCHEMA);
  }

  /** Takes up the events that an earlier run left behind. Safe to call twice. */
  open(): void {
    if (this.#open || this.#closed) return;
    this.#open = true;
    for (const row of this.#database.prepare('SELECT * FROM event ORDER BY id').all())
      this.#plan(Event.parse(row));
  }

  /** Keeps the event and returns; it is run as soon as its function has room. */
  accept(functionName: string, payload: string): void {
    this.open();
    const row = this.#database
      .prepare('INSERT INTO event (function_name, payload, due_at) VALUES (?, ?, ?) RETURNING *')
      .get(functionName, payload, Date.now());
    this.#plan(Event.parse(row));
  }

  /** Starts nothing more. An event under way stays in the journal, whatever becomes of it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#database.close();
  }

  #plan(event: Event): void {
    const run = (): void => {
      this.#timers.delete(event.id);
      void this.#run(event);
    };
    this.#timers.set(event.id, setTimeout(run, Math.max(0, event.due_at - Date.now())));
  }

  async #run(event: Event): Promise<void> {
    const problem = await this.#attempt(event);
    if (this.#closed) return;
    const { retrySeconds, log } = this.#options;
    const wait = retrySeconds[event.failures];
    if (problem === undefined || wait === undefined) {
      this.#database.prepare('DELETE FROM event WHERE id = ?').run(event.id);
      if (problem !== undefined) {
        log(
          `lambda: event for ${event.function_name} dropped after ${event.failures + 1} attempts: ${problem}`,
        );
      }
      return;
    }
    const next = { ...event, failures: event.failures + 1, due_at: Math.ceil(Date.now() + wait * 1000) };
    this.#database
      .prepare('UPDATE event SET failures = ?, due_at = ? WHERE id = ?')
      .run(next.failures, next.due_at, next.id);
    log(`lambda: event for ${event.function_name} failed (${problem}); next attempt in ${wait} s`);
    this.#plan(next);
  }

  /** The kind of what went wrong, or undefined. */
  async #attempt(event: Event): Promise<string | undefined> {
    try {
      const { functionError, payload } = await this.#options.invoke(event.function_name, event.payload);
      return functionError === undefined ? undefined : errorTypeOf(payload);
    } catch (error) {
      return error instanceof Error ? error.name : 'unknown';
    }
  }
}
