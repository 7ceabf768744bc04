import type { BucketConfiguration, CorsRule } from './configuration.ts';
import { empty, type Answer } from './operation.ts';
import type { S3Request } from './request.ts';
import { S3Error } from './s3-error.ts';

const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';

/** Whether `pattern`, with at most one `*`, covers `value`. */
function covers(pattern: string, value: string): boolean {
  const [head = '', tail] = pattern.split('*');
  if (tail === undefined) return pattern === value;
  return value.length >= head.length + tail.length && value.startsWith(head) && value.endsWith(tail);
}

interface Crossing {
  readonly origin: string;
  readonly method: string;
  /** Lower-case names that a preflight asks for. */
  readonly headers: readonly string[];
}

function findRule(rules: readonly CorsRule[], crossing: Crossing): CorsRule | undefined {
  return rules.find(
    (rule) =>
      rule.allowedMethods.includes(crossing.method) &&
      rule.allowedOrigins.some((origin) => covers(origin, crossing.origin)) &&
      crossing.headers.every((name) =>
        rule.allowedHeaders.some((allowed) => covers(allowed.toLowerCase(), name)),
      ),
  );
}

function grant(rule: CorsRule, crossing: Crossing): Record<string, string> {
  const anyone = rule.allowedOrigins.includes('*');
  const { exposedHeaders, maxAgeSeconds } = rule;
  return {
    'access-control-allow-origin': anyone ? '*' : crossing.origin,
    ...(anyone ? {} : { 'access-control-allow-credentials': 'true' }),
    'access-control-allow-methods': rule.allowedMethods.join(', '),
    ...(crossing.headers.length > 0 ? { 'access-control-allow-headers': crossing.headers.join(', ') } : {}),
    ...(exposedHeaders.length > 0 ? { 'access-control-expose-headers': exposedHeaders.join(', ') } : {}),
    ...(maxAgeSeconds === undefined ? {} : { 'access-control-max-age': String(maxAgeSeconds) }),
    vary: VARY,
  };
}

/** The headers that let a browser's page read an answer, refusals included. None where no rule covers the page. */
export function corsHeaders(
  bucket: BucketConfiguration | undefined,
  request: S3Request,
): Record<string, string> {
  const origin = request.headers.get('origin');
  if (bucket === undefined || origin === undefined) return {};
  const crossing = { origin, method: request.method, headers: [] };
  const rule = findRule(bucket.cors, crossing);
  return rule === undefined ? {} : grant(rule, crossing);
}

/** Answers a browser's preflight. It is the one request that carries no signature. */
export function preflight(bucket: BucketConfiguration | undefined, request: S3Request): Answer {
  const origin = request.headers.get('origin');
  const method = request.headers.get('access-control-request-method');
  if (origin === undefined || method === undefined) {
    const message = 'Insufficient information. Origin and Access-Control-Request-Method headers are needed.';
    throw new S3Error({ status: 400, code: 'BadRequest', message });
  }
  const headers = (request.headers.get('access-control-request-headers') ?? '')
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  const crossing = { origin, method, headers };
  const rule = findRule(bucket?.cors ?? [], crossing);
  if (rule !== undefined) return empty(200, grant(rule, crossing));
  const message = 'CORSResponse: This CORS request is not allowed.';
  throw new S3Error({ status: 403, code: 'AccessForbidden', message });
}
