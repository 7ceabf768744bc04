import * as z from 'zod';
import type { ApiRequest, ApiResponse, SignedInRequest } from './api-types.ts';
import { fieldErrors, wordsFor } from './field-errors.ts';
import { isProblem, problem } from './problem.ts';
import type { Problem } from './problem.ts';

/** For operations without a body; an empty object is as good as none. */
export const NO_BODY = z.undefined('This operation takes no body.').or(z.strictObject({}));
/** For operations without a query: one that comes is refused, because a misspelt filter would answer the wrong question. */
export const NO_QUERY = z.strictObject({});

type Need = 'required' | 'optional' | undefined;

interface TakesHeaders {
  readonly ifMatch?: Need;
  readonly idempotencyKey?: Need;
}

/** What an operation takes, part by part. */
interface Takes<Body extends z.ZodType, Query extends z.ZodType> extends TakesHeaders {
  readonly body: Body;
  readonly query: Query;
}

/** What reaches an operation before its parts are read. */
export interface RawRequest {
  readonly path: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly query: Readonly<Record<string, string>>;
  readonly ifMatch: string | undefined;
  readonly idempotencyKey: string | undefined;
  readonly fingerprint: string;
  readonly context: ApiRequest<unknown, unknown>['context'];
}

export type Endpoint = (request: RawRequest) => Promise<ApiResponse | Problem>;

const ETAG = /^(?:W\/)?"(\d{1,9})"$/;
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

const malformed = (header: string, code: string, detail: string): Problem =>
  problem('validation-failed', `The ${header} header cannot be read.`, {
    errors: [{ pointer: '', code, detail }],
  });

function versionIn(header: string | undefined, need: Need): number | undefined | Problem {
  if (need === undefined || (need === 'optional' && header === undefined)) return undefined;
  if (header === undefined) {
    const detail = 'Send the ETag that you read in the If-Match header, so that nobody’s change is lost.';
    return problem('precondition-required', detail);
  }
  const match = ETAG.exec(header.trim());
  return match
    ? Number(match[1])
    : malformed(
        'If-Match',
        'if-match-malformed',
        'Send the ETag of your last read with its quotes, for example "3".',
      );
}

function keyIn(request: RawRequest, need: Need): ApiRequest<unknown, unknown>['idempotency'] | Problem {
  const { idempotencyKey: key, context, fingerprint } = request;
  if (need === undefined || (need === 'optional' && key === undefined)) return undefined;
  if (key === undefined) {
    const detail = 'Send an Idempotency-Key header with a value of your own, so that trying again is safe.';
    return problem('precondition-required', detail);
  }
  if (!IDEMPOTENCY_KEY.test(key)) {
    return malformed(
      'Idempotency-Key',
      'idempotency-key-malformed',
      'Send 1 to 255 plain characters, such as a UUID.',
    );
  }
  const { person } = context;
  const scope = person?.kind === 'employer' ? person.organisationId : (person?.personId ?? 'anybody');
  return { scope, key, fingerprint };
}

type Conditions = Pick<ApiRequest<unknown, unknown>, 'expectedVersion' | 'idempotency'>;

function conditionsOf(takes: TakesHeaders, request: RawRequest): Conditions | Problem {
  const expectedVersion = versionIn(request.ifMatch, takes.ifMatch);
  if (isProblem(expectedVersion)) return expectedVersion;
  const idempotency = keyIn(request, takes.idempotencyKey);
  return isProblem(idempotency) ? idempotency : { expectedVersion, idempotency };
}

/**
 * An operation that anybody may call, signed in or not. Every part of the request is read before it is handled, and
 * everything that is wrong with it is said at once.
 */
export function publicEndpoint<Body extends z.ZodType, Query extends z.ZodType>(
  takes: Takes<Body, Query>,
  handle: (request: ApiRequest<z.output<Body>, z.output<Query>>) => Promise<ApiResponse | Problem>,
): Endpoint {
  return async (request) => {
    const conditions = conditionsOf(takes, request);
    if (isProblem(conditions)) return conditions;
    const body = takes.body.safeParse(request.body, { error: wordsFor });
    const query = takes.query.safeParse(request.query, { error: wordsFor });
    if (body.success && query.success) {
      const { path, context } = request;
      return handle({ path, context, ...conditions, body: body.data, query: query.data });
    }
    const errors = [body, query].flatMap((part) => (part.success ? [] : fieldErrors(part.error)));
    const detail = 'Correct what is listed under errors and send it again. Nothing was changed.';
    return problem('validation-failed', detail, { errors });
  };
}

/** An operation for people who have signed in and are known to the service. */
export function endpoint<Body extends z.ZodType, Query extends z.ZodType>(
  takes: Takes<Body, Query>,
  handle: (request: SignedInRequest<z.output<Body>, z.output<Query>>) => Promise<ApiResponse | Problem>,
): Endpoint {
  const inner = publicEndpoint(takes, (request) => {
    const { person, ...rest } = request.context;
    if (person === undefined) return Promise.resolve(problem('unauthenticated', 'Sign in and try again.'));
    return handle({ ...request, context: { ...rest, person } });
  });
  // Who is asking comes before what they ask: a stranger learns nothing from the errors of a body.
  return (request) =>
    request.context.person === undefined
      ? Promise.resolve(problem('unauthenticated', 'Sign in and try again.'))
      : inner(request);
}
