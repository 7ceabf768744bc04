import { closeSync, readFileSync } from 'node:fs';
import { readAttributes, requireKnownEncryption, type ObjectAttributes } from './attributes.ts';
import { computeChecksum, readAlgorithm, type Checksum } from './checksums.ts';
import { asksForAbsence } from './conditions.ts';
import type { BucketConfiguration } from './configuration.ts';
import { ENCRYPTION_HEADERS, versionHeaders } from './object-headers.ts';
import { noSuchKey } from './object-store.ts';
import { xmlAnswer, type Answer, type Call, type Operation } from './operation.ts';
import { invalidArgument, invalidRequest } from './s3-error.ts';
import { readTaggingHeader, type TagSet } from './tags.ts';
import type { ObjectVersion } from './versions.ts';
import { leaf, xmlDocument } from './xml.ts';

interface Source {
  readonly bucket: BucketConfiguration;
  readonly version: ObjectVersion;
  /** The caller named a version, which may be an older one of the very key that is written. */
  readonly exact: boolean;
}

function findSource({ request, store }: Call): Source {
  const header = request.headers.get('x-amz-copy-source') ?? '';
  const [, bucketPart = '', keyPart = '', versionId] =
    /^\/?([^/?]+)\/([^?]+)(?:\?versionId=([^&]+))?$/u.exec(header) ?? [];
  if (keyPart === '')
    throw invalidArgument('Copy Source must mention the source bucket and key: sourcebucket/sourcekey');
  const bucket = store.bucket(decode(bucketPart));
  const key = decode(keyPart);
  const version = store.find(bucket, key, versionId);
  if (version?.kind === 'marker' && versionId !== undefined) {
    throw invalidRequest(
      'The source of a copy request may not specifically refer to a delete marker by version id.',
    );
  }
  if (version?.kind === 'marker') throw noSuchKey(version);
  return { bucket, version: version ?? store.read(bucket, key, versionId), exact: versionId !== undefined };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalidArgument('x-amz-copy-source must be URL-encoded.');
  }
}

function directive({ request }: Call, name: string): 'COPY' | 'REPLACE' {
  const value = request.headers.get(name) ?? 'COPY';
  if (value === 'COPY' || value === 'REPLACE') return value;
  throw invalidArgument(`Unknown directive for ${name}: ${value}.`);
}

function attributesFor(call: Call, source: Source): ObjectAttributes {
  if (directive(call, 'x-amz-metadata-directive') === 'REPLACE') return readAttributes(call.request.headers);
  return source.version.object.attributes;
}

/** Tags beside a directive that ignores them are a mistake of the caller's, so they are refused. */
function tagsFor(call: Call, source: Source): TagSet {
  const given = call.request.headers.get('x-amz-tagging');
  if (directive(call, 'x-amz-tagging-directive') === 'REPLACE') return readTaggingHeader(given);
  if (given !== undefined) throw invalidRequest('x-amz-tagging needs x-amz-tagging-directive: REPLACE.');
  return source.version.tags;
}

async function checksumFor({ request }: Call, source: Source, bytes: Buffer): Promise<Checksum> {
  const asked = request.headers.get('x-amz-checksum-algorithm');
  if (asked === undefined) return source.version.object.checksum;
  const algorithm = readAlgorithm(asked);
  return { algorithm, value: await computeChecksum(algorithm, bytes) };
}

function refuseIdleCopy(call: Call, source: Source): void {
  const { request } = call;
  const itself = source.bucket.name === request.bucket && source.version.key === request.key && !source.exact;
  const changes =
    directive(call, 'x-amz-metadata-directive') === 'REPLACE' ||
    request.headers.has('x-amz-server-side-encryption');
  if (!itself || changes) return;
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

function readWhole(call: Call, version: ObjectVersion): Buffer {
  const descriptor = call.store.open(version);
  try {
    return readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

async function copy(call: Call): Promise<Answer> {
  const { request, store } = call;
  const bucket = store.bucket(request.bucket);
  const source = findSource(call);
  requireKnownEncryption(request.headers);
  refuseIdleCopy(call, source);
  const bytes = readWhole(call, source.version);
  const version = await store.put({
    bucket,
    key: request.key,
    bytes,
    attributes: attributesFor(call, source),
    tags: tagsFor(call, source),
    checksum: await checksumFor(call, source, bytes),
    ifAbsent: asksForAbsence(request.headers),
    eventName: 'ObjectCreated:Copy',
  });
  const { eTag, checksum } = version.object;
  const result = [
    leaf('ETag', eTag),
    leaf('LastModified', version.modified.toISOString()),
    leaf(`Checksum${checksum.algorithm.toUpperCase()}`, checksum.value),
    leaf('ChecksumType', 'FULL_OBJECT'),
  ];
  const origin: Record<string, string> = source.bucket.versioned
    ? { 'x-amz-copy-source-version-id': source.version.versionId }
    : {};
  const headers = { ...versionHeaders(bucket, version), ...origin, ...ENCRYPTION_HEADERS };
  return xmlAnswer(xmlDocument('CopyObjectResult', result), headers);
}

export const COPY_OPERATIONS: readonly Operation[] = [
  {
    name: 'CopyObject',
    scope: 'object',
    method: 'PUT',
    mark: { header: 'x-amz-copy-source' },
    headers: [
      'if-none-match',
      'x-amz-checksum-algorithm',
      'x-amz-copy-source',
      'x-amz-meta-*',
      'x-amz-metadata-directive',
      'x-amz-server-side-encryption',
      'x-amz-tagging',
      'x-amz-tagging-directive',
    ],
    run: copy,
  },
];
