import { createHash, randomBytes } from 'node:crypto';
import { PutObjectCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../infra/local/engine.ts';
import { attachmentNamed } from '../../shared/adapters/s3/content-disposition.ts';
import { createS3Client } from '../../shared/adapters/s3/client.ts';
import { createEvidenceFiles } from '../../shared/adapters/s3/evidence-files.ts';
import { quarantinedObjectOf } from '../../shared/adapters/s3/object-keys.ts';
import type { EvidenceFiles, Upload } from '../../shared/application/ports/evidence.ts';
import type { Evidence } from '../../shared/domain/evidence.ts';
import { outcomeOf, startStandIn } from '../support/s3-stand-in.ts';
import type { StandIn } from '../support/s3-stand-in.ts';
import { aReference, someEvidence } from '../support/stored-things.ts';

const BUCKETS = { quarantine: 'quarantine', evidence: 'clean-evidence' };

let standIn: StandIn;
let client: S3Client;
let files: EvidenceFiles;
let storageClock: () => Date = () => new Date();

beforeAll(async () => {
  const buckets = Object.values(BUCKETS).map((name) => ({ name, versioned: true, cors: [] }));
  standIn = await startStandIn({ buckets, now: () => storageClock() });
  const { endpoint } = standIn.engine;
  client = createS3Client({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  files = createEvidenceFiles({ client, buckets: BUCKETS });
});
afterAll(async () => {
  client.destroy();
  await standIn.end();
});

/** A file, and the evidence that declares exactly it. */
function aFile(changes: Partial<Evidence> = {}): { readonly bytes: Buffer; readonly evidence: Evidence } {
  const bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(64), Buffer.from('\n%%EOF\n')]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { bytes, evidence: someEvidence(aReference(), { sha256, sizeBytes: bytes.length, ...changes }) };
}

/** Posts as a browser does: the form's fields, then the file. */
function post(
  upload: Upload,
  bytes: Uint8Array,
  changed: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...upload.fields, ...changed })) form.append(name, value);
  form.append('file', new Blob([Uint8Array.from(bytes)]));
  return fetch(upload.url, { method: 'POST', body: form });
}

/** Uploads a file as declared and gives back the version that arrived. */
async function uploaded(changes: Partial<Evidence> = {}) {
  const { bytes, evidence } = aFile(changes);
  expect(await outcomeOf(await post(await files.permitUpload(evidence), bytes))).toBe('204');
  const arrival = await files.findArrival(evidence);
  return { bytes, evidence, version: arrival?.objectVersion ?? '' };
}

