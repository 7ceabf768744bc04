import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

import { readBody } from './read-body.ts';
import { ANSWER_LIMIT } from './service-error.ts';

/** One event on its way to a handler. `deadline` is in milliseconds since 1970. */
export interface Job {
  readonly requestId: string;
  readonly functionArn: string;
  readonly traceId: string;
  readonly deadline: number;
  readonly payload: string;
}

export interface Answer {
  readonly kind: 'response' | 'error' | 'too-large';
  readonly body: string;
}

/** What the runtime inside an instance tells the host. */
export interface RuntimeListener {
  /** It is at rest and asks for its next event. */
  asked(): void;
  answered(requestId: string, answer: Answer): void;
  /** The module did not load; the process ends by itself or must be ended. */
  initFailed(body: string): void;
}

const ANSWERS = /^\/2018-06-01\/runtime\/invocation\/(?<requestId>[^/]+)\/(?<kind>response|error)$/;

/** A streaming handler that fails after its first byte says so in a trailer, when the status is long sent. */
function streamedError(request: IncomingMessage): string | undefined {
  const body = request.trailers['lambda-runtime-function-error-body'];
  return body === undefined ? undefined : Buffer.from(body, 'base64').toString('utf8');
}

/**
 * The Runtime API of one instance. Each instance has a port of its own, because the runtime knows its host by
 * address and port alone.
 */
export class RuntimeApi {
  readonly #server: Server;
  readonly #listener: RuntimeListener;
  #poll: ServerResponse | undefined;

  private constructor(server: Server, listener: RuntimeListener) {
    this.#server = server;
    this.#listener = listener;
  }

  static async start(listener: RuntimeListener): Promise<RuntimeApi> {
    // The runtime may be silent for as long as its handler works, so the server never hangs up on it first.
    const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
    const api = new RuntimeApi(server, listener);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      api.#serve(request, response).catch(() => response.destroy());
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return api;
  }

  /** What the runtime expects in AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the Runtime API is closed');
    return `${address.address}:${address.port}`;
  }

  /** Hands the job to the runtime. Only while it asks, which is between `asked` and the next delivery. */
  deliver(job: Job): void {
    const poll = this.#poll;
    if (poll === undefined) throw new Error('the runtime did not ask for an event');
    this.#poll = undefined;
    poll.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(job.payload),
      'lambda-runtime-aws-request-id': job.requestId,
      'lambda-runtime-deadline-ms': String(job.deadline),
      'lambda-runtime-invoked-function-arn': job.functionArn,
      'lambda-runtime-trace-id': job.traceId,
    });
    poll.end(job.payload);
  }

  /** Breaks every connection, which also ends a process that still holds one. */
  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = `${request.method ?? ''} ${request.url ?? ''}`;
    if (route === 'GET /lifeline') return;
    if (route === 'GET /2018-06-01/runtime/invocation/next') {
      this.#poll = response;
      this.#listener.asked();
      return;
    }
    const body = await readBody(request, ANSWER_LIMIT);
    const answer = ANSWERS.exec(request.url ?? '')?.groups;
    if (route === 'POST /2018-06-01/runtime/init/error') {
      accept(response, 202);
      this.#listener.initFailed(body?.toString('utf8') ?? '');
    } else if (request.method === 'POST' && answer !== undefined) {
      accept(response, body === undefined ? 413 : 202);
      this.#listener.answered(answer['requestId'] ?? '', answerFrom(request, answer['kind'], body));
    } else {
      accept(response, 404);
    }
  }
}

function answerFrom(request: IncomingMessage, kind: string | undefined, body: Buffer | undefined): Answer {
  if (body === undefined) return { kind: 'too-large', body: '' };
  const late = streamedError(request);
  if (late !== undefined) return { kind: 'error', body: late };
  return { kind: kind === 'error' ? 'error' : 'response', body: body.toString('utf8') };
}

function accept(response: ServerResponse, status: number): void {
  const body = JSON.stringify({ status: status === 202 ? 'OK' : 'refused' });
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
}
