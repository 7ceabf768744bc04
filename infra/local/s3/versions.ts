import { randomBytes } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import * as z from 'zod';
import { objectAttributes } from './attributes.ts';
import { CHECKSUM_ALGORITHMS } from './checksums.ts';
import { tagSet, type TagSet } from './tags.ts';

/**
 * `sequence` counts writes over all buckets and is never used twice: it orders a key's versions and events.
 * A row whose `object` is null is a delete marker. One row of a key at most is the latest; the index makes it so.
 */
export const VERSIONS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS versions (
    sequence INTEGER PRIMARY KEY,
    bucket TEXT NOT NULL, key TEXT NOT NULL, version_id TEXT NOT NULL,
    latest INTEGER NOT NULL, modified INTEGER NOT NULL,
    object TEXT, tags TEXT NOT NULL,
    UNIQUE (bucket, key, version_id)
  ) STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS latest_versions ON versions (bucket, key) WHERE latest = 1;
  CREATE INDEX IF NOT EXISTS versions_in_order ON versions (bucket, key, sequence DESC);
  CREATE TABLE IF NOT EXISTS written (one INTEGER PRIMARY KEY CHECK (one = 1), sequence INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO written VALUES (1, 0);
`;

const storedObject = z.strictObject({
  file: z.string(),
  sizeBytes: z.number(),
  eTag: z.string(),
  attributes: objectAttributes,
  checksum: z.strictObject({ algorithm: z.enum(CHECKSUM_ALGORITHMS), value: z.string() }),
});
/** What an object version holds, apart from its tags, which may change. `file` names its bytes. */
type StoredObject = z.infer<typeof storedObject>;

interface Place {
  readonly sequence: number;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  readonly latest: boolean;
  readonly modified: Date;
}

export interface ObjectVersion extends Place {
  readonly kind: 'object';
  readonly object: StoredObject;
  readonly tags: TagSet;
}

export interface DeleteMarker extends Place {
  readonly kind: 'marker';
}

export type Version = ObjectVersion | DeleteMarker;

/** The version of an object in a bucket without versioning, or from before versioning. */
const NULL_VERSION = 'null';
const VERSION_ID = /^(?:null|[0-9a-f]{32})$/u;
export const isVersionId = (text: string): boolean => VERSION_ID.test(text);

/** The place of a version among a key's versions, even when it is gone. The null version is older than any other. */
export const sequenceOf = (versionId: string): number =>
  versionId === NULL_VERSION ? 0 : Number.parseInt(versionId.slice(0, 12), 16);

const row = z.object({
  sequence: z.number(),
  bucket: z.string(),
  key: z.string(),
  version_id: z.string(),
  latest: z.number(),
  modified: z.number(),
  object: z.string().nullable(),
  tags: z.string(),
});

function readVersion(source: unknown): Version {
  const { version_id: versionId, latest, modified, object, tags, ...place } = row.parse(source);
  const where = { ...place, versionId, latest: latest === 1, modified: new Date(modified) };
  if (object === null) return { kind: 'marker', ...where };
  const stored = storedObject.parse(JSON.parse(object));
  return { kind: 'object', ...where, object: stored, tags: tagSet.parse(JSON.parse(tags)) };
}

interface NewVersion {
  readonly bucket: string;
  readonly key: string;
  readonly versioned: boolean;
  readonly modified: Date;
  /** Undefined for a delete marker. */
  readonly object: StoredObject | undefined;
  readonly tags: TagSet;
}

/** The journal of versions. Each method is one synchronous step; callers group them in a transaction. */
export class Versions {
  readonly #database: DatabaseSync;
  readonly #latest: StatementSync;
  readonly #one: StatementSync;
  readonly #insert: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#latest = database.prepare('SELECT * FROM versions WHERE bucket = ? AND key = ? AND latest = 1');
    this.#one = database.prepare('SELECT * FROM versions WHERE bucket = ? AND key = ? AND version_id = ?');
    this.#insert = database.prepare('INSERT INTO versions VALUES (?, ?, ?, ?, 1, ?, ?, ?)');
  }

  /** The newest version of a key, a delete marker included. */
  latest(bucket: string, key: string): Version | undefined {
    const found = this.#latest.get(bucket, key);
    return found === undefined ? undefined : readVersion(found);
  }

  find(bucket: string, key: string, versionId: string): Version | undefined {
    const found = this.#one.get(bucket, key, versionId);
    return found === undefined ? undefined : readVersion(found);
  }

  /** Puts a version on top of its key. In a bucket without versioning the caller has removed the one before. */
  insert(version: NewVersion): Version {
    const { bucket, key } = version;
    const sequence = this.#nextSequence();
    const random = randomBytes(10).toString('hex');
    const id = version.versioned ? `${sequence.toString(16).padStart(12, '0')}${random}` : NULL_VERSION;
    this.#database
      .prepare('UPDATE versions SET latest = 0 WHERE bucket = ? AND key = ? AND latest = 1')
      .run(bucket, key);
    const object = version.object === undefined ? null : JSON.stringify(version.object);
    this.#insert.run(
      sequence,
      bucket,
      key,
      id,
      version.modified.getTime(),
      object,
      JSON.stringify(version.tags),
    );
    return readVersion(this.#one.get(bucket, key, id));
  }

  /** Removes one version for good; the one below it becomes the latest. */
  remove(version: Version): void {
    const { bucket, key } = version;
    this.#database.prepare('DELETE FROM versions WHERE sequence = ?').run(version.sequence);
    if (!version.latest) return;
    const top = 'SELECT max(sequence) FROM versions WHERE bucket = ? AND key = ?';
    this.#database.prepare(`UPDATE versions SET latest = 1 WHERE sequence = (${top})`).run(bucket, key);
  }

  replaceTags(version: ObjectVersion, tags: TagSet): void {
    this.#database
      .prepare('UPDATE versions SET tags = ? WHERE sequence = ?')
      .run(JSON.stringify(tags), version.sequence);
  }

  /** The latest objects of a bucket whose key is `from` or after it, in the byte order of their keys. */
  *objectsFrom(bucket: string, from: string): Generator<Version> {
    const sql =
      'SELECT * FROM versions WHERE bucket = ? AND latest = 1 AND object IS NOT NULL AND key >= ? ORDER BY key';
    for (const found of this.#database.prepare(sql).iterate(bucket, from)) yield readVersion(found);
  }

  /** All versions whose key is `from` or after it: keys in byte order, a key's versions from the newest. */
  *versionsFrom(bucket: string, from: string): Generator<Version> {
    const sql = 'SELECT * FROM versions WHERE bucket = ? AND key >= ? ORDER BY key, sequence DESC';
    for (const found of this.#database.prepare(sql).iterate(bucket, from)) yield readVersion(found);
  }

  /** Whether a bucket holds what only a versioned bucket can hold. */
  holdsHistory(bucket: string): boolean {
    const sql = 'SELECT 1 FROM versions WHERE bucket = ? AND version_id <> ? LIMIT 1';
    return this.#database.prepare(sql).get(bucket, NULL_VERSION) !== undefined;
  }

  /** The names of all files that a version needs. */
  files(): ReadonlySet<string> {
    const sql = "SELECT json_extract(object, '$.file') AS file FROM versions WHERE object IS NOT NULL";
    return new Set(
      z
        .array(z.object({ file: z.string() }))
        .parse(this.#database.prepare(sql).all())
        .map(({ file }) => file),
    );
  }

  #nextSequence(): number {
    const next = this.#database
      .prepare('UPDATE written SET sequence = sequence + 1 RETURNING sequence')
      .get();
    return z.object({ sequence: z.number() }).parse(next).sequence;
  }
}
