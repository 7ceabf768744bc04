import { viewClaim } from '../../../shared/application/claims/read-claim.ts';
import type { ReadPorts } from '../../../shared/application/claims/read-claim.ts';
import type { Refusal } from '../../../shared/application/refusal.ts';
import { decideClaim } from '../../../shared/application/review/decide-claim.ts';
import { splitClaim } from '../../../shared/application/review/split-claim.ts';
import type { SplitPorts } from '../../../shared/application/review/split-claim.ts';
import { holdClaim, resumeClaim } from '../../../shared/application/review/pause-review.ts';
import { recordReview } from '../../../shared/application/review/record-review.ts';
import {
  giveBack,
  listWork,
  takeAssignment,
  takeNext,
} from '../../../shared/application/review/work-queue.ts';
import {
  decisionBody,
  emptyBody,
  holdBody,
  listWorkQuery,
  reviewBody,
  splitBody,
  takeNextBody,
} from '../../../shared/contracts/http/review-requests.ts';
import type { Claim } from '../../../shared/domain/claim.ts';
import { normaliseReference } from '../../../shared/domain/reference.ts';
import { success } from '../../../shared/domain/result.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { ApiResponse } from '../../../shared/http/api-types.ts';
import { NO_BODY, NO_QUERY, endpoint } from '../../../shared/http/endpoint.ts';
import { problem, problemOf } from '../../../shared/http/problem.ts';
import type { Problem } from '../../../shared/http/problem.ts';
import { claimJson, etagOf } from '../../../shared/http/views/claim-view.ts';
import { decisionJson, reviewJson, workItemJson } from '../../../shared/http/views/review-view.ts';

export type ReviewEndpointPorts = SplitPorts & ReadPorts;

const referenceIn = (path: Readonly<Record<string, string>>): string => normaliseReference(path['ref'] ?? '');

async function answer(
  ports: ReviewEndpointPorts,
  done: Result<Claim, Refusal>,
): Promise<ApiResponse | Problem> {
  if (!done.ok) return problemOf(done.error);
  const view = await viewClaim(ports, done.value);
  return { status: 200, body: claimJson(view), headers: { etag: etagOf(done.value) } };
}

const queue = (ports: ReviewEndpointPorts) => ({
  listWorkItems: endpoint({ body: NO_BODY, query: listWorkQuery }, async ({ query, context }) => {
    const page = await listWork(ports, { cursor: query.cursor, limit: query.limit }, context);
    if (!page.ok) return problemOf(page.error);
    const items = page.value.items.map((item) => workItemJson(item, context.now));
    return { status: 200, body: { items, cursor: page.value.cursor ?? null } };
  }),
  takeNextWorkItem: endpoint({ body: takeNextBody, query: NO_QUERY }, async ({ context }) => {
    const { person } = context;
    if (person.kind !== 'staff') return problem('forbidden', 'Your role does not allow this.');
    const taken = await takeNext(ports, { ...context, person });
    if (!taken.ok) return problemOf(taken.error);
    return taken.value === undefined ? { status: 204 } : answer(ports, success(taken.value));
  }),
  takeAssignment: endpoint({ body: emptyBody, query: NO_QUERY }, async ({ path, context }) =>
    answer(ports, await takeAssignment(ports, referenceIn(path), context)),
  ),
  giveBackAssignment: endpoint({ body: NO_BODY, query: NO_QUERY }, async ({ path, context }) =>
    answer(ports, await giveBack(ports, referenceIn(path), context)),
  ),
});

const decisions = (ports: ReviewEndpointPorts) => ({
  recordReview: endpoint(
    { body: reviewBody, query: NO_QUERY, ifMatch: 'required' },
    async ({ path, body, expectedVersion = 0, context }) => {
      const command = { reference: referenceIn(path), expectedVersion, steps: body.steps };
      const done = await recordReview(ports, command, context);
      if (!done.ok) return problemOf(done.error);
      return { status: 200, body: reviewJson(done.value), headers: { etag: etagOf(done.value.claim) } };
    },
  ),
  decideClaim: endpoint(
    { body: decisionBody, query: NO_QUERY, ifMatch: 'required', idempotencyKey: 'required' },
    async ({ path, body, expectedVersion = 0, idempotency, context }) => {
      if (idempotency === undefined)
        return problem('precondition-required', 'Send an Idempotency-Key header.');
      const command = {
        reference: referenceIn(path),
        expectedVersion,
        outcome: body.outcome,
        request: idempotency,
      };
      const done = await decideClaim(ports, command, context);
      if (!done.ok) return problemOf(done.error);
      return { status: 200, body: decisionJson(done.value), headers: { etag: etagOf(done.value) } };
    },
  ),
  splitClaim: endpoint(
    { body: splitBody, query: NO_QUERY, ifMatch: 'required', idempotencyKey: 'required' },
    async ({ path, body, expectedVersion = 0, idempotency, context }) => {
      if (idempotency === undefined)
        return problem('precondition-required', 'Send an Idempotency-Key header.');
      const command = { ...body, reference: referenceIn(path), expectedVersion, request: idempotency };
      return answer(ports, await splitClaim(ports, command, context));
    },
  ),
  holdClaim: endpoint(
    { body: holdBody, query: NO_QUERY, ifMatch: 'required' },
    async ({ path, body, expectedVersion = 0, context }) =>
      answer(
        ports,
        await holdClaim(ports, { ...body, reference: referenceIn(path), expectedVersion }, context),
      ),
  ),
  resumeClaim: endpoint(
    { body: emptyBody, query: NO_QUERY, ifMatch: 'required' },
    async ({ path, expectedVersion = 0, context }) =>
      answer(ports, await resumeClaim(ports, { reference: referenceIn(path), expectedVersion }, context)),
  ),
});

export const reviewEndpoints = (ports: ReviewEndpointPorts) => ({ ...queue(ports), ...decisions(ports) });
