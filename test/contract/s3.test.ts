import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type GetObjectCommandInput,
  type HeadObjectCommandInput,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { LOCAL_CREDENTIALS } from '../../infra/local/engine.ts';
import { computeChecksum } from '../../infra/local/s3/checksums.ts';
import {
  alterAfterSigning,
  alterBeforeSigning,
  outcomeOf,
  refusalOf,
  startStandIn,
  type StandIn,
} from '../support/s3-stand-in.ts';

let standIn: StandIn;
let s3: S3Client;

beforeAll(async () => {
  standIn = await startStandIn();
  s3 = standIn.client;
});
afterAll(() => standIn.end());

const Bucket = 'evidence';
const put = (Key: string, Body: string, more: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = (Key: string, more: Partial<GetObjectCommandInput> = {}) =>
  s3.send(new GetObjectCommand({ Bucket, Key, ...more }));
const head = (Key: string, more: Partial<HeadObjectCommandInput> = {}) =>
  s3.send(new HeadObjectCommand({ Bucket, Key, ...more }));
const text = async (answer: ReturnType<typeof get>) => (await answer).Body?.transformToString();
const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('base64');
/** A field of an answer by its name, which differs by algorithm. */
const fieldOf = (answer: object, name: string) => z.string().optional().parse(Reflect.get(answer, name));
const md5 = (bytes: string) => createHash('md5').update(bytes).digest('base64');

describe('signatures', () => {
  const attempt = (config: Parameters<StandIn['clientWith']>[0]) =>
    refusalOf(standIn.clientWith(config).send(new ListObjectsV2Command({ Bucket })));

  it('refuses a request without a signature', async () => {
    const answer = await fetch(`${standIn.engine.endpoint}/${Bucket}/key`);
    expect([answer.status, await answer.text()]).toEqual([
      403,
      expect.stringContaining('<Code>AccessDenied</Code>'),
    ]);
  });

  it('refuses a wrong secret, an unknown key, another region and a session token', async () => {
    const { accessKeyId, secretAccessKey } = LOCAL_CREDENTIALS;
    expect(await attempt({ credentials: { accessKeyId, secretAccessKey: 'wrong' } })).toContain(
      '403 SignatureDoesNotMatch',
    );
    expect(await attempt({ credentials: { accessKeyId: 'OTHER', secretAccessKey } })).toContain(
      '403 InvalidAccessKeyId',
    );
    expect(await attempt({ region: 'us-east-1' })).toMatch(
      /400 AuthorizationHeaderMalformed: .*expecting 'eu-west-2'/u,
    );
    const token = { accessKeyId, secretAccessKey, sessionToken: 'token' };
    expect(await attempt({ credentials: token })).toContain('400 InvalidToken');
  });

  it('refuses another way of signing, two ways at once, and a header without the hash of the body', async () => {
    const url = `${standIn.engine.endpoint}/${Bucket}/key`;
    const ask = async (authorization: string, query = '') =>
      outcomeOf(await fetch(`${url}${query}`, { headers: { authorization } }));
    const proper =
      'AWS4-HMAC-SHA256 Credential=K/20260101/eu-west-2/s3/aws4_request, SignedHeaders=host, Signature=00';
    expect(await ask('AWS KEY:signature')).toBe('400 InvalidRequest');
    expect(await ask(proper.replace('HMAC-SHA256', 'ECDSA-P256-SHA256'))).toBe('400 InvalidRequest');
    expect(await ask(proper)).toBe('400 InvalidRequest');
    expect(await ask(proper, '?X-Amz-Signature=00')).toBe('400 InvalidArgument');
  });

  it('refuses a request that was signed an hour ago or ahead', async () => {
    expect(await attempt({ systemClockOffset: -3_600_000 })).toContain('403 RequestTimeTooSkewed');
    expect(await attempt({ systemClockOffset: 3_600_000 })).toContain('403 RequestTimeTooSkewed');
  });

  it('refuses an x-amz header that the signature does not cover', async () => {
    const client = alterAfterSigning(standIn.clientWith({}), (request) => {
      request.headers['x-amz-meta-role'] = 'owner';
    });
    const refusal = await refusalOf(
      client.send(new PutObjectCommand({ Bucket, Key: 'unsigned-header', Body: 'x' })),
    );
    expect(refusal).toMatch(/403 AccessDenied: .*not signed: x-amz-meta-role/u);
  });

  it('refuses a signed header, query or body that changed on the way', async () => {
    const put = new PutObjectCommand({ Bucket, Key: 'changed', Body: 'mine', Metadata: { role: 'reader' } });
    const header = alterAfterSigning(standIn.clientWith({}), (request) => {
      request.headers['x-amz-meta-role'] = 'owner';
    });
    expect(await refusalOf(header.send(put))).toContain('403 SignatureDoesNotMatch');
    const query = alterAfterSigning(standIn.clientWith({}), (request) => {
      request.query = { ...request.query, prefix: 'other/' };
    });
    expect(await refusalOf(query.send(new ListObjectsV2Command({ Bucket })))).toContain(
      '403 SignatureDoesNotMatch',
    );
    const body = alterAfterSigning(
      standIn.clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
      (request) => {
        request.body = 'them';
      },
    );
    expect(await refusalOf(body.send(put))).toContain('400 XAmzContentSHA256Mismatch');
    expect(await refusalOf(head('changed'))).toContain('404');
  });

  it('accepts keys of any characters under the signature', async () => {
    const keys = ["a b+c&d=e?f#g%h'(i)*j!", 'über/日本/😀', 'a//b/../c', '%2F', '<&>"', 'trailing/'];
    for (const key of keys) {
      await put(key, `body of ${key}`);
      expect(await text(get(key))).toBe(`body of ${key}`);
    }
  });
});

describe('objects', () => {
  it('keeps bytes, content headers and metadata', async () => {
    await put('plain', 'hello world', {
      ContentType: 'text/plain',
      CacheControl: 'no-store',
      ContentDisposition: 'inline',
      ContentEncoding: 'gzip',
      ContentLanguage: 'en-GB',
      Metadata: { learner: 'l-1', kind: 'payment' },
    });
    expect(await get('plain')).toMatchObject({
      ContentLength: 11,
      ContentType: 'text/plain',
      CacheControl: 'no-store',
      ContentDisposition: 'inline',
      ContentEncoding: 'gzip',
      ContentLanguage: 'en-GB',
      Metadata: { learner: 'l-1', kind: 'payment' },
      ETag: `"${createHash('md5').update('hello world').digest('hex')}"`,
      AcceptRanges: 'bytes',
      ServerSideEncryption: 'AES256',
    });
    expect(await text(get('plain'))).toBe('hello world');
    const headed = await head('plain');
    expect([headed.ContentLength, headed.Metadata]).toEqual([11, { learner: 'l-1', kind: 'payment' }]);
  });

  it('keeps an empty object', async () => {
    await put('empty', '');
    expect(await text(get('empty'))).toBe('');
    expect(await refusalOf(get('empty', { Range: 'bytes=0-' }))).toContain('416 InvalidRange');
  });

  it('accepts AES256 and aws:kms as encryption, and refuses any other', async () => {
    expect((await put('sse', 'x', { ServerSideEncryption: 'AES256' })).ServerSideEncryption).toBe('AES256');
    expect((await put('sse', 'x', { ServerSideEncryption: 'aws:kms' })).ServerSideEncryption).toBe('AES256');
    expect(await refusalOf(put('sse', 'x', { ServerSideEncryption: 'aws:kms:dsse' }))).toMatch(
      /501 .*aws:kms:dsse/u,
    );
  });

  it('serves ranges, and refuses one outside the object', async () => {
    await put('ranged', '0123456789');
    const middle = await get('ranged', { Range: 'bytes=2-4' });
    expect([middle.ContentRange, middle.ContentLength]).toEqual(['bytes 2-4/10', 3]);
    expect(await middle.Body?.transformToString()).toBe('234');
    expect(await text(get('ranged', { Range: 'bytes=7-' }))).toBe('789');
    expect(await text(get('ranged', { Range: 'bytes=-2' }))).toBe('89');
    expect(await text(get('ranged', { Range: 'bytes=8-99' }))).toBe('89');
    expect(await refusalOf(get('ranged', { Range: 'bytes=10-' }))).toContain('416 InvalidRange');
    expect(await refusalOf(get('ranged', { Range: 'bytes=0-1,3-4' }))).toContain('501 NotImplemented');
  });

  it('overrides response headers where the request says so', async () => {
    await put('named', 'x', { ContentType: 'text/html' });
    const answer = await get('named', {
      ResponseContentDisposition: 'attachment; filename="certificate.pdf"',
      ResponseContentType: 'application/pdf',
      ResponseCacheControl: 'private',
    });
    expect(answer).toMatchObject({
      ContentDisposition: 'attachment; filename="certificate.pdf"',
      ContentType: 'application/pdf',
      CacheControl: 'private',
    });
    expect(await refusalOf(get('named', { ResponseContentDisposition: 'a\r\nset-cookie: b' }))).toContain(
      '400 InvalidArgument',
    );
  });

  it('answers conditional reads', async () => {
    const { ETag = '' } = await put('conditional', 'x');
    const { LastModified = new Date(0) } = await head('conditional');
    const earlier = new Date(LastModified.getTime() - 60_000);
    expect(await refusalOf(get('conditional', { IfNoneMatch: ETag }))).toContain('304');
    expect(await text(get('conditional', { IfNoneMatch: '"other"' }))).toBe('x');
    expect(await text(get('conditional', { IfMatch: ETag }))).toBe('x');
    expect(await refusalOf(get('conditional', { IfMatch: '"other"' }))).toContain('412 PreconditionFailed');
    expect(await refusalOf(get('conditional', { IfModifiedSince: LastModified }))).toContain('304');
    expect(await text(get('conditional', { IfModifiedSince: earlier }))).toBe('x');
    expect(await refusalOf(get('conditional', { IfUnmodifiedSince: earlier }))).toContain('412');
  });

  it('lets exactly one of many writers create a key with If-None-Match: *', async () => {
    const writers = Array.from({ length: 8 }, (_, index) =>
      put('once', `writer ${index}`, { IfNoneMatch: '*' }),
    );
    const outcomes = await Promise.allSettled(writers);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await refusalOf(put('once', 'late', { IfNoneMatch: '*' }))).toContain('412 PreconditionFailed');
    expect((await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'once' }))).Versions).toHaveLength(
      1,
    );
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'once' }));
    await put('once', 'after a delete', { IfNoneMatch: '*' });
    expect(await text(get('once'))).toBe('after a delete');
  });

  it('refuses a key, metadata or tags beyond S3 limits', async () => {
    expect(await refusalOf(put('k'.repeat(1025), 'x'))).toContain('400 KeyTooLongError');
    expect(await refusalOf(put('meta', 'x', { Metadata: { note: 'n'.repeat(2048) } }))).toContain(
      '400 MetadataTooLarge',
    );
    const eleven = Array.from({ length: 11 }, (_, index) => `k${index}=v`).join('&');
    expect(await refusalOf(put('tags', 'x', { Tagging: eleven }))).toContain('400 BadRequest');
    expect(await refusalOf(put('tags', 'x', { Tagging: 'a=1&a=2' }))).toContain('400 InvalidTag');
    expect(await refusalOf(put('tags', 'x', { Tagging: 'aws:a=1' }))).toContain('400 InvalidTag');
  });

  it('refuses a missing key, bucket or version by its own code', async () => {
    expect(await refusalOf(get('absent'))).toContain('404 NoSuchKey');
    expect(await refusalOf(head('absent'))).toContain('404 NotFound');
    expect(await refusalOf(get('absent', { VersionId: '0'.repeat(32) }))).toContain('404 NoSuchVersion');
    expect(await refusalOf(get('absent', { VersionId: 'nonsense' }))).toContain('400 InvalidArgument');
    expect(await refusalOf(s3.send(new GetObjectCommand({ Bucket: 'absent', Key: 'x' })))).toContain(
      '404 NoSuchBucket',
    );
    expect(await refusalOf(s3.send(new HeadBucketCommand({ Bucket: 'absent' })))).toContain('404');
  });

  it('carries a request id in every error body', async () => {
    const answer = await fetch(`${standIn.engine.endpoint}/${Bucket}/x`);
    const id = answer.headers.get('x-amz-request-id') ?? '';
    expect(id).toMatch(/^[0-9A-F]{16}$/u);
    expect(await answer.text()).toContain(`<RequestId>${id}</RequestId>`);
  });
});

