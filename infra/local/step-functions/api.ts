import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../engine.ts';
import { executionOperations } from './execution-operations.ts';
import { SLOW_ANSWER_MS, type Faults } from './faults.ts';
import type { Json } from './json.ts';
import { listingOperations } from './listing-operations.ts';
import { machineOperations } from './machine-operations.ts';
import type { Operation, ServiceParts } from './operation.ts';
import { ServiceError } from './service-error.ts';
import { taskOperations } from './task-operations.ts';

const TARGET_PREFIX = 'AWSStepFunctions.';
const LONGEST_BODY_BYTES = 2_097_152;
const CONTENT_TYPE = 'application/x-amz-json-1.0';

interface ApiParts extends ServiceParts {
  readonly faults: Faults;
  readonly log: Log;
}

/** The HTTP API of Step Functions (AWS JSON 1.0). It does not listen yet. */
export function createApi(parts: ApiParts): Server {
  const operations = new Map([
    ...executionOperations(parts),
    ...listingOperations(parts),
    ...taskOperations(parts),
    ...machineOperations(parts),
  ]);
  return createServer((request, response) => {
    void answer(parts, operations, request)
      .then((body) => send(response, 200, body))
      .catch((error: unknown) => refuse(parts.log, response, error));
  });
}

async function answer(
  { faults }: ApiParts,
  operations: ReadonlyMap<string, Operation>,
  request: IncomingMessage,
): Promise<Json> {
  const body = await readBody(request);
  if (faults.strikes('down'))
    throw new ServiceError('ServiceUnavailable', 'The service is not available.', 503);
  if (faults.strikes('slow')) await pause(SLOW_ANSWER_MS);
  const run = operations.get(operationName(request));
  if (run === undefined)
    throw new ServiceError(
      'UnknownOperationException',
      `Operation "${operationName(request)}" is not supported`,
    );
  return run(parseBody(body));
}

function operationName({ method, headers }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  if (method !== 'POST' || typeof target !== 'string' || !target.startsWith(TARGET_PREFIX)) return '';
  return target.slice(TARGET_PREFIX.length);
}

async function readBody(request: IncomingMessage): Promise<string> {
  const stream: AsyncIterable<unknown> = request;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of stream) {
    if (!(part instanceof Uint8Array)) continue;
    bytes += part.length;
    if (bytes > LONGEST_BODY_BYTES)
      throw new ServiceError('RequestEntityTooLargeException', 'The request is too large', 413);
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new ServiceError('SerializationException', 'The request body is not JSON');
  }
}

function refuse(log: Log, response: ServerResponse, error: unknown): void {
  if (error instanceof ServiceError) {
    send(response, error.status, { __type: error.type, message: error.message });
    return;
  }
  log(`the API failed: ${error instanceof Error ? error.message : 'unknown fault'}`);
  send(response, 500, { __type: 'InternalFailure', message: 'The engine failed; its log says why.' });
}

function send(response: ServerResponse, status: number, body: Json): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': CONTENT_TYPE, 'x-amzn-requestid': randomUUID() });
  response.end(JSON.stringify(body));
}
