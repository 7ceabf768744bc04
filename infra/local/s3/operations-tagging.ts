import { versionHeaders } from './object-headers.ts';
import { DIGEST_HEADERS, empty, xmlAnswer, type Answer, type Call, type Operation } from './operation.ts';
import { invalidRequest } from './s3-error.ts';
import { readTaggingDocument, taggingDocument, type TagSet } from './tags.ts';

function read({ request, store }: Call): Answer {
  const bucket = store.bucket(request.bucket);
  const version = store.read(bucket, request.key, request.query.get('versionId'));
  return xmlAnswer(taggingDocument(version.tags), versionHeaders(bucket, version));
}

function replace({ request, store }: Call, tags: TagSet, status: number): Answer {
  const bucket = store.bucket(request.bucket);
  const version = store.read(bucket, request.key, request.query.get('versionId'));
  store.replaceTags(version, tags);
  return empty(status, versionHeaders(bucket, version));
}

function write(call: Call): Answer {
  if (call.checksum === undefined && !call.request.headers.has('content-md5')) {
    throw invalidRequest('Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  return replace(call, readTaggingDocument(call.bytes.toString('utf8')), 200);
}

const tagging = { scope: 'object', mark: { query: 'tagging' }, query: ['versionId'] } as const;

export const TAGGING_OPERATIONS: readonly Operation[] = [
  { ...tagging, name: 'GetObjectTagging', method: 'GET', run: read },
  {
    ...tagging,
    name: 'PutObjectTagging',
    method: 'PUT',
    headers: [...DIGEST_HEADERS, 'x-amz-decoded-content-length', 'x-amz-trailer'],
    run: write,
  },
  { ...tagging, name: 'DeleteObjectTagging', method: 'DELETE', run: (call) => replace(call, [], 204) },
];