describe('checksums', () => {
  it('verifies and returns each algorithm, and refuses a wrong value', async () => {
    for (const name of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const) {
      const field = `Checksum${name}`;
      const stored = await put('summed', 'abc', { ChecksumAlgorithm: name });
      const value = fieldOf(stored, field) ?? '';
      expect(fieldOf(await head('summed', { ChecksumMode: 'ENABLED' }), field)).toBe(value);
      expect(value).not.toBe('');
      expect(await refusalOf(put('summed', 'abd', { [field]: value }))).toContain('400 BadDigest');
      expect(await refusalOf(put('summed', 'abc', { [field]: 'AAA=' }))).toContain('400 InvalidRequest');
    }
  });

  it('computes the published check values', async () => {
    const check = Buffer.from('123456789');
    expect(await computeChecksum('crc32', check)).toBe(Buffer.from('cbf43926', 'hex').toString('base64'));
    expect(await computeChecksum('crc32c', check)).toBe(Buffer.from('e3069283', 'hex').toString('base64'));
    expect(await computeChecksum('crc64nvme', check)).toBe(
      Buffer.from('ae8b14860a799888', 'hex').toString('base64'),
    );
  });

  it('verifies Content-MD5', async () => {
    await put('md5', 'abc', { ContentMD5: md5('abc') });
    expect(await refusalOf(put('md5', 'abc', { ContentMD5: md5('abd') }))).toContain('400 BadDigest');
    expect(await refusalOf(put('md5', 'abc', { ContentMD5: 'short' }))).toContain('400 InvalidDigest');
  });

  it('gives an object without a checksum CRC64NVME, as S3 does', async () => {
    const bare = standIn.clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' });
    await bare.send(new PutObjectCommand({ Bucket, Key: 'bare', Body: 'x' }));
    expect(await head('bare', { ChecksumMode: 'ENABLED' })).toMatchObject({
      ChecksumType: 'FULL_OBJECT',
      ChecksumCRC64NVME: await computeChecksum('crc64nvme', Buffer.from('x')),
    });
  });

  it('returns no checksum with a part of an object, nor unasked', async () => {
    await put('partial', '0123456789');
    const part = await get('partial', { Range: 'bytes=0-3', ChecksumMode: 'ENABLED' });
    expect([part.ChecksumCRC32, await part.Body?.transformToString()]).toEqual([undefined, '0123']);
    expect((await head('partial')).ChecksumCRC32).toBeUndefined();
  });

  it('refuses two checksums, and an announced algorithm without its checksum', async () => {
    expect(await refusalOf(put('two', 'a', { ChecksumSHA256: sha256('a'), ChecksumSHA1: 'x' }))).toContain(
      '400 InvalidRequest',
    );
    const client = alterBeforeSigning(
      standIn.clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
      (request) => {
        request.headers['x-amz-sdk-checksum-algorithm'] = 'SHA256';
      },
    );
    const refusal = await refusalOf(
      client.send(new PutObjectCommand({ Bucket, Key: 'announced', Body: 'a' })),
    );
    expect(refusal).toContain('400 InvalidRequest: The checksum algorithm SHA256');
  });
});

