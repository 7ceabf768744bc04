import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  type GetObjectCommandInput,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../infra/local/engine.ts';
import { startS3, type ObjectCreated } from '../../infra/local/s3/start-s3.ts';
import { EVIDENCE, refusalOf, REPORTS, startStandIn, type StandIn } from '../support/s3-stand-in.ts';

const Bucket = 'evidence';
let directory: string;
const started: StandIn[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 's3-durability-'));
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((standIn) => standIn.end()));
  rmSync(directory, { recursive: true, force: true });
});

async function open(options: Parameters<typeof startStandIn>[0] = {}): Promise<StandIn> {
  const standIn = await startStandIn({ ...options, directory });
  started.push(standIn);
  return standIn;
}
const read = async (client: S3Client, Key: string, more: Partial<GetObjectCommandInput> = {}) =>
  (await client.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToString();
const put = (client: S3Client, Key: string, Body: string) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body }));
const told = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('an engine that is closed and opened again', () => {
  it('still has every version, marker, tag and header', async () => {
    const before = await open();
    const metadata = { ContentType: 'application/pdf', Metadata: { learner: 'l-1' } };
    const first = await before.client.send(
      new PutObjectCommand({ Bucket, Key: 'k', Body: 'one', ...metadata }),
    );
    const Tagging = { TagSet: [{ Key: 'scan', Value: 'clean' }] };
    await before.client.send(new PutObjectTaggingCommand({ Bucket, Key: 'k', Tagging }));
    const second = await put(before.client, 'k', 'two');
    const marker = await before.client.send(new DeleteObjectCommand({ Bucket, Key: 'k' }));
    await before.client.send(new PutObjectCommand({ Bucket: 'reports', Key: 'r', Body: 'old' }));
    await before.client.send(new PutObjectCommand({ Bucket: 'reports', Key: 'r', Body: 'new' }));
    await before.engine.close();
    const { client } = await open();
    expect(await refusalOf(read(client, 'k'))).toContain('404 NoSuchKey');
    expect([
      await read(client, 'k', { VersionId: first.VersionId }),
      await read(client, 'k', { VersionId: second.VersionId }),
    ]).toEqual(['one', 'two']);
    expect(
      await client.send(new GetObjectCommand({ Bucket, Key: 'k', VersionId: first.VersionId })),
    ).toMatchObject(metadata);
    const tags = await client.send(
      new GetObjectTaggingCommand({ Bucket, Key: 'k', VersionId: first.VersionId }),
    );
    expect(tags.TagSet).toEqual(Tagging.TagSet);
    const listed = await client.send(new ListObjectVersionsCommand({ Bucket }));
    expect(listed.Versions?.map(({ VersionId }) => VersionId)).toEqual([second.VersionId, first.VersionId]);
    expect(listed.DeleteMarkers?.map(({ VersionId }) => VersionId)).toEqual([marker.VersionId]);
    expect(await read(client, 'r', { Bucket: 'reports' })).toBe('new');
  });

  it('goes on with larger sequencers, even when the newest object is gone', async () => {
    const sequencers: string[] = [];
    for (const key of ['a', 'b']) {
      const { engine, client } = await open();
      engine.onObjectCreated(({ sequencer }) => sequencers.push(sequencer));
      const { VersionId } = await put(client, key, 'x');
      await client.send(new DeleteObjectCommand({ Bucket, Key: key, VersionId }));
      await told();
      await engine.close();
    }
    expect(sequencers).toHaveLength(2);
    expect(String(sequencers[0]) < String(sequencers[1])).toBe(true);
  });

  it('keeps no file that no version needs', async () => {
    const before = await open();
    const files = () =>
      readdirSync(join(directory, 'objects')).length + readdirSync(join(directory, 'arriving')).length;
    await before.client.send(new PutObjectCommand({ Bucket: 'reports', Key: 'r', Body: 'old' }));
    await before.client.send(new PutObjectCommand({ Bucket: 'reports', Key: 'r', Body: 'new' }));
    await refusalOf(
      before.client.send(new PutObjectCommand({ Bucket: 'reports', Key: 'r', Body: 'x', IfNoneMatch: '*' })),
    );
    expect(files()).toBe(1);
    await before.engine.close();
    writeFileSync(join(directory, 'objects', 'unnamed'), 'written, and never named before a crash');
    writeFileSync(join(directory, 'arriving', 'half'), 'ha');
    const { client } = await open();
    expect(files()).toBe(1);
    expect(await read(client, 'r', { Bucket: 'reports' })).toBe('new');
    await client.send(new DeleteObjectCommand({ Bucket: 'reports', Key: 'r' }));
    expect(files()).toBe(0);
  });

  it('tells a listener of what it could not tell before, once it succeeds', async () => {
    const lines: string[] = [];
    const before = await open({ log: (line) => lines.push(line) });
    before.engine.onObjectCreated(({ key }) => {
      if (key === 'untold') throw new Error('the listener is ill');
    });
    await put(before.client, 'untold', 'x');
    await put(before.client, 'told', 'x');
    await told();
    await before.engine.close();
    expect(lines.filter((line) => line.includes('listener failed'))).toHaveLength(1);
    const heard: ObjectCreated[] = [];
    const again = await open();
    again.engine.onObjectCreated((event) => heard.push(event));
    await told();
    expect(
      heard.map(({ key, bucket, sizeBytes, at }) => [key, bucket, sizeBytes, at instanceof Date]),
    ).toEqual([['untold', Bucket, 1, true]]);
    await again.engine.close();
    const third = await open();
    third.engine.onObjectCreated((event) => heard.push(event));
    await told();
    expect(heard).toHaveLength(1);
  });
});

