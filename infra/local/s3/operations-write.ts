import { readAttributes, requireKnownEncryption } from './attributes.ts';
import { computeChecksum } from './checksums.ts';
import { asksForAbsence } from './conditions.ts';
import { checksumHeaders, ENCRYPTION_HEADERS, versionHeaders } from './object-headers.ts';
import { DIGEST_HEADERS, empty, type Answer, type Call, type Operation } from './operation.ts';
import { readTaggingHeader } from './tags.ts';

async function put({ request, store, bytes, checksum }: Call): Promise<Answer> {
  const bucket = store.bucket(request.bucket);
  requireKnownEncryption(request.headers);
  const version = await store.put({
    bucket,
    key: request.key,
    bytes,
    attributes: readAttributes(request.headers),
    tags: readTaggingHeader(request.headers.get('x-amz-tagging')),
    checksum: checksum ?? { algorithm: 'crc64nvme', value: await computeChecksum('crc64nvme', bytes) },
    ifAbsent: asksForAbsence(request.headers),
    eventName: 'ObjectCreated:Put',
  });
  return empty(200, {
    etag: version.object.eTag,
    ...versionHeaders(bucket, version),
    ...checksumHeaders(version.object.checksum),
    ...ENCRYPTION_HEADERS,
  });
}

async function remove({ request, store }: Call): Promise<Answer> {
  const bucket = store.bucket(request.bucket);
  const asked = request.query.get('versionId');
  const version = await store.remove(bucket, request.key, asked);
  const marker: Record<string, string> = version?.kind === 'marker' ? { 'x-amz-delete-marker': 'true' } : {};
  const named: Record<string, string> =
    asked === undefined ? versionHeaders(bucket, version) : { 'x-amz-version-id': asked };
  return empty(204, { ...marker, ...named });
}

export const WRITE_OPERATIONS: readonly Operation[] = [
  {
    name: 'PutObject',
    scope: 'object',
    method: 'PUT',
    headers: [
      ...DIGEST_HEADERS,
      'if-none-match',
      'x-amz-decoded-content-length',
      'x-amz-meta-*',
      'x-amz-server-side-encryption',
      'x-amz-tagging',
      'x-amz-trailer',
    ],
    run: put,
  },
  { name: 'DeleteObject', scope: 'object', method: 'DELETE', query: ['versionId'], run: remove },
];
