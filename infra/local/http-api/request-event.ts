import type { IncomingMessage } from 'node:http';

import { LOCAL_ACCOUNT } from '../engine.ts';
import type { JwtContext } from './jwt-authorizer.ts';
import { newTraceId } from './request.ts';
import type { Target } from './request.ts';
import type { MatchedRoute } from './routes.ts';

export interface EventParts {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly target: Target;
  readonly matched: MatchedRoute;
  readonly jwt: JwtContext | undefined;
  readonly body: Buffer;
}

/** These concern one connection, not the request, and end at the gateway. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
/** The media types whose bodies reach a function as text. Every other body, a form's too, is base64. */
const TEXT = /^(?:text\/[^;]+|application\/(?:json|xml|javascript))$/i;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function commonLogTime(now: Date): string {
  const [date = '', time = ''] = now.toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${String(day)}/${String(MONTHS[Number(month) - 1])}/${String(year)}:${time.slice(0, 8)} +0000`;
}

/** Lower-cased, with duplicates joined by commas; what the gateway adds is the truth about this connection. */
function headersOf(request: IncomingMessage, bodyLength: number): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, values = []] of Object.entries(request.headersDistinct)) {
    if (!HOP_BY_HOP.has(name) && name !== 'cookie') headers[name] = values.join(',');
  }
  const address = request.socket.remoteAddress ?? '';
  const before = headers['x-forwarded-for'];
  return {
    ...headers,
    'content-length': String(bodyLength),
    'x-amzn-trace-id': headers['x-amzn-trace-id'] ?? newTraceId(),
    'x-forwarded-for': before === undefined ? address : `${before}, ${address}`,
    'x-forwarded-port': String(request.socket.localPort ?? ''),
    'x-forwarded-proto': 'http',
  };
}

const cookiesOf = (request: IncomingMessage): string[] =>
  (request.headersDistinct['cookie'] ?? [])
    .flatMap((line) => line.split(/;\s*/))
    .filter((cookie) => cookie !== '');

function queryOf(rawQueryString: string): Record<string, string> {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  }
  return query;
}

function bodyFields(
  body: Buffer,
  contentType: string | undefined,
): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const mediaType = (contentType ?? '').split(';')[0]?.trim() ?? '';
  const isText = TEXT.test(mediaType);
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

function contextOf({ request, requestId, matched, jwt }: EventParts, path: string): Record<string, unknown> {
  const now = new Date();
  return {
    accountId: LOCAL_ACCOUNT,
    apiId: 'local',
    ...(jwt === undefined ? {} : { authorizer: { jwt } }),
    domainName: request.headers.host ?? '',
    domainPrefix: 'local',
    http: {
      method: request.method ?? '',
      path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: request.socket.remoteAddress ?? '',
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId,
    routeKey: matched.route.routeKey,
    stage: '$default',
    time: commonLogTime(now),
    timeEpoch: now.getTime(),
  };
}

/** The event that a function gets for a request: payload format 2.0. Absent parts are left out, as API Gateway does. */
export function requestEvent(parts: EventParts): Record<string, unknown> {
  const { request, target, matched, body } = parts;
  const path = `/${target.segments.join('/')}`;
  const cookies = cookiesOf(request);
  const query = queryOf(target.rawQueryString);
  return {
    version: '2.0',
    routeKey: matched.route.routeKey,
    rawPath: path,
    rawQueryString: target.rawQueryString,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers: headersOf(request, body.length),
    ...(Object.keys(query).length > 0 ? { queryStringParameters: query } : {}),
    requestContext: contextOf(parts, path),
    ...(matched.pathParameters === undefined ? {} : { pathParameters: matched.pathParameters }),
    ...bodyFields(body, request.headers['content-type']),
  };
}
