import type { Log } from '../engine.ts';
import type { S3Request } from './request.ts';
import { invalidArgument } from './s3-error.ts';

const SIGNING = new Set([
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-signedheaders',
  'x-amz-signature',
  'x-amz-content-sha256',
]);

/**
 * A checksum in the query string of a presigned URL binds nobody: S3 signs it and then ignores it, and the SDK
 * puts the checksum of an empty body there unless it is told not to. Only a signed header binds the uploader.
 */
const IDLE_CHECKSUM = /^x-amz-(?:checksum-(?:crc32|crc32c|crc64nvme|sha1|sha256)|sdk-checksum-algorithm)$/u;

/** Moves what a presigner hoisted into the query back to the headers, and drops the signing parameters. */
export function unhoist(request: S3Request, log: Log): S3Request {
  const query = new Map<string, string>();
  const headers = new Map(request.headers);
  for (const [name, value] of request.query) {
    const lower = name.toLowerCase();
    if (SIGNING.has(lower)) continue;
    if (!lower.startsWith('x-amz-')) query.set(name, value);
    else if (IDLE_CHECKSUM.test(lower))
      log(`s3 presigned URL: ${lower} in the query string binds nobody; ignored as S3 does`);
    else if (headers.has(lower))
      throw invalidArgument(`${lower} is given in the query string and as a header.`);
    else headers.set(lower, value);
  }
  return { ...request, query, headers };
}