describe('streamed uploads in aws-chunked encoding', () => {
  const bytes = randomBytes(300_000);
  const stream = (client: S3Client, Key: string) =>
    client.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: Readable.from([bytes.subarray(0, 70_000), bytes.subarray(70_000)]),
        ContentLength: bytes.length,
        ChecksumAlgorithm: 'CRC32',
      }),
    );
  const checksum = () => computeChecksum('crc32', bytes);

  it('stores the decoded bytes and the checksum of the trailer', async () => {
    const encodings: (string | undefined)[] = [];
    const client = alterAfterSigning(standIn.clientWith({}), (request) => {
      encodings.push(request.headers['content-encoding']);
    });
    await stream(client, 'streamed');
    expect(encodings).toEqual(['aws-chunked']);
    const answer = await get('streamed', { ChecksumMode: 'ENABLED' });
    expect([answer.ContentEncoding, answer.ChecksumCRC32]).toEqual([undefined, await checksum()]);
    expect(bytes.equals(Buffer.from((await answer.Body?.transformToByteArray()) ?? []))).toBe(true);
  });

  /** Sends hand-made chunks in place of those of the SDK: the signature of such an upload does not cover them. */
  const sendRaw = (body: string) =>
    refusalOf(
      stream(
        alterAfterSigning(standIn.clientWith({}), (request) => {
          delete request.headers['transfer-encoding'];
          request.headers['content-length'] = String(Buffer.byteLength(body, 'latin1'));
          request.body = Buffer.from(body, 'latin1');
        }),
        'raw',
      ),
    );
  const chunk = `${bytes.length.toString(16)}\r\n${bytes.toString('latin1')}\r\n`;

  it('refuses a wrong, missing, unannounced or malformed trailer', async () => {
    expect(await sendRaw(`${chunk}0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n`)).toContain('400 BadDigest');
    expect(await sendRaw(`${chunk}0\r\n\r\n`)).toContain('400 MalformedTrailerError');
    expect(await sendRaw(`${chunk}0\r\nx-amz-checksum-sha1:AAAA\r\n\r\n`)).toContain(
      '400 MalformedTrailerError',
    );
    expect(await sendRaw(`${chunk}0\r\nnonsense\r\n\r\n`)).toContain('400 IncompleteBody');
  });

  it('refuses a checksum that is given as a header and as a trailer', async () => {
    const value = await checksum();
    const client = alterBeforeSigning(standIn.clientWith({}), (request) => {
      request.headers['x-amz-checksum-crc32'] = value;
    });
    expect(await refusalOf(stream(client, 'both'))).toMatch(/400 InvalidRequest: .*header and as a trailer/u);
  });

  it('refuses chunks that are cut short, unreadable or fewer than announced', async () => {
    expect(await sendRaw(chunk.slice(0, -100))).toContain('400 IncompleteBody');
    expect(await sendRaw('zz\r\nabc\r\n')).toContain('400 IncompleteBody');
    const crc = await computeChecksum('crc32', Buffer.from('abc'));
    expect(await sendRaw(`3\r\nabc\r\n0\r\nx-amz-checksum-crc32:${crc}\r\n\r\n`)).toContain(
      '400 IncompleteBody',
    );
    expect(await refusalOf(head('raw'))).toContain('404');
  });

  it('refuses signed chunks by name', async () => {
    const client = alterBeforeSigning(
      standIn.clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
      (request) => {
        request.headers['x-amz-content-sha256'] = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';
      },
    );
    const refusal = await refusalOf(
      client.send(new PutObjectCommand({ Bucket, Key: 'signed-chunks', Body: 'x' })),
    );
    expect(refusal).toMatch(/501 NotImplemented: .*STREAMING-AWS4-HMAC-SHA256-PAYLOAD/u);
  });
});
