import { createHash } from 'node:crypto';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ObjectCreated } from '../../infra/local/s3/start-s3.ts';
import {
  alterBeforeSigning,
  outcomeOf,
  PAGE_ORIGIN,
  presignPost,
  refusalOf,
  startStandIn,
  type StandIn,
} from '../support/s3-stand-in.ts';

let standIn: StandIn;
let s3: S3Client;
const lines: string[] = [];
const events: ObjectCreated[] = [];

beforeAll(async () => {
  standIn = await startStandIn({ log: (line) => lines.push(line) });
  s3 = standIn.clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' });
  standIn.engine.onObjectCreated((event) => events.push(event));
});
afterAll(() => standIn.end());

const Bucket = 'evidence';
const sha256 = (bytes: string) => createHash('sha256').update(bytes).digest('base64');
const read = async (Key: string) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
const isAbsent = async (Key: string) =>
  (await refusalOf(s3.send(new HeadObjectCommand({ Bucket, Key })))).startsWith('404');
const outcome = async (url: string, init: RequestInit = {}) => outcomeOf(await fetch(url, init));

describe('presigned URLs', () => {
  type Options = NonNullable<Parameters<typeof getSignedUrl>[2]>;
  const signPut = (Key: string, more: object = {}, options: Options = {}) =>
    getSignedUrl(s3, new PutObjectCommand({ Bucket, Key, ...more }), { expiresIn: 300, ...options });

  it('let their holder read and write one object', async () => {
    const url = await signPut('pre/one', { Metadata: { learner: 'l-1' }, Tagging: 'scan=pending' });
    const headers = { 'content-type': 'application/pdf' };
    expect(await outcome(url, { method: 'PUT', body: 'certificate', headers })).toBe('200');
    expect(await s3.send(new HeadObjectCommand({ Bucket, Key: 'pre/one' }))).toMatchObject({
      ContentType: 'application/pdf',
      Metadata: { learner: 'l-1' },
      TagCount: 1,
    });
    const get = new GetObjectCommand({
      Bucket,
      Key: 'pre/one',
      ResponseContentDisposition: 'attachment; filename="a b.pdf"',
    });
    const answer = await fetch(await getSignedUrl(s3, get, { expiresIn: 300 }));
    expect([await answer.text(), answer.headers.get('content-disposition')]).toEqual([
      'certificate',
      'attachment; filename="a b.pdf"',
    ]);
  });

  it('serve ranges and conditions to a browser', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'pre/range', Body: '0123456789' }));
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'pre/range' }), {
      expiresIn: 300,
    });
    const part = await fetch(url, { headers: { range: 'bytes=3-5' } });
    expect([part.status, await part.text()]).toEqual([206, '345']);
    const again = await fetch(url, { headers: { 'if-none-match': part.headers.get('etag') ?? '' } });
    expect(again.status).toBe(304);
  });

  it('are refused for another key, another method or a changed parameter', async () => {
    const url = await signPut('pre/mine');
    const body = { method: 'PUT', body: 'x' };
    expect(await outcome(url.replace('pre/mine', 'pre/other'), body)).toBe('403 SignatureDoesNotMatch');
    expect(await outcome(url)).toBe('403 SignatureDoesNotMatch');
    expect(await outcome(url.replace('X-Amz-Expires=300', 'X-Amz-Expires=3000'), body)).toBe(
      '403 SignatureDoesNotMatch',
    );
    expect(await outcome(url.replace(/Signature=..../u, 'Signature=0000'), body)).toBe(
      '403 SignatureDoesNotMatch',
    );
    expect(await outcome(`${url}&x-amz-acl=public-read`, body)).toBe('403 SignatureDoesNotMatch');
    expect(await outcome(`${url}&X-Amz-Expires=300`, body)).toBe('400 InvalidArgument');
    expect(await outcome(url.replace(/&X-Amz-Signature=\w+/u, ''), body)).toBe(
      '400 AuthorizationQueryParametersError',
    );
    expect(await isAbsent('pre/mine')).toBe(true);
  });

  it('are refused when expired, not valid yet or too long-lived', async () => {
    const signed = (minutes: number) =>
      signPut('pre/late', {}, { expiresIn: 60, signingDate: new Date(Date.now() + minutes * 60_000) });
    expect(await outcome(await signed(-2), { method: 'PUT', body: 'x' })).toBe('403 AccessDenied');
    expect(await outcome(await signed(60), { method: 'PUT', body: 'x' })).toBe('403 AccessDenied');
    const url = (await signed(0)).replace('X-Amz-Expires=60', 'X-Amz-Expires=604801');
    expect(await outcome(url, { method: 'PUT', body: 'x' })).toBe('400 AuthorizationQueryParametersError');
  });

  it('bind type, length and checksum where these are signed headers', async () => {
    const headers = { 'content-type': 'image/png', 'x-amz-checksum-sha256': sha256('abc') };
    const url = await signPut(
      'pre/bound',
      { ContentType: 'image/png', ContentLength: 3, ChecksumSHA256: sha256('abc') },
      {
        signableHeaders: new Set(['content-type', 'content-length', 'host']),
        unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
      },
    );
    expect(await outcome(url, { method: 'PUT', body: 'abcd', headers })).toBe('403 SignatureDoesNotMatch');
    expect(
      await outcome(url, {
        method: 'PUT',
        body: 'abc',
        headers: { ...headers, 'content-type': 'text/html' },
      }),
    ).toBe('403 SignatureDoesNotMatch');
    expect(await outcome(url, { method: 'PUT', body: 'abc', headers: { 'content-type': 'image/png' } })).toBe(
      '403 AccessDenied',
    );
    expect(await outcome(url, { method: 'PUT', body: 'abd', headers })).toBe('400 BadDigest');
    expect(await isAbsent('pre/bound')).toBe(true);
    expect(await outcome(url, { method: 'PUT', body: 'abc', headers })).toBe('200');
  });

  it('are refused with an x-amz header beside the signature', async () => {
    const url = await signPut('pre/extra');
    const headers = { 'x-amz-meta-role': 'owner' };
    expect(await outcome(url, { method: 'PUT', body: 'x', headers })).toBe('403 AccessDenied');
  });

  it('are refused with one header in the query string and beside it', async () => {
    const twice = alterBeforeSigning(
      standIn.clientWith({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
      (request) => {
        request.query = { ...request.query, 'x-amz-meta-role': 'owner' };
      },
    );
    const put = new PutObjectCommand({ Bucket, Key: 'pre/twice', Metadata: { role: 'reader' } });
    const url = await getSignedUrl(twice, put, { unhoistableHeaders: new Set(['x-amz-meta-role']) });
    const headers = { 'x-amz-meta-role': 'reader' };
    expect(await outcome(url, { method: 'PUT', body: 'x', headers })).toBe('400 InvalidArgument');
  });

  it('ignore a checksum in the query string as S3 does, and say so in the log', async () => {
    const careless = standIn.clientWith({});
    const url = await getSignedUrl(careless, new PutObjectCommand({ Bucket, Key: 'pre/idle' }), {
      expiresIn: 300,
    });
    expect(url).toContain('x-amz-checksum-crc32=AAAAAA');
    expect(await outcome(url, { method: 'PUT', body: 'anything' })).toBe('200');
    expect(lines.some((line) => line.includes('x-amz-checksum-crc32 in the query string binds nobody'))).toBe(
      true,
    );
  });

  it('refuse what the stand-in does not support although it is signed', async () => {
    const url = await signPut('pre/acl', { ACL: 'public-read' });
    expect(await outcome(url, { method: 'PUT', body: 'x' })).toBe('501 NotImplemented');
  });
});

