import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Log } from '../engine.ts';
import type { ObjectCreated } from './configuration.ts';
import type { ObjectVersion } from './versions.ts';

/** Events that no listener has taken yet. A row is written in the transaction that makes its object durable. */
export const EVENTS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS untold_events (sequence INTEGER PRIMARY KEY, event TEXT NOT NULL) STRICT;
`;

const untold = z.array(z.object({ sequence: z.number(), event: z.string() }));
const storedEvent = z.strictObject({
  bucket: z.string(),
  key: z.string(),
  sizeBytes: z.number(),
  eTag: z.string(),
  versionId: z.string().optional(),
  sequencer: z.string(),
  at: z.iso.datetime().transform((text) => new Date(text)),
  eventName: z.enum(['ObjectCreated:Put', 'ObjectCreated:Post', 'ObjectCreated:Copy']),
});

function readEvent(source: string): ObjectCreated {
  const { versionId, ...event } = storedEvent.parse(JSON.parse(source));
  return { ...event, versionId };
}

/** The event of a version that was just written. */
export function eventOf(
  version: ObjectVersion,
  eventName: ObjectCreated['eventName'],
  versioned: boolean,
): ObjectCreated {
  return {
    bucket: version.bucket,
    key: version.key,
    sizeBytes: version.object.sizeBytes,
    eTag: version.object.eTag,
    versionId: versioned ? version.versionId : undefined,
    sequencer: version.sequence.toString(16).toUpperCase().padStart(18, '0'),
    at: version.modified,
    eventName,
  };
}

/**
 * Tells listeners of new objects, in order, at least once. An event leaves the journal only after every listener
 * has returned, so a crash between the write and the telling repeats it at the next start instead of losing it.
 */
export class CreatedEvents {
  readonly #database: DatabaseSync;
  readonly #log: Log;
  readonly #listeners: ((event: ObjectCreated) => void)[] = [];
  /** Events whose listener threw: told again after a restart, not in a loop. */
  readonly #failed = new Set<number>();
  #scheduled: NodeJS.Immediate | undefined;

  constructor(database: DatabaseSync, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** Part of the transaction that writes the object. */
  record(sequence: number, event: ObjectCreated): void {
    this.#database.prepare('INSERT INTO untold_events VALUES (?, ?)').run(sequence, JSON.stringify(event));
  }

  listen(listener: (event: ObjectCreated) => void): void {
    this.#listeners.push(listener);
    this.tellSoon();
  }

  /** Tells what is untold after the present turn. Without a listener, events wait for one. */
  tellSoon(): void {
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      this.#tell();
    });
  }

  /** Stops telling; what is untold stays in the journal. */
  stop(): void {
    clearImmediate(this.#scheduled);
    this.#listeners.length = 0;
  }

  #tell(): void {
    if (this.#listeners.length === 0) return;
    const rows = this.#database.prepare('SELECT * FROM untold_events ORDER BY sequence').all();
    for (const { sequence, event } of untold.parse(rows)) {
      if (this.#failed.has(sequence)) continue;
      if (this.#tellOne(readEvent(event))) {
        this.#database.prepare('DELETE FROM untold_events WHERE sequence = ?').run(sequence);
      } else {
        this.#failed.add(sequence);
      }
    }
  }

  #tellOne(event: ObjectCreated): boolean {
    try {
      for (const listener of this.#listeners) listener(event);
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.name : typeof error;
      this.#log(`s3 listener failed for ${event.eventName} ${event.sequencer} in ${event.bucket}: ${reason}`);
      return false;
    }
  }
}
