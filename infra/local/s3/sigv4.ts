import { createHash } from 'node:crypto';
import { accessDenied, invalidArgument, invalidRequest, S3Error } from './s3-error.ts';
import type { S3Request } from './request.ts';
import {
  ALGORITHM,
  readCredential,
  readSigningTime,
  refuseSessionToken,
  requireSignature,
  scopeOf,
} from './signature.ts';

const MAX_SKEW_MS = 15 * 60 * 1000;
const MAX_EXPIRY_SECONDS = 7 * 24 * 3600;

/** What the signature says about the body: a hex SHA-256, or one of S3's words for "not signed". */
interface Authentication {
  readonly payload: string;
  readonly presigned: boolean;
}

interface Proof extends Authentication {
  readonly day: string;
  readonly time: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/** RFC 3986 encoding: everything but unreserved characters. */
export const encodeStrictly = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const order = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

function canonicalQuery(query: ReadonlyMap<string, string>): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeStrictly(name), encodeStrictly(value)] as const)
    .sort((left, right) => order(left[0], right[0]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function canonicalRequest(request: S3Request, proof: Proof): string {
  const path = request.path.split('/').map((part) => encodeStrictly(decodeURIComponent(part)));
  const headers = proof.signedHeaders.map((name) => {
    const value = request.headers.get(name);
    if (value === undefined) throw accessDenied(`The signed header ${name} is missing from the request.`);
    return `${name}:${value.trim().replaceAll(/\s+/gu, ' ')}\n`;
  });
  const parts = [request.method, path.join('/'), canonicalQuery(request.query), headers.join('')];
  return [...parts, proof.signedHeaders.join(';'), proof.payload].join('\n');
}

/** Every header that can change what the request does must be under the signature. */
function requireSignedHeaders(request: S3Request, signed: readonly string[]): void {
  for (const name of request.headers.keys()) {
    const matters = name === 'host' || name.startsWith('x-amz-');
    if (!matters || signed.includes(name)) continue;
    throw accessDenied(`There were headers present in the request which were not signed: ${name}.`);
  }
}

function readAuthorization(request: S3Request, authorization: string): Proof {
  const parts =
    /^AWS4-HMAC-SHA256 +Credential=([^,\s]+), *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]+)$/u.exec(
      authorization,
    );
  const [, credential = '', signed = '', signature = ''] = parts ?? [];
  if (parts === null) {
    throw invalidRequest(
      `The authorization mechanism you have provided is not supported. Please use ${ALGORITHM}.`,
    );
  }
  const payload = request.headers.get('x-amz-content-sha256');
  if (payload === undefined) {
    throw invalidRequest('Missing required header for this request: x-amz-content-sha256');
  }
  const day = readCredential(credential);
  const time = request.headers.get('x-amz-date') ?? '';
  return { payload, presigned: false, day, time, signedHeaders: signed.split(';'), signature };
}

function readPresignedQuery({ query, headers }: S3Request): Proof {
  const ask = (name: string): string => {
    const value = query.get(name);
    if (value !== undefined) return value;
    const message = `Query-string authentication requires the parameter ${name}.`;
    throw new S3Error({ status: 400, code: 'AuthorizationQueryParametersError', message });
  };
  if (ask('X-Amz-Algorithm') !== ALGORITHM)
    throw invalidRequest(`X-Amz-Algorithm only supports "${ALGORITHM}".`);
  return {
    payload: query.get('X-Amz-Content-Sha256') ?? headers.get('x-amz-content-sha256') ?? 'UNSIGNED-PAYLOAD',
    presigned: true,
    day: readCredential(ask('X-Amz-Credential')),
    time: ask('X-Amz-Date'),
    signedHeaders: ask('X-Amz-SignedHeaders').split(';'),
    signature: ask('X-Amz-Signature'),
  };
}

function requireFresh(request: S3Request, proof: Proof, now: Date): void {
  const age = now.getTime() - readSigningTime(proof.time, proof.day).getTime();
  if (!proof.presigned) {
    if (Math.abs(age) <= MAX_SKEW_MS) return;
    const message = 'The difference between the request time and the current time is too large.';
    throw new S3Error({ status: 403, code: 'RequestTimeTooSkewed', message });
  }
  const expiry = request.query.get('X-Amz-Expires') ?? '';
  if (!/^\d{1,6}$/u.test(expiry) || Number(expiry) < 1 || Number(expiry) > MAX_EXPIRY_SECONDS) {
    const message = 'X-Amz-Expires must be a number of seconds between 1 and 604800.';
    throw new S3Error({ status: 400, code: 'AuthorizationQueryParametersError', message });
  }
  if (age < -MAX_SKEW_MS) throw accessDenied('Request is not valid yet.');
  if (age > Number(expiry) * 1000) throw accessDenied('Request has expired.');
}

function readProof(request: S3Request): Proof {
  const authorization = request.headers.get('authorization');
  const inQuery = [...request.query.keys()].some(
    (name) => name === 'X-Amz-Signature' || name === 'X-Amz-Algorithm',
  );
  if (inQuery && authorization !== undefined) {
    throw invalidArgument(
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter or the header.',
    );
  }
  if (inQuery) return readPresignedQuery(request);
  if (authorization === undefined) throw accessDenied('Anonymous access is forbidden.');
  return readAuthorization(request, authorization);
}

/**
 * Verifies Signature Version 4, from the header or from a presigned URL, and refuses everything else.
 * The body is not read yet: whoever reads it must hold it against `payload`.
 */
export function authenticate(request: S3Request, now: Date): Authentication {
  refuseSessionToken([...request.headers.keys(), ...request.query.keys()]);
  const proof = readProof(request);
  requireFresh(request, proof, now);
  requireSignedHeaders(request, proof.signedHeaders);
  const hash = createHash('sha256').update(canonicalRequest(request, proof)).digest('hex');
  const text = [ALGORITHM, proof.time, scopeOf(proof.day), hash].join('\n');
  requireSignature(proof.day, text, proof.signature);
  return { payload: proof.payload, presigned: proof.presigned };
}
