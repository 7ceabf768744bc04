import * as z from 'zod';
import { openJournal } from '../journal.ts';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS checkpoints (
    mapping TEXT NOT NULL,
    stream TEXT NOT NULL,
    iterator TEXT,
    after TEXT,
    PRIMARY KEY (mapping, stream)
  ) STRICT;
`;

const row = z.object({ iterator: z.string().nullable(), after: z.string().nullable() }).optional();

/** Where a mapping goes on reading: after a record, or, before it has settled its first one, at an iterator. */
export interface Position {
  readonly after: string | undefined;
  readonly iterator: string | undefined;
}

/** One mapping's place in one stream. A table made anew has another stream, in which the mapping begins anew. */
export interface Checkpoint {
  load(): Position;
  /** From now on everything up to this record is settled, also after `kill -9`. */
  settle(sequenceNumber: string): void;
  /** Keeps where `LATEST` was, so that what is written before the first record is settled is not missed later. */
  begin(iterator: string): void;
}

export interface Checkpoints {
  of(mappingId: string, streamArn: string): Checkpoint;
  close(): void;
}

export function openCheckpoints(directory: string): Checkpoints {
  const journal = openJournal(directory, 'event-sources', SCHEMA);
  const read = journal.prepare('SELECT iterator, after FROM checkpoints WHERE mapping = ? AND stream = ?');
  const write = journal.prepare(
    'INSERT OR REPLACE INTO checkpoints (mapping, stream, iterator, after) VALUES (?, ?, ?, ?)',
  );
  return {
    of: (mappingId, streamArn) => ({
      load() {
        const stored = row.parse(read.get(mappingId, streamArn));
        return { after: stored?.after ?? undefined, iterator: stored?.iterator ?? undefined };
      },
      settle: (sequenceNumber) => void write.run(mappingId, streamArn, null, sequenceNumber),
      begin: (iterator) => void write.run(mappingId, streamArn, iterator, null),
    }),
    close: () => journal.close(),
  };
}