describe('a permission to upload', () => {
  it('lets exactly the declared file in, whose version is then found', async () => {
    const { bytes, evidence } = aFile();
    expect(await files.findArrival(evidence)).toBeUndefined();

    const upload = await files.permitUpload(evidence);

    expect(upload.fields).toMatchObject({
      key: `${evidence.reference}/${evidence.evidenceId}`,
      'Content-Type': 'application/pdf',
    });
    expect(await outcomeOf(await post(upload, bytes))).toBe('204');
    const arrival = await files.findArrival(evidence);
    expect(arrival?.objectVersion).toMatch(/^\S+$/u);
    expect(Buffer.from(await files.readQuarantined(evidence, arrival?.objectVersion ?? ''))).toEqual(bytes);
  });

  it.each<[string, (file: ReturnType<typeof aFile>) => Promise<Response>, string]>([
    [
      'a byte more',
      async ({ bytes, evidence }) =>
        post(await files.permitUpload(evidence), Buffer.concat([bytes, Buffer.from('x')])),
      '400 EntityTooLarge',
    ],
    [
      'a byte less',
      async ({ bytes, evidence }) => post(await files.permitUpload(evidence), bytes.subarray(1)),
      '400 EntityTooSmall',
    ],
    [
      'other bytes of the same size',
      async ({ bytes, evidence }) =>
        post(await files.permitUpload(evidence), Buffer.from(bytes).fill(1, 10, 12)),
      '400 BadDigest',
    ],
    [
      'another type',
      async ({ bytes, evidence }) =>
        post(await files.permitUpload(evidence), bytes, { 'Content-Type': 'text/html' }),
      '403 AccessDenied',
    ],
    [
      'another key',
      async ({ bytes, evidence }) => post(await files.permitUpload(evidence), bytes, { key: 'elsewhere' }),
      '403 AccessDenied',
    ],
    [
      'another hash, with the bytes to it',
      async ({ bytes, evidence }) => {
        const other = Buffer.from(bytes).fill(1, 10, 12);
        const hash = createHash('sha256').update(other).digest('base64');
        return post(await files.permitUpload(evidence), other, { 'x-amz-checksum-sha256': hash });
      },
      '403 AccessDenied',
    ],
    [
      'a tag that says it was scanned',
      async ({ bytes, evidence }) =>
        post(await files.permitUpload(evidence), bytes, { tagging: '<Tagging/>' }),
      '403 AccessDenied',
    ],
  ])('keeps out %s', async (_what, attempt, refusal) => {
    const file = aFile();

    expect(await outcomeOf(await attempt(file))).toBe(refusal);
    expect(await files.findArrival(file.evidence)).toBeUndefined();
  });

  it('ends after its minutes', async () => {
    const { bytes, evidence } = aFile();
    const upload = await files.permitUpload(evidence);

    storageClock = () => new Date(Date.now() + 16 * 60_000);
    const late = await outcomeOf(await post(upload, bytes));
    storageClock = () => new Date();

    expect(late).toBe('403 AccessDenied');
    expect(await files.findArrival(evidence)).toBeUndefined();
  });
});

describe('the scanner’s mark', () => {
  const marked = async (evidence: Evidence, version: string, tags: Readonly<Record<string, string>>) => {
    const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    const object = { Bucket: BUCKETS.quarantine, Key: `${evidence.reference}/${evidence.evidenceId}` };
    await client.send(new PutObjectTaggingCommand({ ...object, VersionId: version, Tagging: { TagSet } }));
    return files.readScanMark(evidence, version);
  };

  it.each([
    ['NO_THREATS_FOUND', 'clean'],
    ['THREATS_FOUND', 'infected'],
    ['UNSUPPORTED', 'unscannable'],
    ['ACCESS_DENIED', 'unscannable'],
    ['FAILED', 'unscannable'],
    ['', 'unscannable'],
  ])('%j means %s', async (mark, meaning) => {
    const { evidence, version } = await uploaded();

    expect(await marked(evidence, version, { GuardDutyMalwareScanStatus: mark })).toBe(meaning);
  });

  it('is absent until there is one, whatever other tags say, and is each version’s own', async () => {
    const { bytes, evidence, version } = await uploaded();

    expect(await files.readScanMark(evidence, version)).toBeUndefined();
    expect(await marked(evidence, version, { Scan: 'NO_THREATS_FOUND' })).toBeUndefined();
    await marked(evidence, version, { GuardDutyMalwareScanStatus: 'NO_THREATS_FOUND' });
    await post(await files.permitUpload(evidence), bytes);
    const again = await files.findArrival(evidence);

    expect(again?.objectVersion).not.toBe(version);
    expect(await files.readScanMark(evidence, again?.objectVersion ?? '')).toBeUndefined();
    expect(await files.readScanMark(evidence, version)).toBe('clean');
  });
});

