import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectLegalHoldCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketCorsCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  PutObjectTaggingCommand,
  RestoreObjectCommand,
  UploadPartCommand,
  type CopyObjectCommandInput,
  type ListObjectsV2CommandOutput,
  type ListObjectVersionsCommandOutput,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectCreated } from '../../infra/local/s3/start-s3.ts';
import { alterBeforeSigning, refusalOf, startStandIn, type StandIn } from '../support/s3-stand-in.ts';

let standIn: StandIn;
let s3: S3Client;
let events: ObjectCreated[] = [];

beforeAll(async () => {
  standIn = await startStandIn();
  s3 = standIn.client;
  standIn.engine.onObjectCreated((event) => events.push(event));
});
afterAll(() => standIn.end());

const Bucket = 'evidence';
const put = (Key: string, Body: string, more: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const read = async (Key: string, VersionId?: string, bucket = Bucket) => {
  const version = VersionId === undefined ? {} : { VersionId };
  const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key, ...version }));
  return answer.Body?.transformToString();
};
const versions = (Prefix: string) => s3.send(new ListObjectVersionsCommand({ Bucket, Prefix }));
/** The version that a write made. */
const idOf = async (write: Promise<{ VersionId?: string | undefined }>): Promise<string> => {
  const { VersionId } = await write;
  if (VersionId === undefined) throw new Error('The bucket keeps no versions.');
  return VersionId;
};
/** Tells of an event only after the turn in which the write was answered. */
const told = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('buckets', () => {
  it('are those of the configuration', async () => {
    const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
    expect(Buckets.map(({ Name }) => Name)).toEqual(['evidence', 'reports']);
    expect(Buckets[0]?.CreationDate?.getTime()).toBeGreaterThan(0);
    expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('eu-west-2');
  });

  it('say whether they keep versions', async () => {
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket: 'reports' }))).Status).toBeUndefined();
  });

  it('are refused where S3 would refuse their configuration', async () => {
    const start = (bucket: object) =>
      startStandIn({ buckets: [{ name: 'fine', versioned: true, cors: [], ...bucket }] });
    await expect(start({ name: 'Not_A_Bucket' })).rejects.toThrow(/Not_A_Bucket.*is not a bucket name/su);
    const rule = { allowedOrigins: ['*'], allowedMethods: ['PATCH'], allowedHeaders: [], exposedHeaders: [] };
    await expect(start({ cors: [rule] })).rejects.toThrow(/fine.*allowedMethods/su);
  });
});

describe('versions', () => {
  it('all stay readable, the newest without its id', async () => {
    const first = await idOf(put('v', 'one'));
    const second = await idOf(put('v', 'two'));
    expect([await read('v'), await read('v', first), await read('v', second)]).toEqual(['two', 'one', 'two']);
    const headed = await s3.send(new HeadObjectCommand({ Bucket, Key: 'v', VersionId: first }));
    expect([headed.VersionId, headed.ContentLength]).toEqual([first, 3]);
  });

  it('hide under a delete marker and come back when it is removed', async () => {
    const version = await idOf(put('marked', 'kept'));
    const marker = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'marked' }));
    expect(marker.DeleteMarker).toBe(true);
    expect(await refusalOf(read('marked'))).toContain('404 NoSuchKey');
    expect(await read('marked', version)).toBe('kept');
    expect(await refusalOf(read('marked', marker.VersionId))).toContain('405 MethodNotAllowed');
    const listed = await versions('marked');
    expect(listed.Versions?.map((each) => [each.VersionId, each.IsLatest])).toEqual([[version, false]]);
    expect(listed.DeleteMarkers?.map((each) => [each.VersionId, each.IsLatest])).toEqual([
      [marker.VersionId, true],
    ]);
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'marked', VersionId: marker.VersionId }));
    expect(await read('marked')).toBe('kept');
  });

  it('go for good when deleted by id, and the one below becomes the latest', async () => {
    const first = await idOf(put('gone', 'one'));
    const second = await idOf(put('gone', 'two'));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone', VersionId: second }));
    expect(await refusalOf(read('gone', second))).toContain('404 NoSuchVersion');
    expect(await read('gone')).toBe('one');
    expect((await versions('gone')).Versions?.map((each) => [each.VersionId, each.IsLatest])).toEqual([
      [first, true],
    ]);
    const again = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone', VersionId: second }));
    expect(again.$metadata.httpStatusCode).toBe(204);
  });

  it('do not exist in a bucket without versioning', async () => {
    const Reports = { Bucket: 'reports', Key: 'r' };
    const written = await s3.send(new PutObjectCommand({ ...Reports, Body: 'one' }));
    expect(written.VersionId).toBeUndefined();
    await s3.send(new PutObjectCommand({ ...Reports, Body: 'two' }));
    expect([await read('r', undefined, 'reports'), await read('r', 'null', 'reports')]).toEqual([
      'two',
      'two',
    ]);
    const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: 'reports' }));
    expect(listed.Versions?.map((each) => each.VersionId)).toEqual(['null']);
    await s3.send(new DeleteObjectCommand(Reports));
    expect(await refusalOf(read('r', undefined, 'reports'))).toContain('404 NoSuchKey');
    expect((await s3.send(new ListObjectVersionsCommand({ Bucket: 'reports' }))).Versions).toBeUndefined();
  });
});

