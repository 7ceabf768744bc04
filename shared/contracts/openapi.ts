import { createDocument } from 'zod-openapi';
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi';
import * as z from 'zod';
import { SHARED_EXAMPLES } from './http/openapi/examples/claims.ts';
import { addressOf } from './http/openapi/addresses.ts';
import { complete, describedBody, describedQuery } from './http/openapi/field-notes.ts';
import { ANSWER_HEADERS, CORRELATION_ID, IDEMPOTENCY_KEY, IF_MATCH } from './http/openapi/headers.ts';
import { TAGS } from './http/openapi/operation.ts';
import type { OperationContract, SuccessContract } from './http/openapi/operation.ts';
import { OPERATIONS } from './http/openapi/operations.ts';
import { refusals } from './http/openapi/refusals.ts';
import { ROUTES } from './routes.ts';
import type { Route } from './routes.ts';

const INFO = {
  title: 'Learning and Development Support Scheme claims',
  version: '1.0.0',
  description: [
    'Adult social care employers are paid back for training, out of a fund that is capped, national and first come, first served. This API is everything that employers and caseworkers do.',
    'Bodies are JSON and strict: an unknown field is refused. Answers may gain fields at any time: ignore those you do not know. Money is whole pence. Days are calendar days in London, moments are UTC.',
    'What goes wrong is answered as a problem detail (RFC 9457) with a `code` that never changes its meaning, and for a body with one entry for each field. Reads give an `ETag`; edits take it back in `If-Match`. Writes take an `Idempotency-Key`, so that trying again is safe. Lists come in pages: send `cursor` back until it is null.',
  ].join('\n\n'),
  license: { name: 'MIT', identifier: 'MIT' },
} as const;

const SIGN_IN = { signIn: [] };

function securityOf({ access }: Route, { mayBeSignedIn = false }: OperationContract) {
  if (access === 'signed-in') return [SIGN_IN];
  return mayBeSignedIn ? [{}, SIGN_IN] : [];
}

/** An example that several operations share is told once and pointed to. */
function exampleOf(example: unknown) {
  const name = Object.entries(SHARED_EXAMPLES).find(([, shared]) => shared === example)?.[0];
  return name === undefined
    ? { example }
    : { examples: { [name]: { $ref: `#/components/examples/${name}` } } };
}

function success(answer: SuccessContract) {
  const { description, headers, schema, example } = answer;
  const named = headers.map((name) => [name, ANSWER_HEADERS[name]] as const);
  return {
    description,
    headers: z.object({ ...Object.fromEntries(named), 'X-Correlation-Id': CORRELATION_ID }),
    ...(schema && { content: { 'application/json': { schema, ...exampleOf(example) } } }),
  };
}

function headersTaken({ ifMatch, idempotencyKey }: OperationContract): z.ZodObject {
  return z.object({
    ...(ifMatch && { 'If-Match': IF_MATCH[ifMatch] }),
    ...(idempotencyKey && { 'Idempotency-Key': IDEMPOTENCY_KEY[idempotencyKey] }),
  });
}

function operationOf(
  route: Route,
  contract: OperationContract,
  responses: ReturnType<ReturnType<typeof refusals>>,
): ZodOpenApiOperationObject {
  const { tag, summary, description, query, body } = contract;
  return {
    operationId: route.operation,
    tags: [tag],
    summary,
    description,
    security: securityOf(route, contract),
    requestParams: {
      path: addressOf(route),
      header: headersTaken(contract),
      ...(query && { query: describedQuery(query) }),
    },
    ...(body && {
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: { $ref: `#/components/schemas/${body.id}` }, example: body.example },
        },
      },
    }),
    responses: {
      ...Object.fromEntries(contract.success.map((answer) => [String(answer.status), success(answer)])),
      ...responses,
    },
  };
}

function paths(): ZodOpenApiPathsObject {
  const refusalsOf = refusals();
  const described = ROUTES.map((route) => {
    const contract = contractOf(route);
    return { route, operation: operationOf(route, contract, refusalsOf(route, contract)) };
  });
  return Object.fromEntries(
    [...Map.groupBy(described, ({ route }) => route.path)].map(([path, operations]) => [
      path,
      Object.fromEntries(operations.map(({ route, operation }) => [route.method.toLowerCase(), operation])),
    ]),
  );
}

function contractOf({ operation }: Route): OperationContract {
  const found = Object.entries(OPERATIONS).find(([name]) => name === operation)?.[1];
  if (found === undefined) throw new Error(`The operation ${operation} has no contract.`);
  return found;
}

/** The OpenAPI 3.1 document of every route. The same contracts give the same document, always. */
export function openApiDocument() {
  const contracts = Object.values(OPERATIONS);
  const bodies = contracts.flatMap(({ body }) => (body ? [[body.id, describedBody(body)] as const] : []));
  return createDocument(
    {
      openapi: '3.1.0',
      info: INFO,
      servers: [{ url: '/', description: 'Where this document was read' }],
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      paths: paths(),
      components: {
        schemas: Object.fromEntries(bodies),
        examples: Object.fromEntries(
          Object.entries(SHARED_EXAMPLES).map(([name, value]) => [name, { value }]),
        ),
        securitySchemes: {
          signIn: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description:
              'An access token of the sign-in service (OpenID Connect, authorisation code with PKCE).',
          },
        },
      },
    },
    { override: complete, reused: 'inline' },
  );
}
