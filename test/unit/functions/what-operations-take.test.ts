import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { claimEndpoints } from '../../../functions/api/claims/endpoints.ts';
import type { ClaimEndpointPorts } from '../../../functions/api/claims/endpoints.ts';
import { evidenceEndpoints } from '../../../functions/api/evidence/endpoints.ts';
import { fundReleaseEndpoints } from '../../../functions/api/fund-releases/endpoints.ts';
import { fundEndpoints } from '../../../functions/api/funds/endpoints.ts';
import { learnerEndpoints } from '../../../functions/api/learners/endpoints.ts';
import { quoteEndpoints } from '../../../functions/api/quotes/endpoints.ts';
import { reviewEndpoints } from '../../../functions/api/reviews/endpoints.ts';
import type { ReviewEndpointPorts } from '../../../functions/api/reviews/endpoints.ts';
import { schemeChangeEndpoints } from '../../../functions/api/scheme-changes/endpoints.ts';
import type { SchemeChangePorts } from '../../../functions/api/scheme-changes/endpoints.ts';
import { schemeEndpoints } from '../../../functions/api/scheme/endpoints.ts';
import type { SchemePorts } from '../../../functions/api/scheme/endpoints.ts';
import { controlEndpoints } from '../../../functions/sandbox/controls/endpoints.ts';
import type { ControlPorts } from '../../../functions/sandbox/controls/endpoints.ts';
import type { QuotePorts } from '../../../shared/application/claims/quote-claim.ts';
import type { UploadPorts } from '../../../shared/application/evidence/request-upload.ts';
import type { FundStops } from '../../../shared/application/ports/fund-watch.ts';
import type { LearnerPorts } from '../../../shared/application/learners/register-learner.ts';
import { ROUTES } from '../../../shared/contracts/routes.ts';
import type { Operation } from '../../../shared/contracts/routes.ts';
import { openApiDocument } from '../../../shared/contracts/openapi.ts';
import type { Person } from '../../../shared/domain/person.ts';
import type { Endpoint, RawRequest } from '../../../shared/http/endpoint.ts';
import { isProblem } from '../../../shared/http/problem.ts';
import { readApiDocument } from '../../support/api-document.ts';

const reached = (): Promise<never> => {
  const end = Promise.reject(new Error('reached'));
  // Some ask several ports at once and wait for the first alone.
  end.catch(() => undefined);
  return end;
};
/** Ports behind which there is nothing: an operation that has read its request gets this far. */
const nothing: unknown = new Proxy({}, { get: () => new Proxy(reached, { get: () => reached }) });

const ENDPOINTS = {
  'api/scheme': schemeEndpoints(z.custom<SchemePorts>().parse(nothing)),
  'api/funds': fundEndpoints(z.custom<Parameters<typeof fundEndpoints>[0]>().parse(nothing)),
  'api/learners': learnerEndpoints(z.custom<LearnerPorts>().parse(nothing)),
  'api/claims': claimEndpoints(z.custom<ClaimEndpointPorts>().parse(nothing)),
  'api/quotes': quoteEndpoints(z.custom<QuotePorts>().parse(nothing)),
  'api/evidence': evidenceEndpoints(z.custom<UploadPorts>().parse(nothing)),
  'api/reviews': reviewEndpoints(z.custom<ReviewEndpointPorts>().parse(nothing)),
  'api/fund-releases': fundReleaseEndpoints({ stops: z.custom<FundStops>().parse(nothing) }),
  'api/scheme-changes': schemeChangeEndpoints(z.custom<SchemeChangePorts>().parse(nothing)),
  'sandbox/controls': controlEndpoints(z.custom<ControlPorts>().parse(nothing)),
};

const endpoints: Readonly<Record<Operation, Endpoint>> = {
  ...ENDPOINTS['api/scheme'],
  ...ENDPOINTS['api/funds'],
  ...ENDPOINTS['api/learners'],
  ...ENDPOINTS['api/claims'],
  ...ENDPOINTS['api/quotes'],
  ...ENDPOINTS['api/evidence'],
  ...ENDPOINTS['api/reviews'],
  ...ENDPOINTS['api/fund-releases'],
  ...ENDPOINTS['api/scheme-changes'],
  ...ENDPOINTS['sandbox/controls'],
};

