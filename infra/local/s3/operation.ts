import type { VerifiedBody } from './body.ts';
import type { ObjectStore } from './object-store.ts';
import type { S3Request } from './request.ts';

/** A piece of an open file. Whoever sends the answer closes it. */
export interface Content {
  readonly descriptor: number;
  readonly start: number;
  readonly length: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Content;
}

/** An authenticated request with a verified body. Presigned parameters are back among its headers. */
export interface Call extends VerifiedBody {
  readonly request: S3Request;
  readonly store: ObjectStore;
}

/**
 * One operation of S3, and everything about a request that it understands. A request that carries any other query
 * parameter, or any other header that can change its meaning, is refused: it is never half obeyed.
 */
export interface Operation {
  readonly name: string;
  readonly scope: 'service' | 'bucket' | 'object';
  readonly method: string;
  /** The query parameter or header that tells this operation from others with the same method. */
  readonly mark?: { readonly query: string } | { readonly header: string };
  /** Query parameters; a trailing `*` stands for any ending. */
  readonly query?: readonly string[];
  /** Headers with meaning; a trailing `*` stands for any ending. */
  readonly headers?: readonly string[];
  readonly run: (call: Call) => Answer | Promise<Answer>;
}

/** Headers by which a body is held against a digest. */
export const DIGEST_HEADERS = [
  'content-md5',
  'x-amz-sdk-checksum-algorithm',
  'x-amz-checksum-crc32',
  'x-amz-checksum-crc32c',
  'x-amz-checksum-crc64nvme',
  'x-amz-checksum-sha1',
  'x-amz-checksum-sha256',
] as const;

export const empty = (status: number, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers,
  body: '',
});

export const xmlAnswer = (body: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: 200,
  headers: { 'content-type': 'application/xml', ...headers },
  body,
});
