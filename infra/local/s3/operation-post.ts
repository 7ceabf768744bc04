import { readAttributes, requireKnownEncryption } from './attributes.ts';
import { computeChecksum, requireAnnounced, verifyChecksum } from './checksums.ts';
import type { BucketConfiguration } from './configuration.ts';
import { checksumHeaders, ENCRYPTION_HEADERS, versionHeaders } from './object-headers.ts';
import type { ObjectStore } from './object-store.ts';
import type { Answer } from './operation.ts';
import { enforcePolicy } from './post-policy.ts';
import { accessDenied, invalidArgument, invalidRequest, notImplemented } from './s3-error.ts';
import {
  ALGORITHM,
  readCredential,
  readSigningTime,
  refuseSessionToken,
  requireSignature,
} from './signature.ts';
import { encodeStrictly } from './sigv4.ts';
import { readUploadForm, type UploadForm } from './upload-form.ts';
import type { ObjectVersion } from './versions.ts';
import { leaf, xmlDocument } from './xml.ts';

const KNOWN_FIELDS = new RegExp(
  [
    'bucket|key|policy|success_action_status',
    'x-amz-(?:algorithm|credential|date|signature|server-side-encryption)',
    'x-amz-(?:meta-.+|checksum-(?:algorithm|crc32|crc32c|crc64nvme|sha1|sha256)|sdk-checksum-algorithm)',
    'cache-control|content-(?:disposition|encoding|language|type)|expires|x-ignore-.*',
  ]
    .map((names) => `^(?:${names})$`)
    .join('|'),
  'u',
);

/** A form says everything in its fields, so neither query parameters nor headers have a meaning. */
export const POST_OBJECT = { name: 'PostObject', scope: 'bucket', method: 'POST' } as const;

interface Post {
  readonly store: ObjectStore;
  readonly bucket: BucketConfiguration;
  readonly contentType: string;
  readonly body: Buffer;
  readonly origin: string;
  readonly now: Date;
}

/** The policy is what was signed: whoever can change neither it nor a field that it names can change nothing. */
function requireSignedPolicy(fields: ReadonlyMap<string, string>): string {
  const ask = (name: string): string => {
    const value = fields.get(name);
    if (value === undefined) throw accessDenied(`Bucket POST must contain a field named '${name}'.`);
    return value;
  };
  refuseSessionToken(fields.keys());
  const policy = ask('policy');
  if (ask('x-amz-algorithm') !== ALGORITHM)
    throw invalidRequest(`x-amz-algorithm only supports "${ALGORITHM}".`);
  const day = readCredential(ask('x-amz-credential'));
  readSigningTime(ask('x-amz-date'), day);
  requireSignature(day, policy, ask('x-amz-signature'));
  return policy;
}

function readFields(form: UploadForm, bucket: BucketConfiguration): ReadonlyMap<string, string> {
  const key = form.fields.get('key');
  if (key === undefined || key === '' || key.includes('\0')) {
    throw invalidArgument("Bucket POST must contain a field named 'key'.");
  }
  const named = form.fields.get('bucket') ?? bucket.name;
  if (named !== bucket.name)
    throw accessDenied(`The form names the bucket ${named}, the address ${bucket.name}.`);
  return new Map(form.fields).set(
    'key',
    key.replaceAll('${filename}', () => form.fileName),
  );
}

function answerFor(post: Post, version: ObjectVersion, asked: string | undefined): Answer {
  const { bucket, origin } = post;
  const { eTag, checksum } = version.object;
  const location = `${origin}/${bucket.name}/${version.key.split('/').map(encodeStrictly).join('/')}`;
  const headers = {
    etag: eTag,
    location,
    ...versionHeaders(bucket, version),
    ...checksumHeaders(checksum),
    ...ENCRYPTION_HEADERS,
  };
  if (asked !== '201') return { status: asked === '200' ? 200 : 204, headers, body: '' };
  const parts = [
    leaf('Location', location),
    leaf('Bucket', bucket.name),
    leaf('Key', version.key),
    leaf('ETag', eTag),
  ];
  return {
    status: 201,
    headers: { ...headers, 'content-type': 'application/xml' },
    body: xmlDocument('PostResponse', parts),
  };
}

/** PostObject: a browser's upload under a signed policy. Its permission is in the form, not in a header. */
export async function postObject(post: Post): Promise<Answer> {
  const { store, bucket, now } = post;
  const form = readUploadForm(post.contentType, post.body);
  const policy = requireSignedPolicy(form.fields);
  const fields = readFields(form, bucket);
  enforcePolicy(policy, { bucket: bucket.name, fields, sizeBytes: form.bytes.length }, now);
  const unknown = [...fields.keys()].find((name) => !KNOWN_FIELDS.test(name));
  if (unknown !== undefined) throw notImplemented(`the form field ${unknown}`);
  requireKnownEncryption(fields);
  const checksum = await verifyChecksum(fields, form.bytes);
  requireAnnounced(fields.get('x-amz-checksum-algorithm'), checksum);
  const version = await store.put({
    bucket,
    key: fields.get('key') ?? '',
    bytes: form.bytes,
    attributes: readAttributes(fields),
    tags: [],
    checksum: checksum ?? { algorithm: 'crc64nvme', value: await computeChecksum('crc64nvme', form.bytes) },
    ifAbsent: false,
    eventName: 'ObjectCreated:Post',
  });
  return answerFor(post, version, fields.get('success_action_status'));
}