describe('browser uploads', () => {
  const policy = {
    Bucket,
    Key: 'up/certificate',
    Conditions: [
      ['content-length-range', 1, 1000],
      ['starts-with', '$x-amz-meta-name', ''],
    ],
    Fields: {
      'Content-Type': 'application/pdf',
      'x-amz-checksum-sha256': sha256('certificate'),
      success_action_status: '201',
    },
    Expires: 300,
  } satisfies PresignedPostOptions;
  interface Offer {
    readonly change?: Partial<PresignedPostOptions>;
    readonly fields?: Record<string, string | undefined>;
    readonly file?: string;
    readonly fileName?: string;
  }

  /** Uploads as a page would, with the fields that were signed or others. */
  async function upload({
    change,
    fields,
    file = 'certificate',
    fileName = 'scan.pdf',
  }: Offer): Promise<Response> {
    const signed = await presignPost(s3, { ...policy, ...change });
    const form = new FormData();
    const sent: Record<string, string | undefined> = { ...signed.fields, 'x-amz-meta-name': 'n', ...fields };
    for (const [name, value] of Object.entries(sent)) {
      if (value !== undefined) form.append(name, value);
    }
    form.append('file', new Blob([file]), fileName);
    return fetch(signed.url, { method: 'POST', body: form, headers: { origin: PAGE_ORIGIN } });
  }
  const result = async (offer: Offer) => outcomeOf(await upload(offer));
  const plain = { 'Content-Type': 'application/pdf' };

  it('store the file, its type and its metadata, and answer as asked', async () => {
    const answer = await upload({ fields: { 'x-amz-meta-name': 'naïve "scan".pdf' } });
    const xml = await answer.text();
    expect(answer.status).toBe(201);
    expect(xml).toContain('<Bucket>evidence</Bucket><Key>up/certificate</Key>');
    expect(answer.headers.get('location')).toBe(`${standIn.engine.endpoint}/evidence/up/certificate`);
    expect(answer.headers.get('access-control-allow-origin')).toBe(PAGE_ORIGIN);
    const head = await s3.send(
      new HeadObjectCommand({ Bucket, Key: 'up/certificate', ChecksumMode: 'ENABLED' }),
    );
    expect(head).toMatchObject({
      ContentType: 'application/pdf',
      ContentLength: 11,
      ChecksumSHA256: sha256('certificate'),
    });
    expect(head.Metadata?.['name']).toBe(`=?UTF-8?B?${Buffer.from('naïve "scan".pdf').toString('base64')}?=`);
    expect(await read('up/certificate')).toBe('certificate');
    expect(events.at(-1)).toMatchObject({
      eventName: 'ObjectCreated:Post',
      key: 'up/certificate',
      sizeBytes: 11,
    });
  });

  it('answer 204, or 200 on request', async () => {
    expect((await upload({ change: { Fields: plain } })).status).toBe(204);
    expect((await upload({ change: { Fields: { ...plain, success_action_status: '200' } } })).status).toBe(
      200,
    );
  });

  it('keep binary files whole', async () => {
    const bytes = Buffer.from(Array.from({ length: 4096 }, (_, index) => index % 256));
    const { url, fields } = await presignPost(s3, { Bucket, Key: 'up/binary' });
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([bytes, '\r\n--', bytes]), 'x');
    form.append('after', 'the file: not read');
    expect((await fetch(url, { method: 'POST', body: form })).status).toBe(204);
    const stored = await s3.send(new GetObjectCommand({ Bucket, Key: 'up/binary' }));
    const expected = Buffer.concat([bytes, Buffer.from('\r\n--'), bytes]);
    expect(expected.equals(Buffer.from((await stored.Body?.transformToByteArray()) ?? []))).toBe(true);
  });

  it('put the name of the file into the key where the signer left room', async () => {
    const change = { Key: 'up/room/${filename}' };
    expect(await result({ change, fileName: 'C:\\files\\my scan.pdf' })).toBe('201');
    expect(await read('up/room/my scan.pdf')).toBe('certificate');
    expect(await result({ change, fields: { key: 'elsewhere/${filename}' } })).toBe('403 AccessDenied');
  });

  it('are refused when too small or too large', async () => {
    const change = { Key: 'up/size', Fields: plain };
    expect(await result({ change, file: '' })).toBe('400 EntityTooSmall');
    expect(await result({ change, file: 'x'.repeat(1001) })).toBe('400 EntityTooLarge');
    expect(await result({ change, file: 'x'.repeat(1000) })).toBe('204');
  });

  it('are refused when the file is not the one whose SHA-256 was signed', async () => {
    const change = { Key: 'up/hash' };
    expect(await result({ change, file: 'certificatf' })).toBe('400 BadDigest');
    expect(
      await result({ change, fields: { 'x-amz-checksum-sha256': sha256('other') }, file: 'other' }),
    ).toBe('403 AccessDenied');
    expect(await result({ change, fields: { 'x-amz-checksum-sha256': undefined }, file: 'other' })).toBe(
      '403 AccessDenied',
    );
    expect(await result({ change: { ...change, Fields: { 'x-amz-checksum-algorithm': 'SHA1' } } })).toBe(
      '400 InvalidRequest',
    );
    expect(await isAbsent('up/hash')).toBe(true);
  });

  it('are refused when a signed field changed, is missing or was added', async () => {
    const change = { Key: 'up/fields' };
    expect(await result({ change, fields: { key: 'up/other' } })).toBe('403 AccessDenied');
    expect(await result({ change, fields: { 'Content-Type': 'text/html' } })).toBe('403 AccessDenied');
    expect(await result({ change, fields: { 'Content-Type': undefined } })).toBe('403 AccessDenied');
    expect(await result({ change, fields: { 'x-amz-meta-name': undefined } })).toBe('403 AccessDenied');
    expect(await result({ change, fields: { 'x-amz-meta-role': 'owner' } })).toBe('403 AccessDenied');
    expect(await result({ change, fields: { bucket: 'reports' } })).toBe('403 AccessDenied');
    expect(await result({ change, fields: { 'x-ignore-me': 'anything' } })).toBe('201');
  });

  it('are refused when the policy was tampered with, is missing or is not one', async () => {
    const document = { expiration: '2999-01-01T00:00:00Z', conditions: [] };
    const Policy = Buffer.from(JSON.stringify(document)).toString('base64');
    expect(await result({ fields: { Policy } })).toBe('403 SignatureDoesNotMatch');
    expect(await result({ fields: { Policy: undefined } })).toBe('403 AccessDenied');
    expect(await result({ fields: { 'X-Amz-Signature': '0'.repeat(64) } })).toBe('403 SignatureDoesNotMatch');
    expect(await result({ fields: { 'X-Amz-Credential': 'OTHER/20260101/eu-west-2/s3/aws4_request' } })).toBe(
      '403 InvalidAccessKeyId',
    );
    expect(await result({ fields: { 'X-Amz-Security-Token': 'token' } })).toBe('400 InvalidToken');
  });

  it('are refused with metadata that no header could carry', async () => {
    const named = (name: string) => result({ change: { Fields: { [`x-amz-meta-${name}`]: 'x' } } });
    expect(await named('a b')).toBe('400 InvalidArgument');
    expect(await named('naïve')).toBe('400 InvalidArgument');
    const type = { 'Content-Type': 'text/plain\r\nx: y' };
    expect(await result({ change: { Fields: type } })).toBe('400 InvalidArgument');
  });

  it('are refused when the policy has expired', async () => {
    expect(await result({ change: { Expires: -60 } })).toBe('403 AccessDenied');
  });

  it('compare a list of content types part by part', async () => {
    const change: Partial<PresignedPostOptions> = {
      Key: 'up/types',
      Fields: {},
      Conditions: [['starts-with', '$Content-Type', 'image/']],
    };
    const named = { 'x-amz-meta-name': undefined };
    expect(await result({ change, fields: { ...named, 'Content-Type': 'image/png' } })).toBe('204');
    expect(await result({ change, fields: { ...named, 'Content-Type': 'image/png, text/html' } })).toBe(
      '403 AccessDenied',
    );
  });

  it('are refused with a field that the stand-in does not support although it is signed', async () => {
    const ask = (Fields: Record<string, string>) => result({ change: { Fields } });
    expect(await ask({ acl: 'public-read' })).toBe('501 NotImplemented');
    expect(await ask({ success_action_redirect: 'https://elsewhere.example' })).toBe('501 NotImplemented');
    expect(await ask({ tagging: '<Tagging/>' })).toBe('501 NotImplemented');
  });

  it('are refused with a query parameter or header that would change their meaning', async () => {
    const { url, fields } = await presignPost(s3, { Bucket, Key: 'up/query' });
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob(['x']), 'x');
    const headers = { 'if-none-match': '*' };
    expect(await outcome(`${url}?acl`, { method: 'POST', body: form })).toBe('501 NotImplemented');
    expect(await outcome(url, { method: 'POST', body: form, headers })).toBe('501 NotImplemented');
    expect(await outcome(url, { method: 'POST', body: form })).toBe('204');
  });

  it('are refused without a file, with a field twice, or when the form is broken', async () => {
    const { url, fields } = await presignPost(s3, { Bucket, Key: 'up/broken' });
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    expect(await outcome(url, { method: 'POST', body: form })).toBe('400 InvalidArgument');
    form.append('key', 'up/second');
    expect(await outcome(url, { method: 'POST', body: form })).toBe('400 MalformedPOSTRequest');
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    expect(await outcome(url, { method: 'POST', headers, body: '--b\r\nnonsense' })).toBe(
      '400 MalformedPOSTRequest',
    );
    expect(await outcome(url.replace(Bucket, 'absent'), { method: 'POST', body: form })).toBe(
      '404 NoSuchBucket',
    );
  });
});