const EMPLOYER: Person = { kind: 'employer', personId: 'p', organisationId: 'o', role: 'owner' };
const STAFF: Person = { kind: 'staff', personId: 's', role: 'lead-caseworker' };
const PAYMENTS: Person = { kind: 'staff', personId: 'm', role: 'payments-officer' };
const POLICY: Person = { kind: 'staff', personId: 'o', role: 'policy-owner' };
const described = readApiDocument(openApiDocument());

function staffOf(known: (typeof described)[number] | undefined): Person | undefined {
  if (known?.operation === 'releaseFund') return PAYMENTS;
  if (known?.tag === 'Changes') return POLICY;
  return known?.tag === 'Review' ? STAFF : undefined;
}

/** What becomes of the request: the codes that refuse it, or that it was read and carried on with. */
async function outcome(operation: Operation, change: Partial<RawRequest>): Promise<readonly string[]> {
  const known = described.find((each) => each.operation === operation);
  const request: RawRequest = {
    path: { ref: '7KD-M3QX-9TWB-A', learnerId: 'l', evidenceId: 'e', fund: 'main', year: '2025-26' },
    body: known?.body?.example,
    query: {},
    ifMatch: '"3"',
    idempotencyKey: 'key',
    fingerprint: 'f',
    context: {
      person: staffOf(known) ?? EMPLOYER,
      now: '2025-10-01T09:00:00.000Z',
      correlationId: 'c',
    },
    ...change,
  };
  const answer = await endpoints[operation](request).catch((error: unknown) => String(error));
  if (typeof answer === 'string') return [answer === 'Error: reached' ? 'read' : answer];
  if (!isProblem(answer)) return ['read'];
  return answer.errors?.map(({ code }) => code) ?? [answer.code];
}

describe('the functions', () => {
  it.each(Object.entries(ENDPOINTS))(
    '%s serves the operations that the routes send to it',
    (folder, served) => {
      const sent = ROUTES.filter(({ servedBy }) => servedBy === folder).map(({ operation }) => operation);
      expect(Object.keys(served).toSorted()).toEqual(sent.toSorted());
    },
  );
});

describe.each(ROUTES)('$operation takes what its description says', ({ operation }) => {
  const parameters = described.find((each) => each.operation === operation)?.parameters ?? [];
  const takes = (name: string) => parameters.find((part) => part.in === 'header' && part.name === name);

  it('reads the request of the example', async () => {
    expect(await outcome(operation, {})).toEqual(['read']);
  });

  it('asks for If-Match, or lets it be left out', async () => {
    const needed = takes('If-Match')?.required === true;
    const missing = needed ? 'precondition-required' : 'read';
    expect(await outcome(operation, { ifMatch: undefined })).toEqual([missing]);
  });

  it('reads If-Match, or has no use for it', async () => {
    const malformed = takes('If-Match') === undefined ? 'read' : 'if-match-malformed';
    expect(await outcome(operation, { ifMatch: 'three' })).toEqual([malformed]);
  });

  it('asks for Idempotency-Key, or lets it be left out', async () => {
    const needed = takes('Idempotency-Key')?.required === true;
    const missing = needed ? 'precondition-required' : 'read';
    expect(await outcome(operation, { idempotencyKey: undefined })).toEqual([missing]);
  });

  it('reads Idempotency-Key, or has no use for it', async () => {
    const malformed = takes('Idempotency-Key') === undefined ? 'read' : 'idempotency-key-malformed';
    expect(await outcome(operation, { idempotencyKey: 'a b' })).toEqual([malformed]);
  });

  it('refuses a filter and a field that it does not describe', async () => {
    expect(await outcome(operation, { query: { colour: 'blue' } })).toEqual(['unknown-field']);
    const known = described.find((each) => each.operation === operation)?.body?.example;
    const body = { ...z.looseObject({}).optional().parse(known), colour: 'blue' };
    const refusal = await outcome(operation, { body });
    expect(refusal).not.toContain('read');
  });

  it('takes every filter that it describes', async () => {
    const names = parameters.filter((part) => part.in === 'query').map(({ name }) => name);
    const values: Readonly<Record<string, string>> = {
      status: 'draft,waiting',
      type: 'full',
      kind: operation === 'searchCatalogue' ? 'course' : 'review',
      submittedFrom: '2025-10-01T09:00:00Z',
      submittedTo: '2025-10-02T09:00:00Z',
      paymentDate: '2025-09-03',
      sort: 'oldest',
      limit: '5',
      after: '57',
    };
    const query = Object.fromEntries(names.map((name) => [name, values[name] ?? 'x']));
    expect(await outcome(operation, { query })).toEqual(['read']);
  });
});