describe('deletion of many', () => {
  it('reports each key, quietly on request, and obeys version ids', async () => {
    const first = await idOf(put('many/a&b', '1'));
    await put('many/c', '1');
    const Objects = [{ Key: 'many/a&b', VersionId: first }, { Key: 'many/c' }, { Key: 'many/never' }];
    const { Deleted = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted.map(({ Key, DeleteMarker }) => [Key, DeleteMarker])).toEqual([
      ['many/a&b', undefined],
      ['many/c', true],
      ['many/never', true],
    ]);
    expect((await versions('many/a')).Versions).toBeUndefined();
    const quiet = await s3.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Quiet: true, Objects: [{ Key: 'x' }, { Key: 'y', VersionId: 'bad' }] },
      }),
    );
    expect([quiet.Deleted, quiet.Errors?.map(({ Key, Code }) => [Key, Code])]).toEqual([
      undefined,
      [['y', 'InvalidArgument']],
    ]);
  });

  it('needs a digest of its document, and a document that it understands', async () => {
    const bare = alterBeforeSigning(standIn.clientWith({}), ({ headers }) => {
      for (const name of Object.keys(headers)) {
        if (name.includes('checksum')) Reflect.deleteProperty(headers, name);
      }
    });
    const refusal = await refusalOf(
      bare.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'x' }] } })),
    );
    expect(refusal).toContain('400 InvalidRequest: Missing required header');
    const conditional = { Objects: [{ Key: 'x', ETag: '"e"' }] };
    expect(await refusalOf(s3.send(new DeleteObjectsCommand({ Bucket, Delete: conditional })))).toMatch(
      /501 .*ETag/u,
    );
    expect(await refusalOf(s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [] } })))).toContain(
      '400 MalformedXML',
    );
  });
});

