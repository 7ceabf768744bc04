import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Engine, InvocationResult, Invoke, Log } from '../engine.ts';
import { checkCors, corsHeaders, isPreflight, preflightHeaders } from './cors.ts';
import type { CorsConfiguration } from './cors.ts';
import { judge } from './jwt-authorizer.ts';
import { gatewayReply, internalError, replyFrom, send } from './reply.ts';
import type { Reply } from './reply.ts';
import { requestEvent } from './request-event.ts';
import type { EventParts } from './request-event.ts';
import { bodyOf, newRequestId, targetOf } from './request.ts';
import { RouteTable } from './routes.ts';
import type { MatchedRoute, RouteDefinition } from './routes.ts';
import { SigningKeys } from './signing-keys.ts';
import { Throttle } from './throttle.ts';
import type { ThrottleSettings } from './throttle.ts';

export type { CorsConfiguration } from './cors.ts';
export type { JwtAuthorizer } from './jwt-authorizer.ts';
export type { RouteDefinition } from './routes.ts';
export type { ThrottleSettings } from './throttle.ts';

export interface HttpApiOptions {
  readonly routes: readonly RouteDefinition[];
  readonly invoke: Invoke;
  readonly port?: number;
  readonly cors?: CorsConfiguration;
  readonly throttle?: ThrottleSettings;
  /** How long a function may take; 30 on API Gateway. */
  readonly integrationTimeoutSeconds?: number;
  readonly log?: Log;
  /** Pages outside the API, for example the sign-in service: asked when no route matches; true when it answers. */
  readonly unmatched?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

export type HttpApi = Engine;

const INTEGRATION_TIMEOUT_SECONDS = 30;
/** Of the request line and all headers together, in bytes. Over it the answer is 431. */
const HEADER_LIMIT = 10_240;
/** Long enough, in milliseconds, that a client does not meet a connection which closes as it sends. */
const KEEP_ALIVE = 65_000;

/** One HTTP API with its default stage. */
class Gateway {
  readonly #options: HttpApiOptions;
  readonly #routes: RouteTable;
  readonly #throttle: Throttle | undefined;
  readonly #keys = new SigningKeys();

  constructor(options: HttpApiOptions) {
    this.#options = options;
    this.#routes = new RouteTable(options.routes);
    this.#throttle = options.throttle === undefined ? undefined : new Throttle(options.throttle);
    if (options.cors !== undefined) checkCors(options.cors);
    for (const route of options.routes) checkAuthorization(route);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { cors, log, unmatched } = this.#options;
    const started = performance.now();
    const requestId = newRequestId();
    const target = targetOf(request.url ?? '');
    const matched = target && this.#routes.find(request.method ?? '', target.segments);
    if (matched === undefined && unmatched?.(request, response) === true) return;
    const reply =
      target === undefined
        ? gatewayReply(400, 'Bad Request')
        : matched === undefined
          ? this.#outside(request)
          : await this.#answer({ request, requestId, target, matched }).catch(internalError);
    request.resume();
    const headers = {
      ...reply.headers,
      ...corsHeaders(request, cors),
      'apigw-requestid': requestId,
    };
    send(response, { ...reply, headers });
    const took = Math.round(performance.now() - started);
    log?.(`http-api: ${matched?.route.routeKey ?? 'no route'} ${requestId} ${reply.status} in ${took} ms`);
  }

  #outside(request: IncomingMessage): Reply {
    const { cors } = this.#options;
    if (cors === undefined || !isPreflight(request)) return gatewayReply(404, 'Not Found');
    return { status: 204, headers: preflightHeaders(request, cors), body: Buffer.alloc(0) };
  }

  async #answer(parts: Omit<EventParts, 'jwt' | 'body'>): Promise<Reply> {
    const { request, matched } = parts;
    if (this.#throttle?.admits() === false) return gatewayReply(429, 'Too Many Requests');
    const verdict = await this.#authorize(request, matched);
    if (verdict?.accepted === false) {
      const message = verdict.status === 401 ? 'Unauthorized' : 'Forbidden';
      return gatewayReply(verdict.status, message, { 'www-authenticate': verdict.challenge });
    }
    const body = await bodyOf(request);
    if (body === undefined) return gatewayReply(413, 'Request Entity Too Large');
    return this.#integrate(matched, requestEvent({ ...parts, jwt: verdict?.jwt, body }));
  }

  async #authorize(
    request: IncomingMessage,
    { route }: MatchedRoute,
  ): Promise<Awaited<ReturnType<typeof judge>> | undefined> {
    const { authorizer, authorizationScopes: scopes = [] } = route;
    if (authorizer === undefined) return undefined;
    return judge(request.headers.authorization, { authorizer, scopes }, this.#keys);
  }

  async #integrate({ route }: MatchedRoute, event: unknown): Promise<Reply> {
    const { cors, invoke, integrationTimeoutSeconds = INTEGRATION_TIMEOUT_SECONDS } = this.#options;
    try {
      const result = await within(integrationTimeoutSeconds, invoke(route.functionName, event));
      if (result === 'late') return gatewayReply(503, 'Service Unavailable');
      return withoutCors(replyFrom(result), cors);
    } catch (error) {
      return refusalOf(error);
    }
  }
}

function checkAuthorization({ routeKey, authorizer, authorizationScopes = [] }: RouteDefinition): void {
  if (authorizer === undefined && authorizationScopes.length > 0) {
    throw new Error(`route ${routeKey}: scopes need an authoriser`);
  }
  if (authorizer?.audience.length === 0) throw new Error(`route ${routeKey}: the authoriser has no audience`);
}

async function within(
  seconds: number,
  result: Promise<InvocationResult>,
): Promise<InvocationResult | 'late'> {
  const done = new AbortController();
  const late = sleep(seconds * 1000, 'late' as const, { signal: done.signal });
  try {
    return await Promise.race([result, late]);
  } finally {
    done.abort();
    late.catch(() => undefined);
  }
}

/** The function was not run: its event was too large, or it had no room. */
function refusalOf(error: unknown): Reply {
  const name = error instanceof Error ? error.name : '';
  if (name === 'RequestTooLargeException') return gatewayReply(413, 'Request Entity Too Large');
  if (name === 'TooManyRequestsException') return gatewayReply(503, 'Service Unavailable');
  return internalError();
}

/** An API with CORS settings ignores what its functions say about CORS. */
function withoutCors(reply: Reply, cors: CorsConfiguration | undefined): Reply {
  if (cors === undefined) return reply;
  const kept = Object.entries(reply.headers).filter(([name]) => !name.startsWith('access-control-'));
  return { ...reply, headers: Object.fromEntries(kept) };
}

/** Starts an HTTP API on loopback. Throws, naming it, for a route or a setting that API Gateway would not take. */
export async function startHttpApi(options: HttpApiOptions): Promise<HttpApi> {
  const gateway = new Gateway(options);
  const server = createServer(
    { maxHeaderSize: HEADER_LIMIT, keepAliveTimeout: KEEP_ALIVE },
    (request, response) => {
      gateway.serve(request, response).catch((error: unknown) => {
        options.log?.(
          `http-api: an answer could not be sent: ${error instanceof Error ? error.name : 'unknown'}`,
        );
        response.destroy();
      });
    },
  );
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return {
    endpoint: `http://127.0.0.1:${String(port)}`,
    close: async () => {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
