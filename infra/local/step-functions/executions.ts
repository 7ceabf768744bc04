import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { openJournal } from '../journal.ts';
import { executionRow, SCHEMA, type ExecutionRow } from './execution-row.ts';
import { numberEvent, type EventBody } from './history.ts';
import type { Ending, Position } from './position.ts';

export interface NewExecution {
  readonly arn: string;
  readonly name: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly roleArn: string;
  readonly definition: string;
  readonly input: string;
  readonly startedAt: Date;
  readonly deadline: number | undefined;
}

/** What one step changes. */
export interface Change {
  readonly seq: number;
  readonly arn: string;
  readonly firstEventId: number;
  readonly events: readonly EventBody[];
  readonly transitions: number;
  readonly at: Date;
  /** Undefined when the execution ended. */
  readonly position: Position | undefined;
  readonly ending: Ending | undefined;
  readonly openedToken: string | undefined;
  readonly closedToken: string | undefined;
}

interface Page {
  readonly from: number | undefined;
  readonly limit: number;
}

/**
 * The durable state of every execution. Each method that changes something is one transaction: when it returns,
 * the change survives `kill -9`; when it throws, nothing of it happened.
 */
export class Executions {
  readonly #database: DatabaseSync;

  constructor(directory: string) {
    this.#database = openJournal(directory, 'step-functions', SCHEMA);
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  /** When the machine was first seen on this directory. */
  createdAt(machineArn: string, now: Date): Date {
    const insert = this.#database.prepare('INSERT OR IGNORE INTO machines VALUES (?, ?)');
    insert.run(machineArn, now.getTime());
    const row = this.#database.prepare('SELECT created_at AS at FROM machines WHERE arn = ?').get(machineArn);
    return new Date(z.object({ at: z.number() }).parse(row).at);
  }

  /** Adds an execution together with its first step. The definition is kept as it is now. */
  start(execution: NewExecution, first: (seq: number) => Change): number {
    return this.#transaction(() => {
      const hash = createHash('sha256').update(execution.definition).digest('hex');
      this.#database
        .prepare('INSERT OR IGNORE INTO definitions VALUES (?, ?)')
        .run(hash, execution.definition);
      const inserted = this.#database
        .prepare(
          `INSERT INTO executions (arn, name, machine_arn, machine_name, role_arn, definition, input, started_at, deadline)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        )
        .run(
          ...[
            execution.arn,
            execution.name,
            execution.machineArn,
            execution.machineName,
            execution.roleArn,
            hash,
          ],
          ...[execution.input, execution.startedAt.getTime(), execution.deadline ?? null],
        );
      const seq = Number(inserted.lastInsertRowid);
      this.#apply(first(seq));
      return seq;
    });
  }

  commit(change: Change): void {
    this.#transaction(() => this.#apply(change));
  }

  #apply(change: Change): void {
    const { seq, events, ending } = change;
    const insert = this.#database.prepare('INSERT INTO history VALUES (?, ?, ?)');
    for (const [index, event] of events.entries()) {
      const id = change.firstEventId + index;
      insert.run(seq, id, JSON.stringify(numberEvent(event, id, change.at)));
    }
    if (change.closedToken !== undefined)
      this.#database.prepare('DELETE FROM tokens WHERE token = ?').run(change.closedToken);
    if (change.openedToken !== undefined)
      this.#database.prepare('INSERT INTO tokens VALUES (?, ?)').run(change.openedToken, change.arn);
    this.#database
      .prepare(
        'UPDATE executions SET events = events + ?, transitions = transitions + ?, position = ? WHERE seq = ?',
      )
      .run(
        events.length,
        change.transitions,
        change.position === undefined ? null : JSON.stringify(change.position),
        seq,
      );
    if (ending === undefined) return;
    this.#database
      .prepare(
        'UPDATE executions SET status = ?, stopped_at = ?, output = ?, error = ?, cause = ? WHERE seq = ?',
      )
      .run(
        ...[
          ending.status,
          change.at.getTime(),
          ending.output ?? null,
          ending.error ?? null,
          ending.cause ?? null,
        ],
        seq,
      );
  }

  find(arn: string): ExecutionRow | undefined {
    return executionRow
      .optional()
      .parse(this.#database.prepare('SELECT * FROM executions WHERE arn = ?').get(arn));
  }

  /** Executions that were running when the last process ended, oldest first. */
  running(): ExecutionRow[] {
    const rows = this.#database
      .prepare("SELECT * FROM executions WHERE status = 'RUNNING' ORDER BY seq")
      .all();
    return z.array(executionRow).parse(rows);
  }

  definition(hash: string): string {
    const row = this.#database.prepare('SELECT text AS value FROM definitions WHERE hash = ?').get(hash);
    return z.object({ value: z.string() }).parse(row).value;
  }

  /** Newest first; `from` is the sequence number that the page before ended with. */
  list(machineArn: string, status: string | undefined, { from, limit }: Page): ExecutionRow[] {
    const rows = this.#database
      .prepare(
        `SELECT * FROM executions WHERE machine_arn = ? AND (? IS NULL OR status = ?) AND seq < ?
         ORDER BY seq DESC LIMIT ?`,
      )
      .all(machineArn, status ?? null, status ?? null, from ?? Number.MAX_SAFE_INTEGER, limit);
    return z.array(executionRow).parse(rows);
  }

  /** Events as JSON text, in the order asked for; `from` is the id that the page before ended with. */
  history(seq: number, reverse: boolean, { from, limit }: Page): { id: number; event: string }[] {
    const sql = reverse
      ? 'SELECT id, event FROM history WHERE execution = ? AND id < ? ORDER BY id DESC LIMIT ?'
      : 'SELECT id, event FROM history WHERE execution = ? AND id > ? ORDER BY id LIMIT ?';
    const start = from ?? (reverse ? Number.MAX_SAFE_INTEGER : 0);
    return z
      .array(z.object({ id: z.number(), event: z.string() }))
      .parse(this.#database.prepare(sql).all(seq, start, limit));
  }

  /** The execution that an open token belongs to. */
  executionOfToken(token: string): string | undefined {
    return z
      .object({ value: z.string() })
      .optional()
      .parse(this.#database.prepare('SELECT arn AS value FROM tokens WHERE token = ?').get(token))?.value;
  }

  #transaction<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}