describe('copies', () => {
  const copy = (Key: string, CopySource: string, more: Partial<CopyObjectCommandInput> = {}) =>
    s3.send(new CopyObjectCommand({ Bucket, Key, CopySource, ...more }));

  it('take bytes, headers, metadata, tags and checksum along, across buckets', async () => {
    await put('from/ü&1', 'certificate', {
      ContentType: 'application/pdf',
      Metadata: { learner: 'l-1' },
      Tagging: 'scan=clean',
      ChecksumAlgorithm: 'SHA256',
    });
    const source = `/${Bucket}/${encodeURIComponent('from/ü&1')}`;
    await s3.send(new CopyObjectCommand({ Bucket: 'reports', Key: 'to', CopySource: source }));
    const copied = await s3.send(
      new GetObjectCommand({ Bucket: 'reports', Key: 'to', ChecksumMode: 'ENABLED' }),
    );
    expect(copied).toMatchObject({
      ContentType: 'application/pdf',
      Metadata: { learner: 'l-1' },
      TagCount: 1,
    });
    expect(copied.ChecksumSHA256).toBeDefined();
    expect(await copied.Body?.transformToString()).toBe('certificate');
  });

  it('read the version that they name', async () => {
    const first = await idOf(put('restore', 'one'));
    await put('restore', 'two');
    const result = await copy('restore', `${Bucket}/restore?versionId=${first}`);
    expect([await read('restore'), result.CopySourceVersionId]).toEqual(['one', first]);
    expect((await versions('restore')).Versions).toHaveLength(3);
  });

  it('replace metadata and tags only on request', async () => {
    await put('source', 'x', { Metadata: { a: '1' }, Tagging: 'a=1' });
    await copy('replaced', `${Bucket}/source`, {
      MetadataDirective: 'REPLACE',
      Metadata: { b: '2' },
      ContentType: 'text/plain',
      TaggingDirective: 'REPLACE',
      Tagging: 'b=2',
      ChecksumAlgorithm: 'SHA1',
    });
    const head = await s3.send(new HeadObjectCommand({ Bucket, Key: 'replaced', ChecksumMode: 'ENABLED' }));
    expect([head.Metadata, head.ContentType]).toEqual([{ b: '2' }, 'text/plain']);
    expect(head.ChecksumSHA1).toBeDefined();
    expect((await s3.send(new GetObjectTaggingCommand({ Bucket, Key: 'replaced' }))).TagSet).toEqual([
      { Key: 'b', Value: '2' },
    ]);
  });

  it('create only, with If-None-Match: *', async () => {
    await put('once', 'x');
    expect(await refusalOf(copy('once', `${Bucket}/once-source`, { IfNoneMatch: '*' }))).toContain('404');
    expect(await refusalOf(copy('once', `${Bucket}/source`, { IfNoneMatch: '*' }))).toContain(
      '412 PreconditionFailed',
    );
  });

  it('are refused without a usable source or purpose', async () => {
    await put('idle', 'x');
    expect(await refusalOf(copy('idle', `${Bucket}/idle`))).toContain('400 InvalidRequest');
    expect(await refusalOf(copy('to', `${Bucket}/absent`))).toContain('404 NoSuchKey');
    expect(await refusalOf(copy('to', 'nothing'))).toContain('400 InvalidArgument');
    expect(await refusalOf(copy('to', `${Bucket}/idle`, { Tagging: 'a=1' }))).toContain('400 InvalidRequest');
    const marker = await idOf(s3.send(new DeleteObjectCommand({ Bucket, Key: 'idle' })));
    expect(await refusalOf(copy('to', `${Bucket}/idle`))).toContain('404 NoSuchKey');
    expect(await refusalOf(copy('to', `${Bucket}/idle?versionId=${marker}`))).toContain('400 InvalidRequest');
  });
});

