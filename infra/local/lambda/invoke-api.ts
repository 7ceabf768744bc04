import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import * as z from 'zod';

import type { Outcome } from './outcome.ts';
import { readBody } from './read-body.ts';
import { EVENT_LIMIT, LambdaServiceError, requireEventFits } from './service-error.ts';

/** What stands behind the Invoke API. References are names or ARNs; payloads are JSON texts. */
export interface Invocations {
  /** Throws ResourceNotFoundException for a function that does not exist. */
  requireFunction(reference: string): void;
  run(reference: string, payload: string, traceId: string | undefined): Promise<Outcome>;
  accept(reference: string, payload: string): void;
}

const INVOKE = /^\/2015-03-31\/functions\/(?<reference>[^/]+)\/invocations\/?$/;
const InvocationType = z.enum(['RequestResponse', 'Event', 'DryRun']);

/** Long enough, in milliseconds, that a client does not meet a connection which closes as it sends. */
const KEEP_ALIVE = 65_000;

/** Parts of the Invoke request that change what a function sees or answers, and that nothing here stands in for. */
const UNSUPPORTED_HEADERS = {
  'x-amz-client-context': 'ClientContext',
  'x-amz-durable-execution-name': 'DurableExecutionName',
  'x-amz-tenant-id': 'TenantId',
};

function refuseUnsupported(request: IncomingMessage): void {
  for (const [header, parameter] of Object.entries(UNSUPPORTED_HEADERS)) {
    if (request.headers[header] === undefined) continue;
    throw new LambdaServiceError('NotSupportedException', `Invoke: ${parameter} is not supported here`);
  }
  if ((request.headers['x-amz-log-type'] ?? 'None') !== 'None') {
    throw new LambdaServiceError('NotSupportedException', 'Invoke: LogType Tail is not supported here');
  }
}

function targetOf(request: IncomingMessage): string {
  const url = new URL(request.url ?? '', 'http://lambda');
  const reference = INVOKE.exec(url.pathname)?.groups?.['reference'];
  if (request.method !== 'POST' || reference === undefined) {
    const asked = `${request.method ?? ''} ${url.pathname}`;
    throw new LambdaServiceError('NotSupportedException', `${asked} is not supported here: only Invoke is`);
  }
  const qualifier = url.searchParams.get('Qualifier');
  return decodeURIComponent(reference) + (qualifier === null ? '' : `:${qualifier}`);
}

function invocationTypeOf(request: IncomingMessage): z.infer<typeof InvocationType> {
  const asked = InvocationType.safeParse(request.headers['x-amz-invocation-type'] ?? 'RequestResponse');
  if (asked.success) return asked.data;
  throw new LambdaServiceError(
    'InvalidParameterValueException',
    'InvocationType must be RequestResponse, Event or DryRun',
  );
}

/** An absent payload reaches the function as an empty object. */
async function payloadOf(request: IncomingMessage): Promise<string> {
  const body = await readBody(request, EVENT_LIMIT);
  if (body === undefined) {
    const words = `payload is too large for the RequestResponse invocation type (limit ${EVENT_LIMIT} bytes)`;
    throw new LambdaServiceError('RequestTooLargeException', words);
  }
  if (body.length === 0) return '{}';
  const text = body.toString('utf8');
  try {
    JSON.parse(text);
  } catch {
    throw new LambdaServiceError('InvalidRequestContentException', 'Could not parse request body into json');
  }
  return text;
}

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

async function invoke(request: IncomingMessage, invocations: Invocations): Promise<Reply> {
  const reference = targetOf(request);
  const type = invocationTypeOf(request);
  refuseUnsupported(request);
  const payload = await payloadOf(request);
  invocations.requireFunction(reference);
  const headers = { 'x-amzn-requestid': randomUUID() };
  if (type === 'DryRun') return { status: 204, headers, body: '' };
  if (type === 'Event') {
    requireEventFits(payload, 'Event');
    invocations.accept(reference, payload);
    return { status: 202, headers, body: '' };
  }
  const traceId = request.headers['x-amzn-trace-id'];
  const outcome = await invocations.run(
    reference,
    payload,
    typeof traceId === 'string' ? traceId : undefined,
  );
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      'x-amzn-requestid': outcome.requestId,
      ...(outcome.functionError === undefined ? {} : { 'x-amz-function-error': outcome.functionError }),
    },
    body: outcome.payload,
  };
}

function refusal(error: unknown): Reply {
  const known =
    error instanceof LambdaServiceError ? error : new LambdaServiceError('ServiceException', String(error));
  return {
    status: known.statusCode,
    headers: {
      'content-type': 'application/json',
      'x-amzn-errortype': known.name,
      'x-amzn-requestid': randomUUID(),
    },
    body: JSON.stringify({ Type: known.statusCode < 500 ? 'User' : 'Service', Message: known.message }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  invocations: Invocations,
): Promise<void> {
  const { status, headers, body } = await invoke(request, invocations).catch(refusal);
  request.resume();
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Serves the Invoke API that SDK clients speak, on loopback. */
export async function startInvokeApi(invocations: Invocations, port: number): Promise<Server> {
  const server = createServer(
    { keepAliveTimeout: KEEP_ALIVE },
    (request, response) => void answer(request, response, invocations),
  );
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