describe('cross-origin pages', () => {
  const preflight = (bucket: string, headers: Record<string, string>) =>
    fetch(`${standIn.engine.endpoint}/${bucket}/key`, { method: 'OPTIONS', headers });
  const ask = (origin: string, method: string, headers = 'content-type') =>
    preflight(Bucket, {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': headers,
    });

  it('are told what a rule allows them', async () => {
    const answer = await ask(PAGE_ORIGIN, 'PUT', 'Content-Type, x-amz-checksum-sha256');
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': PAGE_ORIGIN,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'GET, POST, PUT',
      'access-control-allow-headers': 'content-type, x-amz-checksum-sha256',
      'access-control-expose-headers': 'ETag',
      'access-control-max-age': '600',
      vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
    });
    expect((await ask('https://branch-7.preview.example', 'GET')).status).toBe(200);
  });

  it('are refused another origin, method, header or bucket', async () => {
    expect(await outcomeOf(await ask('https://evil.example', 'PUT'))).toBe('403 AccessForbidden');
    expect(await outcomeOf(await ask('https://.preview.example.evil', 'PUT'))).toBe('403 AccessForbidden');
    expect(await outcomeOf(await ask(PAGE_ORIGIN, 'DELETE'))).toBe('403 AccessForbidden');
    expect(await outcomeOf(await ask(PAGE_ORIGIN, 'PUT', 'authorization'))).toBe('403 AccessForbidden');
    const headers = { origin: PAGE_ORIGIN, 'access-control-request-method': 'GET' };
    expect(await outcomeOf(await preflight('reports', headers))).toBe('403 AccessForbidden');
    expect(await outcomeOf(await preflight(Bucket, {}))).toBe('400 BadRequest');
  });

  it('may read answers and refusals where a rule covers them, and only there', async () => {
    await s3.send(new PutObjectCommand({ Bucket, Key: 'cors', Body: 'x' }));
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'cors' }), { expiresIn: 300 });
    const allowed = async (target: string, origin: string) =>
      (await fetch(target, { headers: { origin } })).headers.get('access-control-allow-origin');
    expect(await allowed(url, PAGE_ORIGIN)).toBe(PAGE_ORIGIN);
    expect(await allowed(url.replace('Signature=', 'Signature=0'), PAGE_ORIGIN)).toBe(PAGE_ORIGIN);
    expect(await allowed(url, 'https://evil.example')).toBeNull();
  });
});