describe('listings', () => {
  beforeAll(async () => {
    for (const key of ['l/a', 'l/b/1', 'l/b/2', 'l/c/1', 'l/z', 'l/é', 'l/\u{1F600}', 'l/\u{FFFD}'])
      await put(key, key);
    await put('l/deleted', 'x');
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'l/deleted' }));
  });

  /** All pages of a listing, each as its lines. */
  async function pages(input: {
    Delimiter?: string;
    StartAfter?: string;
    MaxKeys: number;
  }): Promise<string[][]> {
    const found: string[][] = [];
    let ContinuationToken: string | undefined;
    do {
      const token = ContinuationToken === undefined ? {} : { ContinuationToken };
      const page: ListObjectsV2CommandOutput = await s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: 'l/', ...input, ...token }),
      );
      const lines = [
        ...(page.Contents ?? []).map(({ Key }) => Key),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
      ];
      expect([page.KeyCount, page.IsTruncated]).toEqual([
        lines.length,
        page.NextContinuationToken !== undefined,
      ]);
      found.push(
        lines.map(String).sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right))),
      );
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return found;
  }

  it('show the objects there are in the byte order of their keys', async () => {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'l/' }));
    expect(Contents.map(({ Key }) => Key)).toEqual([
      'l/a',
      'l/b/1',
      'l/b/2',
      'l/c/1',
      'l/z',
      'l/é',
      'l/\u{FFFD}',
      'l/\u{1F600}',
    ]);
    expect(Contents[0]).toMatchObject({ Size: 3, StorageClass: 'STANDARD' });
  });

  it('come in pages that neither lose nor repeat a line', async () => {
    for (const MaxKeys of [1, 2, 3, 1000]) {
      expect((await pages({ MaxKeys })).flat()).toHaveLength(8);
      expect((await pages({ MaxKeys, Delimiter: '/' })).flat()).toEqual([
        'l/a',
        'l/b/',
        'l/c/',
        'l/z',
        'l/é',
        'l/\u{FFFD}',
        'l/\u{1F600}',
      ]);
    }
    expect(await pages({ MaxKeys: 2, StartAfter: 'l/c/1' })).toEqual([
      ['l/z', 'l/é'],
      ['l/\u{FFFD}', 'l/\u{1F600}'],
    ]);
    expect(await pages({ MaxKeys: 0 })).toEqual([[]]);
  });

  it('refuse a continuation token or page size that is not theirs', async () => {
    const list = (more: object) => refusalOf(s3.send(new ListObjectsV2Command({ Bucket, ...more })));
    expect(await list({ ContinuationToken: 'made-up' })).toContain('400 InvalidArgument');
    expect(await list({ MaxKeys: -1 })).toContain('400 InvalidArgument');
  });

  it('of versions come newest first, and their pages survive deletion on the way', async () => {
    for (const key of ['w/a', 'w/b', 'w/c']) for (const body of ['1', '2', '3']) await put(key, body);
    const seen: string[] = [];
    let page: ListObjectVersionsCommandOutput | undefined;
    do {
      const markers =
        page === undefined
          ? {}
          : { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'w/', MaxKeys: 2, ...markers }));
      const Objects = (page.Versions ?? []).map(({ Key, VersionId = '' }) => ({ Key, VersionId }));
      for (const { Key, VersionId } of Objects)
        seen.push(`${Key ?? ''}=${(await read(Key ?? '', VersionId)) ?? ''}`);
      await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    } while (page.IsTruncated === true);
    expect(seen).toEqual(['a', 'b', 'c'].flatMap((key) => ['3', '2', '1'].map((body) => `w/${key}=${body}`)));
    expect((await versions('w/')).Versions).toBeUndefined();
  });

  it('of versions neither lose nor repeat one between pages', async () => {
    for (const body of ['1', '2', '3', '4', '5']) await put('x/a', body);
    const seen: (string | undefined)[] = [];
    let page: ListObjectVersionsCommandOutput | undefined;
    do {
      const markers =
        page === undefined
          ? {}
          : { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
      page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'x/', MaxKeys: 2, ...markers }));
      for (const { VersionId = '' } of page.Versions ?? []) seen.push(await read('x/a', VersionId));
    } while (page.IsTruncated === true);
    expect(seen).toEqual(['5', '4', '3', '2', '1']);
    const whole = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'x/', KeyMarker: 'x/a' }));
    expect(whole.Versions).toBeUndefined();
  });

  it('of versions fold under a delimiter and go on after a fold', async () => {
    const first = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix: 'l/', Delimiter: '/', MaxKeys: 2 }),
    );
    expect([first.Versions?.map(({ Key }) => Key), first.CommonPrefixes, first.NextKeyMarker]).toEqual([
      ['l/a'],
      [{ Prefix: 'l/b/' }],
      'l/b/',
    ]);
    const next = { KeyMarker: first.NextKeyMarker, MaxKeys: 2 };
    const second = await s3.send(
      new ListObjectVersionsCommand({ Bucket, Prefix: 'l/', Delimiter: '/', ...next }),
    );
    expect([second.CommonPrefixes, second.DeleteMarkers?.map(({ Key }) => Key)]).toEqual([
      [{ Prefix: 'l/c/' }],
      ['l/deleted'],
    ]);
  });
});

