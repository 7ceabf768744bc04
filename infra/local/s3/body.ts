import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { verifyChecksum, verifyContentMd5, type Checksum } from './checksums.ts';
import type { S3Request } from './request.ts';
import { invalidRequest, notImplemented, S3Error } from './s3-error.ts';

/** The largest request body. S3 takes 5 GiB in one request; this stand-in holds a body in memory. */
const MAX_BODY_BYTES = 128 * 1024 * 1024;
const UNSIGNED_CHUNKS = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';

/** A body that agrees with everything the caller said about it. */
export interface VerifiedBody {
  readonly bytes: Buffer;
  readonly checksum: Checksum | undefined;
}

const incomplete = (why: string): S3Error =>
  new S3Error({
    status: 400,
    code: 'IncompleteBody',
    message: `The request body terminated unexpectedly: ${why}.`,
  });

/** Reads a whole body. One that is too large is read to its end and thrown away, so that the caller hears why. */
export async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('The request stream did not deliver bytes.');
    received += chunk.length;
    if (received <= MAX_BODY_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (received <= MAX_BODY_BYTES) return Buffer.concat(chunks);
  const message = `Your proposed upload exceeds the maximum allowed size of the local S3, ${MAX_BODY_BYTES} bytes.`;
  throw new S3Error({ status: 400, code: 'EntityTooLarge', message });
}

interface Unchunked {
  readonly bytes: Buffer;
  readonly trailers: ReadonlyMap<string, string>;
}

function readTrailers(source: string): ReadonlyMap<string, string> {
  const trailers = new Map<string, string>();
  for (const line of source.split('\r\n').filter((candidate) => candidate !== '')) {
    const [, name, value] = /^([\w-]+):\s*(.*?)\s*$/u.exec(line) ?? [];
    if (name === undefined || value === undefined) throw incomplete('a trailer is malformed');
    trailers.set(name.toLowerCase(), value);
  }
  return trailers;
}

function unchunk(encoded: Buffer): Unchunked {
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = encoded.indexOf('\r\n', at);
    const size = lineEnd < 0 ? '' : encoded.toString('latin1', at, lineEnd);
    if (!/^[0-9a-f]{1,8}$/iu.test(size)) throw incomplete('a chunk has no readable size');
    const start = lineEnd + 2;
    const end = start + Number.parseInt(size, 16);
    if (end === start) {
      return { bytes: Buffer.concat(chunks), trailers: readTrailers(encoded.toString('latin1', start)) };
    }
    if (encoded.toString('latin1', end, end + 2) !== '\r\n')
      throw incomplete('a chunk is shorter than its size');
    chunks.push(encoded.subarray(start, end));
    at = end + 2;
  }
}

/** The trailers that arrive are those that the signed `x-amz-trailer` header announced, no more and no fewer. */
function requireAnnouncedTrailers(request: S3Request, trailers: ReadonlyMap<string, string>): void {
  const announced = (request.headers.get('x-amz-trailer') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const other = announced.find((name) => !/^x-amz-checksum-[a-z0-9]+$/u.test(name));
  if (other !== undefined) throw notImplemented(`the trailer ${other}`);
  const agree = announced.length === trailers.size && announced.every((name) => trailers.has(name));
  if (agree) return;
  const message =
    'The request contained trailing data that was not well-formed or did not conform to x-amz-trailer.';
  throw new S3Error({ status: 400, code: 'MalformedTrailerError', message });
}

function decodeChunks(request: S3Request, encoded: Buffer): Unchunked {
  const body = unchunk(encoded);
  requireAnnouncedTrailers(request, body.trailers);
  const declared = request.headers.get('x-amz-decoded-content-length');
  if (declared === undefined) throw missingLength();
  if (declared !== String(body.bytes.length)) throw incomplete(`${body.bytes.length} of ${declared} bytes`);
  return body;
}

const missingLength = (): S3Error =>
  new S3Error({
    status: 411,
    code: 'MissingContentLength',
    message: 'You must provide the Content-Length HTTP header.',
  });

function requireSignedPayload(payload: string, bytes: Buffer): void {
  if (payload === 'UNSIGNED-PAYLOAD' || createHash('sha256').update(bytes).digest('hex') === payload) return;
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
  throw new S3Error({ status: 400, code: 'XAmzContentSHA256Mismatch', message });
}

function decodePayload(request: S3Request, payload: string, received: Buffer): Unchunked {
  const chunked = /(?:^|,)\s*aws-chunked\s*(?:,|$)/u.test(request.headers.get('content-encoding') ?? '');
  if (payload === UNSIGNED_CHUNKS) return decodeChunks(request, received);
  if (payload.startsWith('STREAMING-')) throw notImplemented(`x-amz-content-sha256: ${payload}`);
  if (chunked || request.headers.has('x-amz-trailer')) {
    throw invalidRequest(`aws-chunked encoding and trailers need x-amz-content-sha256: ${UNSIGNED_CHUNKS}.`);
  }
  if (request.headers.has('transfer-encoding')) throw missingLength();
  requireSignedPayload(payload, received);
  return { bytes: received, trailers: new Map() };
}

/** Reads the body and holds it against the signed hash, the chunk sizes, `Content-MD5` and any checksum. */
export async function receiveBody(
  request: S3Request,
  payload: string,
  stream: Readable,
): Promise<VerifiedBody> {
  const { bytes, trailers } = decodePayload(request, payload, await readAll(stream));
  for (const name of trailers.keys()) {
    if (request.headers.has(name)) throw invalidRequest(`${name} is given as a header and as a trailer.`);
  }
  verifyContentMd5(request.headers.get('content-md5'), bytes);
  const checksum = await verifyChecksum(new Map([...request.headers, ...trailers]), bytes);
  return { bytes, checksum };
}
