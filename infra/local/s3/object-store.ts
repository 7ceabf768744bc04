import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { openJournal } from '../journal.ts';
import type { Log } from '../engine.ts';
import type { ObjectAttributes } from './attributes.ts';
import type { Checksum } from './checksums.ts';
import type { BucketConfiguration, ObjectCreated } from './configuration.ts';
import { CreatedEvents, eventOf, EVENTS_SCHEMA } from './created-events.ts';
import { ObjectFiles } from './object-files.ts';
import { invalidArgument, S3Error } from './s3-error.ts';
import type { TagSet } from './tags.ts';
import { isVersionId, Versions, VERSIONS_SCHEMA, type ObjectVersion, type Version } from './versions.ts';

const MAX_KEY_BYTES = 1024;

interface NewObject {
  readonly bucket: BucketConfiguration;
  readonly key: string;
  readonly bytes: Buffer;
  readonly attributes: ObjectAttributes;
  readonly tags: TagSet;
  readonly checksum: Checksum;
  /** Refuse with 412 when the key already has an object. */
  readonly ifAbsent: boolean;
  readonly eventName: ObjectCreated['eventName'];
}

interface Recorded {
  readonly written: ObjectVersion;
  /** What an overwrite in a bucket without versioning took away. */
  readonly replaced: Version | undefined;
}

interface StoreOptions {
  readonly directory: string;
  readonly buckets: ReadonlyMap<string, BucketConfiguration>;
  readonly now: () => Date;
  readonly log: Log;
}

export const noSuchKey = (marker?: Version): S3Error =>
  new S3Error({
    status: 404,
    code: 'NoSuchKey',
    message: 'The specified key does not exist.',
    headers:
      marker === undefined ? {} : { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.versionId },
  });

/** Opens the journal for this process alone: two engines would sweep each other's files. */
function openAlone(directory: string): DatabaseSync {
  try {
    return openJournal(directory, 's3', 'PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;');
  } catch (error) {
    throw new Error(`The S3 journal in ${directory} cannot be opened; another engine may be using it.`, {
      cause: error,
    });
  }
}

/**
 * Buckets, objects and their versions, durable in one directory. Bytes are written first and named by the journal
 * second, in one transaction with the event; a crash in between leaves an unnamed file, which the next start sweeps.
 */
export class ObjectStore {
  readonly events: CreatedEvents;
  readonly #options: StoreOptions;
  readonly #database: DatabaseSync;
  readonly #versions: Versions;
  readonly #files: ObjectFiles;

  constructor(options: StoreOptions) {
    this.#options = options;
    this.#database = openAlone(options.directory);
    this.#database.exec(VERSIONS_SCHEMA + EVENTS_SCHEMA);
    this.#database.exec(
      'CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY, created INTEGER NOT NULL) STRICT',
    );
    this.#versions = new Versions(this.#database);
    this.#files = new ObjectFiles(options.directory);
    this.#files.sweep(this.#versions.files());
    this.events = new CreatedEvents(this.#database, options.log);
    try {
      for (const bucket of options.buckets.values()) this.#admit(bucket);
    } catch (error) {
      this.#database.close();
      throw error;
    }
  }

