import * as z from 'zod';
import { invalidArgument, notImplemented, S3Error } from './s3-error.ts';

const MAX_METADATA_BYTES = 2048;
const METADATA_PREFIX = 'x-amz-meta-';
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/u;
const STORED_HEADERS = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
] as const;

/** What an object says about itself: the HTTP headers it is served with, and the caller's own metadata. */
export const objectAttributes = z.strictObject({
  headers: z.record(z.string(), z.string()),
  metadata: z.record(z.string(), z.string()),
});
export type ObjectAttributes = z.infer<typeof objectAttributes>;

/** Refuses text that no HTTP header can carry, so that it never reaches one. */
export function requireHeaderValue(name: string, value: string): string {
  if (/^[\t\u0020-\u007E\u0080-\u00FF]*$/u.test(value)) return value;
  throw invalidArgument(`Header value cannot be represented using ISO-8859-1: ${name}.`);
}

function readMetadata(fields: ReadonlyMap<string, string>): Record<string, string> {
  const metadata = new Map<string, string>();
  for (const [name, value] of fields) {
    if (!name.startsWith(METADATA_PREFIX)) continue;
    if (!HEADER_NAME.test(name))
      throw invalidArgument(`A metadata name must be an HTTP header name: ${name}.`);
    metadata.set(name.slice(METADATA_PREFIX.length), value);
  }
  const size = [...metadata].reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
  if (size <= MAX_METADATA_BYTES) return Object.fromEntries(metadata);
  const message = `Your metadata headers exceed the maximum allowed metadata size, ${MAX_METADATA_BYTES} bytes.`;
  throw new S3Error({ status: 400, code: 'MetadataTooLarge', message });
}

/** Reads attributes from request headers or form fields. `aws-chunked` describes the transfer and is not kept. */
export function readAttributes(fields: ReadonlyMap<string, string>): ObjectAttributes {
  const headers = new Map<string, string>([['content-type', 'binary/octet-stream']]);
  for (const name of STORED_HEADERS) {
    const value = fields.get(name);
    if (value !== undefined && value !== '') headers.set(name, requireHeaderValue(name, value));
  }
  const encodings = (headers.get('content-encoding') ?? '').split(',').map((coding) => coding.trim());
  const kept = encodings.filter((coding) => coding !== '' && coding !== 'aws-chunked');
  headers.delete('content-encoding');
  if (kept.length > 0) headers.set('content-encoding', kept.join(','));
  return { headers: Object.fromEntries(headers), metadata: readMetadata(fields) };
}

/** Metadata outside printable ASCII travels as an RFC 2047 word, as S3 sends it. */
const headerWord = (value: string): string =>
  /^[\u0020-\u007E]*$/u.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`;

/** The response headers that carry `attributes`. */
export function attributeHeaders(attributes: ObjectAttributes): Record<string, string> {
  const metadata = Object.entries(attributes.metadata);
  const named = metadata.map(([name, value]) => [`${METADATA_PREFIX}${name}`, headerWord(value)] as const);
  return { ...attributes.headers, ...Object.fromEntries(named) };
}

/** Accepts the two kinds of encryption at rest that S3 offers without a key of one's own; neither happens here. */
export function requireKnownEncryption(fields: ReadonlyMap<string, string>): void {
  const asked = fields.get('x-amz-server-side-encryption');
  if (asked === undefined || asked === 'AES256' || asked === 'aws:kms') return;
  throw notImplemented(`x-amz-server-side-encryption: ${asked}`);
}
