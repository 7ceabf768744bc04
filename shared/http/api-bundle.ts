import middy from '@middy/core';
import type { People } from '../application/ports/registry.ts';
import { ROUTES } from '../contracts/routes.ts';
import type { Operation, Route } from '../contracts/routes.ts';
import type { Sha256 } from '../domain/fund/journal.ts';
import { errorFields } from '../observability/error-fields.ts';
import type { Log } from '../observability/log.ts';
import type { Clock } from '../runtime/clock.ts';
import { parseApiEvent } from './api-event.ts';
import type { ApiEvent } from './api-event.ts';
import type { ApiResponse } from './api-types.ts';
import type { Endpoint } from './endpoint.ts';
import { isProblem, problem } from './problem.ts';
import type { Problem } from './problem.ts';
import { readBody } from './read-body.ts';

/** What every function of the API is made of. */
export interface ApiParts {
  readonly endpoints: Partial<Record<Operation, Endpoint>>;
  readonly people: People;
  readonly clock: Clock;
  readonly sha256: Sha256;
  readonly log: Log;
  /** Who sent a request on a route that also serves strangers. Without it, such requests are everybody's. */
  readonly subjectOf?: (authorization: string | undefined) => Promise<string | undefined>;
}

interface GatewayAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ALWAYS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
};

function answerProblem(given: Problem, correlationId: string): GatewayAnswer {
  const { code, status, title, detail, errors, members, headers } = given;
  const body = { type: `/problems/${code}`, title, status, code, detail, correlationId, ...members };
  return {
    statusCode: status,
    headers: {
      ...ALWAYS,
      'content-type': 'application/problem+json',
      'x-correlation-id': correlationId,
      ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}),
      ...headers,
    },
    body: JSON.stringify(errors === undefined ? body : { ...body, errors }),
  };
}

function answerResponse({ status, body, headers }: ApiResponse, correlationId: string): GatewayAnswer {
  const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    statusCode: status,
    headers: { ...ALWAYS, ...type, 'x-correlation-id': correlationId, ...headers },
    body: body === undefined ? '' : JSON.stringify(body),
  };
}

const routeOf = (event: ApiEvent): Route | undefined =>
  ROUTES.find(({ method, path }) => `${method} ${path}` === event.routeKey);

/** The signed-in person, as they are known at this moment: a role that was taken away no longer counts. */
async function personOf(parts: ApiParts, event: ApiEvent) {
  const verified = event.requestContext.authorizer?.jwt.claims.sub;
  const subject = verified ?? (await parts.subjectOf?.(event.headers['authorization']));
  return subject === undefined ? undefined : parts.people.find(subject);
}

async function serve(parts: ApiParts, event: ApiEvent): Promise<ApiResponse | Problem> {
  const route = routeOf(event);
  const served = Object.entries(parts.endpoints).find(([operation]) => operation === route?.operation)?.[1];
  if (route === undefined || served === undefined) throw new Error(`No operation serves ${event.routeKey}`);
  const [person, now] = await Promise.all([personOf(parts, event), parts.clock.now()]);
  if (route.access === 'signed-in' && person === undefined) {
    return problem('forbidden', 'You are signed in, but not registered with this service.');
  }
  const body = readBody(event);
  if (isProblem(body)) return body;
  const path = event.pathParameters ?? {};
  const asked = [route.operation, path, event.body ?? '', event.headers['if-match'] ?? ''];
  return served({
    path,
    body: body.value,
    query: event.queryStringParameters ?? {},
    ifMatch: event.headers['if-match'],
    idempotencyKey: event.headers['idempotency-key'],
    fingerprint: parts.sha256(JSON.stringify(asked)),
    context: { person, now, correlationId: event.requestContext.requestId },
  });
}

/** Faults become a plain 500 with a correlation id: their cause is in the log and nowhere else. */
const faultsToProblems = (log: Log) => ({
  onError: (request: middy.Request): void => {
    const correlationId = correlationOf(request.event);
    log('API_FAULT', { correlationId, ...errorFields(request.error) });
    const detail = 'Try again in a moment. If it happens again, tell us this correlation id.';
    request.response = answerProblem(problem('internal', detail), correlationId);
  },
});

const correlationOf = (event: unknown): string => {
  try {
    return parseApiEvent(event).requestContext.requestId;
  } catch {
    return 'unknown';
  }
};

/** The one bundle around every function of the API; a function brings its operations and nothing else. */
export function apiHandler(parts: ApiParts) {
  return middy()
    .use(faultsToProblems(parts.log))
    .handler(async (raw: unknown): Promise<GatewayAnswer> => {
      const event = parseApiEvent(raw);
      const correlationId = event.requestContext.requestId;
      const answer = await serve(parts, event);
      const operation = routeOf(event)?.operation ?? event.routeKey;
      parts.log('API_ANSWERED', {
        correlationId,
        operation,
        status: answer.status,
        ...(isProblem(answer) ? { problemCode: answer.code } : {}),
      });
      return isProblem(answer) ? answerProblem(answer, correlationId) : answerResponse(answer, correlationId);
    });
}