  buckets(): readonly BucketConfiguration[] {
    return [...this.#options.buckets.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** When this directory first knew the bucket. */
  createdAt(bucket: BucketConfiguration): Date {
    const found = this.#database.prepare('SELECT created FROM buckets WHERE name = ?').get(bucket.name);
    return new Date(Number(found?.['created']));
  }

  bucket(name: string): BucketConfiguration {
    const found = this.#options.buckets.get(name);
    if (found !== undefined) return found;
    throw new S3Error({
      status: 404,
      code: 'NoSuchBucket',
      message: `The specified bucket does not exist: ${name}.`,
    });
  }

  /** Of two writers with `ifAbsent`, exactly one wins: the check and the write are one transaction. */
  async put(input: NewObject): Promise<ObjectVersion> {
    if (Buffer.byteLength(input.key) > MAX_KEY_BYTES) {
      throw new S3Error({ status: 400, code: 'KeyTooLongError', message: 'Your key is too long.' });
    }
    const file = await this.#files.write(input.bytes);
    const { written, replaced } = await this.#recordOrDiscard(input, file);
    this.events.tellSoon();
    if (replaced?.kind === 'object') await this.#files.remove(replaced.object.file);
    return written;
  }

  /** The object that a read means: the latest, or the version asked for. Missing and deleted are refused as by S3. */
  read(bucket: BucketConfiguration, key: string, versionId: string | undefined): ObjectVersion {
    const found = this.find(bucket, key, versionId);
    if (found?.kind === 'object') return found;
    if (versionId === undefined) throw noSuchKey(found);
    if (found === undefined) {
      throw new S3Error({
        status: 404,
        code: 'NoSuchVersion',
        message: 'The specified version does not exist.',
      });
    }
    const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': found.versionId, allow: 'DELETE' };
    const message = 'The specified method is not allowed against this resource.';
    throw new S3Error({ status: 405, code: 'MethodNotAllowed', message, headers });
  }

  find(bucket: BucketConfiguration, key: string, versionId: string | undefined): Version | undefined {
    if (versionId === undefined) return this.#versions.latest(bucket.name, key);
    if (!isVersionId(versionId)) throw invalidArgument('Invalid version id specified.');
    return this.#versions.find(bucket.name, key, versionId);
  }

  /** Opens an object's bytes in the same turn as the look-up. The caller closes the descriptor. */
  open(version: ObjectVersion): number {
    return this.#files.open(version.object.file);
  }

  /**
   * Without `versionId`: hides the object under a marker where the bucket is versioned, removes it elsewhere.
   * With it: removes that version for good. Answers the marker made or the version removed; undefined when
   * there was nothing to do, which S3 counts as success.
   */
  async remove(
    bucket: BucketConfiguration,
    key: string,
    versionId: string | undefined,
  ): Promise<Version | undefined> {
    const found = this.find(bucket, key, versionId);
    if (versionId === undefined && bucket.versioned) return this.#transaction(() => this.#mark(bucket, key));
    if (found === undefined) return undefined;
    this.#transaction(() => {
      this.#versions.remove(found);
    });
    if (found.kind === 'object') await this.#files.remove(found.object.file);
    return found;
  }

  replaceTags(version: ObjectVersion, tags: TagSet): void {
    this.#versions.replaceTags(version, tags);
  }

  objectsFrom(bucket: BucketConfiguration, from: string): Iterable<Version> {
    return this.#versions.objectsFrom(bucket.name, from);
  }

  versionsFrom(bucket: BucketConfiguration, from: string): Iterable<Version> {
    return this.#versions.versionsFrom(bucket.name, from);
  }

  close(): void {
    this.events.stop();
    this.#database.close();
  }

  #admit(bucket: BucketConfiguration): void {
    const sql = 'INSERT OR IGNORE INTO buckets VALUES (?, ?)';
    this.#database.prepare(sql).run(bucket.name, this.#options.now().getTime());
    if (bucket.versioned || !this.#versions.holdsHistory(bucket.name)) return;
    throw new Error(`Bucket ${bucket.name} holds versions and cannot be opened without versioning.`);
  }

  async #recordOrDiscard(input: NewObject, file: string): Promise<Recorded> {
    try {
      return this.#transaction(() => this.#record(input, file));
    } catch (error) {
      await this.#files.remove(file);
      throw error;
    }
  }

  #record(input: NewObject, file: string): Recorded {
    const { bucket, key, bytes } = input;
    const current = this.#versions.latest(bucket.name, key);
    if (input.ifAbsent && current?.kind === 'object') {
      const message = 'At least one of the pre-conditions you specified did not hold: If-None-Match.';
      throw new S3Error({ status: 412, code: 'PreconditionFailed', message });
    }
    const replaced = bucket.versioned ? undefined : current;
    if (replaced !== undefined) this.#versions.remove(replaced);
    const eTag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    const { attributes, checksum, tags } = input;
    const object = { file, sizeBytes: bytes.length, eTag, attributes, checksum };
    const place = { bucket: bucket.name, key, versioned: bucket.versioned, modified: this.#options.now() };
    const written = this.#versions.insert({ ...place, object, tags });
    if (written.kind !== 'object') throw new Error('The journal answered a delete marker for an object.');
    this.events.record(written.sequence, eventOf(written, input.eventName, bucket.versioned));
    return { written, replaced };
  }

  #mark(bucket: BucketConfiguration, key: string): Version {
    const place = { bucket: bucket.name, key, versioned: true, modified: this.#options.now() };
    return this.#versions.insert({ ...place, object: undefined, tags: [] });
  }

  /** All of `work` reaches the journal, or nothing of it. */
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
