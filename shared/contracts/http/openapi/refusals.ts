import * as z from 'zod';
import type { ZodOpenApiResponseObject } from 'zod-openapi';
import type { Route } from '../../routes.ts';
import { PROBLEM_MEANINGS } from '../problem-meanings.ts';
import { PROBLEM_RESPONSES, gatewayRefusal } from '../problem-responses.ts';
import { PROBLEMS, PROBLEM_CODES } from '../problems.ts';
import type { ProblemCode } from '../problems.ts';
import { ANSWER_HEADERS, CORRELATION_ID, RETRY_AFTER } from './headers.ts';
import type { OperationContract } from './operation.ts';

/** Names something by its address, which may be wrong. */
const namesSomething = ({ path }: Pick<Route, 'path'>): boolean => path.includes('{');

function codesOf(route: Route, contract: OperationContract): ReadonlySet<ProblemCode> {
  const { body, ifMatch, idempotencyKey, refuses } = contract;
  const needsHeader = ifMatch === 'required' || idempotencyKey === 'required';
  return new Set<ProblemCode>([
    'validation-failed',
    'internal',
    ...(route.access === 'signed-in' ? (['forbidden'] as const) : []),
    ...(namesSomething(route) ? (['not-found'] as const) : []),
    ...(body ? (['malformed-body', 'too-large', 'unsupported-media-type'] as const) : []),
    ...(ifMatch ? (['stale-version'] as const) : []),
    ...(idempotencyKey ? (['idempotency-mismatch', 'in-progress'] as const) : []),
    ...(needsHeader ? (['precondition-required'] as const) : []),
    ...refuses,
  ]);
}

/** The problems that an operation may answer, in the order of their statuses. */
export function problemsOf(route: Route, contract: OperationContract): readonly ProblemCode[] {
  const codes = codesOf(route, contract);
  return PROBLEM_CODES.filter((code) => codes.has(code));
}

const schemaOf = (code: ProblemCode) => {
  const schema = PROBLEM_RESPONSES.get(code);
  if (schema === undefined) throw new Error(`The problem ${code} has no schema.`);
  return schema;
};

const headersOf = (codes: readonly ProblemCode[]): z.ZodObject =>
  z.object({
    'X-Correlation-Id': CORRELATION_ID,
    ...(codes.includes('stale-version') && { ETag: ANSWER_HEADERS.ETag }),
    ...(codes.includes('in-progress') && { 'Retry-After': RETRY_AFTER }),
  });

/** Problems that share a status are one answer: which of them it is, its `code` says. */
function problemAnswer(codes: readonly ProblemCode[]): ZodOpenApiResponseObject {
  const [first, ...others] = codes;
  if (first === undefined) throw new Error('An answer needs at least one problem.');
  const one = others.length === 0;
  const words = codes.map((code) => `${one ? '' : `\`${code}\`: `}${PROBLEM_MEANINGS[code].meaning}`);
  const schema = one
    ? schemaOf(first)
    : z.discriminatedUnion('code', [schemaOf(first), ...others.map(schemaOf)]);
  return {
    id: codes.join('.'),
    description: words.join('\n\n'),
    headers: headersOf(codes),
    content: { 'application/problem+json': { schema } },
  };
}

const fromGateway = (id: string, description: string): ZodOpenApiResponseObject => ({
  id,
  description,
  content: { 'application/json': { schema: gatewayRefusal } },
});

const UNAUTHORIZED = fromGateway(
  'unauthorized',
  'No token came with the request, or one that is not valid here. Sign in again.',
);
const TOO_MANY = fromGateway('too-many-requests', PROBLEM_MEANINGS['too-many-requests'].meaning);
const UNAVAILABLE = fromGateway('unavailable', 'The service did not answer in time. Try again in a moment.');

type Refusals = Record<`${1 | 2 | 3 | 4 | 5}${string}`, ZodOpenApiResponseObject>;

/**
 * Tells every answer of an operation that is not success, by status. Operations that refuse for the same reasons are
 * given the same answer, so that the document says it once.
 */
export function refusals(): (route: Route, contract: OperationContract) => Refusals {
  const said = new Map<string, ZodOpenApiResponseObject>();
  const answerFor = (codes: readonly ProblemCode[]): ZodOpenApiResponseObject => {
    const name = codes.join('.');
    const answer = said.get(name) ?? problemAnswer(codes);
    said.set(name, answer);
    return answer;
  };
  return (route, contract) => {
    const byStatus = Map.groupBy(problemsOf(route, contract), (code) => PROBLEMS[code].status);
    return Object.fromEntries([
      ...[...byStatus].map(([status, codes]) => [String(status), answerFor(codes)] as const),
      ...(route.access === 'signed-in' ? [['401', UNAUTHORIZED] as const] : []),
      ['429', TOO_MANY] as const,
      ['503', UNAVAILABLE] as const,
    ]);
  };
}