describe('tags', () => {
  const tagsOf = async (Key: string, VersionId?: string) =>
    (
      await s3.send(
        new GetObjectTaggingCommand({ Bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) }),
      )
    ).TagSet;

  it('belong to a version, and change without a new one', async () => {
    const first = await idOf(put('tagged', '1', { Tagging: 'scan=pending&who=a%20b' }));
    const second = await idOf(put('tagged', '2'));
    const TagSet = [{ Key: 'GuardDutyMalwareScanStatus', Value: 'NO_THREATS_FOUND' }];
    await s3.send(
      new PutObjectTaggingCommand({ Bucket, Key: 'tagged', VersionId: second, Tagging: { TagSet } }),
    );
    expect(await tagsOf('tagged')).toEqual(TagSet);
    expect(await tagsOf('tagged', first)).toEqual([
      { Key: 'scan', Value: 'pending' },
      { Key: 'who', Value: 'a b' },
    ]);
    expect((await s3.send(new GetObjectCommand({ Bucket, Key: 'tagged' }))).TagCount).toBe(1);
    await s3.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'tagged', VersionId: first }));
    expect(await tagsOf('tagged', first)).toEqual([]);
    expect((await versions('tagged')).Versions).toHaveLength(2);
  });

  it('are refused for what is not there, and beyond S3 limits', async () => {
    const tag = (Key: string, TagSet: { Key: string; Value: string }[]) =>
      refusalOf(s3.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } })));
    expect(await tag('absent', [])).toContain('404 NoSuchKey');
    await put('limits', 'x');
    expect(await tag('limits', [{ Key: 'k'.repeat(129), Value: '' }])).toContain('400 InvalidTag');
    expect(await tag('limits', [{ Key: 'k', Value: '<>' }])).toContain('400 InvalidTag');
    expect(
      await tag('limits', [
        { Key: 'k', Value: '1' },
        { Key: 'k', Value: '2' },
      ]),
    ).toContain('400 InvalidTag');
  });
});

describe('events', () => {
  beforeEach(() => {
    events = [];
  });

  it('tell of each object after it is readable, with a growing sequencer', async () => {
    const VersionId = await idOf(put('event', 'hello'));
    await s3.send(new CopyObjectCommand({ Bucket: 'reports', Key: 'event', CopySource: `${Bucket}/event` }));
    await told();
    expect(
      events.map(({ eventName, bucket, key, sizeBytes, versionId }) => ({
        eventName,
        bucket,
        key,
        sizeBytes,
        versionId,
      })),
    ).toEqual([
      {
        eventName: 'ObjectCreated:Put',
        bucket: 'evidence',
        key: 'event',
        sizeBytes: 5,
        versionId: VersionId,
      },
      {
        eventName: 'ObjectCreated:Copy',
        bucket: 'reports',
        key: 'event',
        sizeBytes: 5,
        versionId: undefined,
      },
    ]);
    const [first, second] = events.map(({ sequencer }) => sequencer);
    expect(String(first) < String(second)).toBe(true);
    expect(events[0]?.eTag).toBe((await s3.send(new HeadObjectCommand({ Bucket, Key: 'event' }))).ETag);
  });

  it('do not tell of refused writes, deletions and tags', async () => {
    await put('quiet', 'x');
    await told();
    events = [];
    await refusalOf(put('quiet', 'x', { IfNoneMatch: '*' }));
    await s3.send(new PutObjectTaggingCommand({ Bucket, Key: 'quiet', Tagging: { TagSet: [] } }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'quiet' }));
    await told();
    expect(events).toEqual([]);
  });
});

describe('faults', () => {
  it('answer 503 while down, and recover', async () => {
    standIn.engine.setFault('down');
    expect(await refusalOf(put('down', 'x'))).toContain('503 ServiceUnavailable');
    standIn.engine.setFault('off');
    expect(await refusalOf(read('down'))).toContain('404');
    await put('down', 'x');
    expect(await read('down')).toBe('x');
  });

  it('hold an answer back while slow', async () => {
    await put('slow', 'x');
    standIn.engine.setFault('slow');
    const order: string[] = [];
    const slow = read('slow').then((body) => order.push(`slow ${body ?? ''}`));
    await told();
    standIn.engine.setFault('off');
    await read('slow').then((body) => order.push(`prompt ${body ?? ''}`));
    await slow;
    expect(order).toEqual(['prompt x', 'slow x']);
  });
});