describe('an accepted file', () => {
  it('is the scanned version, not what was put over it, and accepting twice is harmless', async () => {
    const { bytes, evidence, version } = await uploaded();
    const object = { Bucket: BUCKETS.quarantine, Key: `${evidence.reference}/${evidence.evidenceId}` };
    await client.send(new PutObjectCommand({ ...object, Body: 'something else' }));

    await files.accept(evidence, version);
    await files.accept(evidence, version);

    const download = await fetch((await files.permitDownload(evidence)).url);
    expect(Buffer.from(await download.arrayBuffer())).toEqual(bytes);
  });

  it('is downloaded under its own name and type, as an attachment, for five minutes', async () => {
    const { evidence, version } = await uploaded({ fileName: 'Ann’s "invoice".pdf' });
    await files.accept(evidence, version);
    const { url } = await files.permitDownload(evidence);

    const download = await fetch(url);
    storageClock = () => new Date(Date.now() + 5 * 60_000 + 1_000);
    const late = await outcomeOf(await fetch(url));
    storageClock = () => new Date();

    expect(download.headers.get('content-type')).toBe('application/pdf');
    expect(download.headers.get('content-disposition')).toBe(
      `attachment; filename="Ann_s _invoice_.pdf"; filename*=UTF-8''Ann%E2%80%99s%20%22invoice%22.pdf`,
    );
    expect(late).toBe('403 AccessDenied');
  });

  it('is never served before it is accepted, nor another file in its place', async () => {
    const { evidence } = await uploaded();
    const { url } = await files.permitDownload(evidence);

    expect(await outcomeOf(await fetch(url))).toBe('404 NoSuchKey');
    const elsewhere = url.replace(evidence.evidenceId, 'evidence-other');
    expect(await outcomeOf(await fetch(elsewhere))).toBe('403 SignatureDoesNotMatch');
  });
});

describe('a discarded file', () => {
  it('is gone from both places, and discarding what is gone is as good', async () => {
    const { evidence, version } = await uploaded();
    await files.accept(evidence, version);

    await files.discard(evidence);
    await files.discard(evidence);

    expect(await files.findArrival(evidence)).toBeUndefined();
    expect(await outcomeOf(await fetch((await files.permitDownload(evidence)).url))).toBe('404 NoSuchKey');
  });
});

describe('storage that is away', () => {
  it('is a fault, and never an absent file', async () => {
    const { evidence } = aFile();
    standIn.engine.setFault('down');

    await expect(files.findArrival(evidence)).rejects.toThrow();

    standIn.engine.setFault('off');
  }, 10_000);
});

describe('the key of an object in quarantine', () => {
  it('says which file it is', () => {
    const { evidence } = aFile();
    const { reference, evidenceId } = evidence;

    expect(quarantinedObjectOf(`${reference}/${evidenceId}`, 'v1')).toEqual({
      reference,
      evidenceId,
      objectVersion: 'v1',
    });
  });

  it.each(['', 'x', 'nonsense/e1', 'ABC-1234-1234-A', 'ABC-1234-1234-A/', 'ABC-1234-1234-A/e/f'])(
    'is nothing of ours: %j',
    (key) => {
      expect(quarantinedObjectOf(key, 'v1')).toBeUndefined();
    },
  );
});

describe('the name of a download', () => {
  it.each([
    ['invoice.pdf', `attachment; filename="invoice.pdf"; filename*=UTF-8''invoice.pdf`],
    [
      'a"; filename=b.exe',
      `attachment; filename="a__ filename_b.exe"; filename*=UTF-8''a%22%3B%20filename%3Db.exe`,
    ],
    [
      '..\\../x\r\nSet-Cookie: y',
      `attachment; filename=".._.._xSet-Cookie_ y"; filename*=UTF-8''.._.._xSet-Cookie%3A%20y`,
    ],
    ["it's (1)*!.png", `attachment; filename="it_s (1)__.png"; filename*=UTF-8''it%27s%20%281%29%2A%21.png`],
    [
      'Rechnung für Zoë.pdf',
      `attachment; filename="Rechnung fu_r Zoe_.pdf"; filename*=UTF-8''Rechnung%20f%C3%BCr%20Zo%C3%AB.pdf`,
    ],
    ['\uD83D.pdf', `attachment; filename="_.pdf"; filename*=UTF-8''%EF%BF%BD.pdf`],
  ])('cannot break out of its header: %j', (name, header) => {
    expect(attachmentNamed(name)).toBe(header);
  });
});
