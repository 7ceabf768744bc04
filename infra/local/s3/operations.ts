import { LOCAL_ACCOUNT } from '../engine.ts';
import type { Operation } from './operation.ts';
import { BUCKET_OPERATIONS } from './operations-bucket.ts';
import { COPY_OPERATIONS } from './operations-copy.ts';
import { DELETE_MANY_OPERATIONS } from './operations-delete-many.ts';
import { LIST_OPERATIONS } from './operations-list.ts';
import { READ_OPERATIONS } from './operations-read.ts';
import { TAGGING_OPERATIONS } from './operations-tagging.ts';
import { WRITE_OPERATIONS } from './operations-write.ts';
import type { S3Request } from './request.ts';
import { accessDenied, notImplemented } from './s3-error.ts';

/** Marked operations first: an unmarked one takes what is left of its method. */
const OPERATIONS: readonly Operation[] = [
  ...TAGGING_OPERATIONS,
  ...LIST_OPERATIONS,
  ...DELETE_MANY_OPERATIONS,
  ...COPY_OPERATIONS,
  ...BUCKET_OPERATIONS,
  ...READ_OPERATIONS,
  ...WRITE_OPERATIONS,
];

/** Headers of signing and of SDKs, which change nothing about any operation. */
const ALWAYS = new Set([
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-user-agent',
  'x-amz-expected-bucket-owner',
]);
const MEANINGFUL =
  /^(?:x-amz-.*|if-match|if-none-match|if-modified-since|if-unmodified-since|if-range|range|content-md5)$/u;

const SCOPE_NAMES = { service: 'the service', bucket: 'a bucket', object: 'an object' } as const;

const scopeOf = ({ bucket, key }: S3Request): Operation['scope'] =>
  key !== '' ? 'object' : bucket !== '' ? 'bucket' : 'service';

function isMarked({ mark }: Operation, request: S3Request): boolean {
  if (mark === undefined) return true;
  return 'query' in mark ? request.query.has(mark.query) : request.headers.has(mark.header);
}

const allows = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );

/** Refuses a request that carries what its operation does not know, naming it. */
export function refuseUnknown(operation: Omit<Operation, 'run'>, request: S3Request): void {
  const mark = operation.mark !== undefined && 'query' in operation.mark ? [operation.mark.query] : [];
  const parameters = [...mark, ...(operation.query ?? []), 'x-id'];
  for (const name of request.query.keys()) {
    if (!allows(parameters, name)) throw notImplemented(`the query parameter ${name} of ${operation.name}`);
  }
  for (const [name, value] of request.headers) {
    if (!MEANINGFUL.test(name) || ALWAYS.has(name) || allows(operation.headers ?? [], name)) continue;
    throw notImplemented(`the header ${name}: ${value} of ${operation.name}`);
  }
}

/** Finds the operation that an authenticated request means. One that is unknown, or only partly known, is refused. */
export function selectOperation(request: S3Request): Operation {
  const owner = request.headers.get('x-amz-expected-bucket-owner');
  if (owner !== undefined && owner !== LOCAL_ACCOUNT) throw accessDenied('The bucket has another owner.');
  const scope = scopeOf(request);
  const operation = OPERATIONS.find(
    (candidate) =>
      candidate.scope === scope && candidate.method === request.method && isMarked(candidate, request),
  );
  if (operation === undefined) {
    const query = [...request.query.keys()].map((name) => `?${name}`).join('');
    throw notImplemented(`${request.method} of ${SCOPE_NAMES[scope]} ${query}`.trimEnd());
  }
  refuseUnknown(operation, request);
  return operation;
}