describe('a directory', () => {
  it('serves one engine at a time', async () => {
    await open();
    await expect(startS3({ directory, buckets: [EVIDENCE] })).rejects.toThrow(
      'another engine may be using it',
    );
  });

  it('with versions is not opened without versioning', async () => {
    const before = await open();
    await put(before.client, 'k', 'x');
    await before.engine.close();
    const buckets = [{ ...EVIDENCE, versioned: false }, REPORTS];
    await expect(startS3({ directory, buckets })).rejects.toThrow('Bucket evidence holds versions');
    expect(await read((await open()).client, 'k')).toBe('x');
  });

  it('that is new is empty, and closing twice is harmless', async () => {
    const { engine, client } = await open();
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);
    await Promise.all([engine.close(), engine.close()]);
    await expect(fetch(engine.endpoint)).rejects.toThrow('fetch failed');
  });
});

const CHILD = `
const { startS3 } = await import(process.argv[1]);
const buckets = [{ name: 'evidence', versioned: true, cors: [] }];
const engine = await startS3({ directory: process.argv[2], buckets });
console.log(engine.endpoint);
engine.onObjectCreated(({ sequencer }) => console.log(sequencer));
`;

describe('kill -9', () => {
  it('loses no acknowledged write and no event', async () => {
    const module = new URL('../../infra/local/s3/start-s3.ts', import.meta.url).href;
    const child = spawn(process.execPath, ['--input-type=module', '-e', CHILD, module, directory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const output = createInterface({ input: child.stdout });
    const heard = new Set<string>();
    output.on('line', (line) => heard.add(line));
    const endpoint = z.tuple([z.string()]).parse(await once(output, 'line'))[0];
    const client = new S3Client({
      endpoint,
      region: LOCAL_REGION,
      credentials: LOCAL_CREDENTIALS,
      forcePathStyle: true,
      maxAttempts: 1,
    });
    const acknowledged = new Map<string, string>();
    const bodyOf = (name: string) => name.repeat(2000);
    const writer = async (name: string): Promise<void> => {
      for (let count = 0; ; count += 1) {
        const key = `${name}/${count}`;
        const { VersionId = '' } = await put(client, key, bodyOf(key));
        acknowledged.set(key, VersionId);
        if (acknowledged.size === 120) child.kill('SIGKILL');
      }
    };
    const ended = once(child, 'close');
    const writers = await Promise.allSettled(['a', 'b', 'c', 'd'].map(writer));
    await ended;
    client.destroy();
    expect(writers.every(({ status }) => status === 'rejected')).toBe(true);
    expect(acknowledged.size).toBeGreaterThanOrEqual(120);

    const after = await open();
    after.engine.onObjectCreated(({ sequencer }) => heard.add(sequencer));
    const hash = (text: string | undefined) => createHash('sha256').update(String(text)).digest('hex');
    for (const [key, version] of acknowledged) {
      expect(hash(await read(after.client, key, { VersionId: version }))).toBe(hash(bodyOf(key)));
    }
    const { Contents = [] } = await after.client.send(new ListObjectsV2Command({ Bucket }));
    for (const { Key = '' } of Contents) expect(hash(await read(after.client, Key))).toBe(hash(bodyOf(Key)));
    expect(heard.size - 1).toBe(Contents.length);
  });
});
