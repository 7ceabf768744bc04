import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { ServerResponse } from 'node:http';

import * as z from 'zod';

import type { InvocationResult } from '../engine.ts';

/** An answer on its way to the client. Header names are lower case. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer;
}

/** An answer of the gateway's own. */
export function gatewayReply(status: number, message: string, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify({ message })),
  };
}

export const internalError = (): Reply => gatewayReply(500, 'Internal Server Error');

const HeaderValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const Structured = z.object({
  statusCode: z.coerce.number().pipe(z.int().min(200).max(599)),
  headers: z.record(z.string(), HeaderValue).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});
type Structured = z.infer<typeof Structured>;

/** What a function may not say about the connection between the gateway and the client. */
const DROPPED = new Set([
  'apigw-requestid',
  'connection',
  'content-length',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const BASE64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const hasStatusCode = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'statusCode' in value;

function headersFrom({ headers, cookies }: Structured): Record<string, string | readonly string[]> {
  const sent: Record<string, string | readonly string[]> = { 'content-type': 'text/plain; charset=utf-8' };
  const setCookies = [...(cookies ?? [])];
  for (const [name, value] of Object.entries(headers ?? {})) {
    const key = name.toLowerCase();
    validateHeaderName(key);
    validateHeaderValue(key, value);
    if (key === 'set-cookie') setCookies.push(value);
    else if (!DROPPED.has(key)) sent[key] = value;
  }
  for (const cookie of setCookies) validateHeaderValue('set-cookie', cookie);
  return setCookies.length > 0 ? { ...sent, 'set-cookie': setCookies } : sent;
}

/**
 * The answer that a function's result stands for. A result without `statusCode` is itself the body of a 200; one
 * with it must be well formed. A failed function and a malformed answer are a 500 that says nothing of either.
 */
export function replyFrom(result: InvocationResult): Reply {
  if (result.functionError !== undefined) return internalError();
  const value = parseJson(result.payload);
  if (!hasStatusCode(value)) {
    return {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(result.payload),
    };
  }
  const parsed = Structured.safeParse(value);
  if (!parsed.success) return internalError();
  const { statusCode, body, isBase64Encoded } = parsed.data;
  if (isBase64Encoded === true && !BASE64.test(body ?? '')) return internalError();
  try {
    return {
      status: statusCode,
      headers: headersFrom(parsed.data),
      body: Buffer.from(body ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
    };
  } catch {
    return internalError();
  }
}

/** Sends it. 204 and 304 carry no body and no length; for HEAD the length is that of the body left out. */
export function send(response: ServerResponse, reply: Reply): void {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(reply.headers))
    headers[name] = typeof value === 'string' ? value : [...value];
  const bodiless = reply.status === 204 || reply.status === 304;
  if (!bodiless) headers['content-length'] = String(reply.body.length);
  response.writeHead(reply.status, headers);
  response.end(bodiless ? undefined : reply.body);
}