describe('what is not supported is refused by name', () => {
  const Key = 'unsupported';
  beforeAll(() => put(Key, 'x'));

  it.each<[string, () => Promise<unknown>]>([
    ['PUT of a bucket', () => s3.send(new CreateBucketCommand({ Bucket: 'new-bucket' }))],
    ['DELETE of a bucket', () => s3.send(new DeleteBucketCommand({ Bucket }))],
    [
      'PUT of a bucket ?versioning',
      () =>
        s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } })),
    ],
    [
      'PUT of a bucket ?cors',
      () => s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [] } })),
    ],
    ['GET of a bucket ?location', () => s3.send(new GetBucketLocationCommand({ Bucket }))],
    ['GET of a bucket', () => s3.send(new ListObjectsCommand({ Bucket }))],
    ['POST of an object ?uploads', () => s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))],
    [
      'partNumber',
      () => s3.send(new UploadPartCommand({ Bucket, Key, UploadId: 'u', PartNumber: 1, Body: 'x' })),
    ],
    ['uploadId', () => s3.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId: 'u' }))],
    ['POST of an object ?restore', () => s3.send(new RestoreObjectCommand({ Bucket, Key }))],
    ['acl of PutObject', () => s3.send(new PutObjectAclCommand({ Bucket, Key, ACL: 'private' }))],
    ['acl of GetObject', () => s3.send(new GetObjectAclCommand({ Bucket, Key }))],
    [
      'retention',
      () => s3.send(new PutObjectRetentionCommand({ Bucket, Key, Retention: { Mode: 'COMPLIANCE' } })),
    ],
    ['legal-hold', () => s3.send(new GetObjectLegalHoldCommand({ Bucket, Key }))],
    [
      'attributes',
      () => s3.send(new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: ['ETag'] })),
    ],
    ['partNumber of GetObject', () => s3.send(new GetObjectCommand({ Bucket, Key, PartNumber: 1 }))],
    ['x-amz-request-payer', () => s3.send(new GetObjectCommand({ Bucket, Key, RequestPayer: 'requester' }))],
    ['x-amz-acl', () => put(Key, 'x', { ACL: 'public-read' })],
    ['x-amz-storage-class', () => put(Key, 'x', { StorageClass: 'GLACIER' })],
    ['x-amz-object-lock-mode', () => put(Key, 'x', { ObjectLockMode: 'GOVERNANCE' })],
    ['x-amz-website-redirect-location', () => put(Key, 'x', { WebsiteRedirectLocation: '/other' })],
    ['x-amz-server-side-encryption-aws-kms-key-id', () => put(Key, 'x', { SSEKMSKeyId: 'key' })],
    ['if-match', () => put(Key, 'x', { IfMatch: '"etag"' })],
    ['If-None-Match: "etag"', () => put(Key, 'x', { IfNoneMatch: '"etag"' })],
    ['if-match', () => s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch: '*' }))],
    ['x-amz-mfa', () => s3.send(new DeleteObjectCommand({ Bucket, Key, MFA: 'device 123456' }))],
    [
      'x-amz-copy-source-if-match',
      () =>
        s3.send(
          new CopyObjectCommand({
            Bucket,
            Key: 'to',
            CopySource: `${Bucket}/${Key}`,
            CopySourceIfMatch: 'e',
          }),
        ),
    ],
    ['fetch-owner', () => s3.send(new ListObjectsV2Command({ Bucket, FetchOwner: true }))],
    ['encoding-type', () => s3.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }))],
    ['max-buckets', () => s3.send(new ListBucketsCommand({ MaxBuckets: 1 }))],
  ])('%s', async (name, call) => {
    const refusal = await refusalOf(call());
    expect(refusal).toContain('501');
    expect(refusal).toContain(name);
  });

  it('a header that no SDK knows yet', async () => {
    const client = alterBeforeSigning(standIn.clientWith({}), (wire) => {
      wire.headers['x-amz-brand-new'] = 'yes';
    });
    expect(await refusalOf(client.send(new GetObjectCommand({ Bucket, Key })))).toMatch(
      /501 .*x-amz-brand-new: yes/u,
    );
  });

  it('a bucket in the host name, or any host but this machine', async () => {
    const statuses = await Promise.all(
      ['evidence.localhost', 'claims.example'].map(
        (host) =>
          new Promise((resolve, reject) => {
            const { port } = new URL(standIn.engine.endpoint);
            request({ host: '127.0.0.1', port, path: '/x', headers: { host } }, (answer) => {
              resolve(answer.resume().statusCode);
            })
              .on('error', reject)
              .end();
          }),
      ),
    );
    expect(statuses).toEqual([501, 501]);
  });

  it('another account as the expected owner is denied', async () => {
    const call = (ExpectedBucketOwner: string) =>
      s3.send(new HeadObjectCommand({ Bucket, Key, ExpectedBucketOwner }));
    expect((await call('000000000000')).ContentLength).toBe(1);
    expect(await refusalOf(call('111111111111'))).toContain('403');
  });
});
