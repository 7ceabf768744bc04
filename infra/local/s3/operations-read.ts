import { attributeHeaders, requireHeaderValue } from './attributes.ts';
import { isUnmodified, readRange, type ByteRange } from './conditions.ts';
import { checksumHeaders, ENCRYPTION_HEADERS, versionHeaders } from './object-headers.ts';
import { empty, type Answer, type Call, type Operation } from './operation.ts';
import { invalidArgument } from './s3-error.ts';
import type { ObjectVersion } from './versions.ts';

const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const;

function overrides(query: ReadonlyMap<string, string>): Record<string, string> {
  const chosen = OVERRIDES.flatMap((name) => {
    const value = query.get(`response-${name}`);
    return value === undefined ? [] : [[name, requireHeaderValue(`response-${name}`, value)] as const];
  });
  return Object.fromEntries(chosen);
}

/** A checksum of the whole object says nothing about a part of it, so a partial answer carries none. */
function checksumIfAsked(
  { request }: Call,
  version: ObjectVersion,
  range: ByteRange | undefined,
): Record<string, string> {
  const mode = request.headers.get('x-amz-checksum-mode');
  if (mode === undefined) return {};
  if (mode !== 'ENABLED') throw invalidArgument('x-amz-checksum-mode must be ENABLED.');
  return range === undefined ? checksumHeaders(version.object.checksum) : {};
}

function rangeHeaders(range: ByteRange | undefined, size: number): Record<string, string> {
  if (range === undefined) return { 'content-length': String(size) };
  const last = range.start + range.length - 1;
  return { 'content-length': String(range.length), 'content-range': `bytes ${range.start}-${last}/${size}` };
}

interface Readable {
  readonly version: ObjectVersion;
  readonly range: ByteRange | undefined;
  readonly answer: Answer;
}

function describe(call: Call): Readable {
  const { request, store } = call;
  const bucket = store.bucket(request.bucket);
  const version = store.read(bucket, request.key, request.query.get('versionId'));
  const validators = {
    etag: version.object.eTag,
    'last-modified': version.modified.toUTCString(),
    ...versionHeaders(bucket, version),
  };
  if (isUnmodified(request.headers, version))
    return { version, range: undefined, answer: empty(304, validators) };
  const range = readRange(request.headers.get('range'), version.object.sizeBytes);
  const headers = {
    ...attributeHeaders(version.object.attributes),
    ...overrides(request.query),
    ...validators,
    ...ENCRYPTION_HEADERS,
    ...checksumIfAsked(call, version, range),
    ...rangeHeaders(range, version.object.sizeBytes),
    ...(version.tags.length > 0 ? { 'x-amz-tagging-count': String(version.tags.length) } : {}),
    'accept-ranges': 'bytes',
  };
  return { version, range, answer: empty(range === undefined ? 200 : 206, headers) };
}

function get(call: Call): Answer {
  const { version, range, answer } = describe(call);
  if (answer.status === 304) return answer;
  const { start, length } = range ?? { start: 0, length: version.object.sizeBytes };
  return { ...answer, body: { descriptor: call.store.open(version), start, length } };
}

const reads = {
  scope: 'object',
  query: ['versionId', ...OVERRIDES.map((name) => `response-${name}`)],
  headers: [
    'if-match',
    'if-none-match',
    'if-modified-since',
    'if-unmodified-since',
    'range',
    'x-amz-checksum-mode',
  ],
} as const;

export const READ_OPERATIONS: readonly Operation[] = [
  { ...reads, name: 'GetObject', method: 'GET', run: get },
  { ...reads, name: 'HeadObject', method: 'HEAD', run: (call) => describe(call).answer },
];
