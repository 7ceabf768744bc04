import { draftClaim } from '../../../shared/application/claims/draft-claim.ts';
import { deleteDraft, editClaim } from '../../../shared/application/claims/edit-claim.ts';
import {
  listClaims,
  readClaim,
  readDecisionRecords,
  readHistory,
  readReceipt,
  viewClaim,
} from '../../../shared/application/claims/read-claim.ts';
import type { ReadPorts } from '../../../shared/application/claims/read-claim.ts';
import { submitClaim } from '../../../shared/application/claims/submit-claim.ts';
import type { SubmitPorts } from '../../../shared/application/claims/submit-claim.ts';
import { withdrawClaim } from '../../../shared/application/claims/withdraw-claim.ts';
import type { Refusal } from '../../../shared/application/refusal.ts';
import {
  draftClaimBody,
  editClaimBody,
  listClaimsQuery,
  submissionBody,
  withdrawalBody,
} from '../../../shared/contracts/http/claim-requests.ts';
import type { Claim } from '../../../shared/domain/claim.ts';
import { normaliseReference } from '../../../shared/domain/reference.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { ApiResponse } from '../../../shared/http/api-types.ts';
import { NO_BODY, NO_QUERY, endpoint } from '../../../shared/http/endpoint.ts';
import { problem, problemOf } from '../../../shared/http/problem.ts';
import type { Problem } from '../../../shared/http/problem.ts';
import { claimJson, etagOf, summaryJson } from '../../../shared/http/views/claim-view.ts';
import { eventJson, runJson } from '../../../shared/http/views/history-view.ts';

export type ClaimEndpointPorts = SubmitPorts & ReadPorts;

const referenceIn = (path: Readonly<Record<string, string>>): string => normaliseReference(path['ref'] ?? '');

/** Answers a claim that was just changed, as it is now. */
async function answer(
  ports: ClaimEndpointPorts,
  done: Result<Claim, Refusal>,
  how: { readonly status: number; readonly waitForTicket?: boolean },
): Promise<ApiResponse | Problem> {
  if (!done.ok) return problemOf(done.error);
  const view = await viewClaim(ports, done.value, how.waitForTicket);
  const location = `/v1/claims/${done.value.reference}`;
  return { status: how.status, body: claimJson(view), headers: { etag: etagOf(done.value), location } };
}

const reads = (ports: ClaimEndpointPorts) => ({
  readClaim: endpoint({ body: NO_BODY, query: NO_QUERY }, async ({ path, context }) => {
    const found = await readClaim(ports, referenceIn(path), context);
    if (!found.ok) return problemOf(found.error);
    return { status: 200, body: claimJson(found.value), headers: { etag: etagOf(found.value.claim) } };
  }),
  readHistory: endpoint({ body: NO_BODY, query: NO_QUERY }, async ({ path, context }) => {
    const found = await readHistory(ports, referenceIn(path), context);
    if (!found.ok) return problemOf(found.error);
    return { status: 200, body: { events: found.value.map((event) => eventJson(event, context.person)) } };
  }),
  readDecisionRecord: endpoint({ body: NO_BODY, query: NO_QUERY }, async ({ path, context }) => {
    const found = await readDecisionRecords(ports, referenceIn(path), context);
    return found.ok ? { status: 200, body: { runs: found.value.map(runJson) } } : problemOf(found.error);
  }),
  readReceipt: endpoint({ body: NO_BODY, query: NO_QUERY }, async ({ path, context }) => {
    const found = await readReceipt(ports, referenceIn(path), context);
    return found.ok ? { status: 200, body: found.value } : problemOf(found.error);
  }),
  listClaims: endpoint({ body: NO_BODY, query: listClaimsQuery }, async ({ query, context }) => {
    const { sort, learner, submittedTo, ...rest } = query;
    const newestFirst = sort === 'newest';
    const wanted = { ...rest, learnerId: learner, submittedBefore: submittedTo, newestFirst };
    const page = await listClaims(ports, wanted, context);
    if (!page.ok) return problemOf(page.error);
    return {
      status: 200,
      body: { items: page.value.items.map(summaryJson), cursor: page.value.cursor ?? null },
    };
  }),
});

const drafts = (ports: ClaimEndpointPorts) => ({
  draftClaim: endpoint(
    { body: draftClaimBody, query: NO_QUERY, idempotencyKey: 'optional' },
    async ({ body, idempotency, context }) => {
      const { type, ...content } = body;
      const done = await draftClaim(ports, { type, content, request: idempotency }, context);
      return answer(ports, done, { status: 201 });
    },
  ),
  editClaim: endpoint(
    { body: editClaimBody, query: NO_QUERY, ifMatch: 'required' },
    async ({ path, body, expectedVersion = 0, context }) => {
      const command = { reference: referenceIn(path), expectedVersion, patch: body };
      return answer(ports, await editClaim(ports, command, context), { status: 200 });
    },
  ),
  deleteDraft: endpoint(
    { body: NO_BODY, query: NO_QUERY, ifMatch: 'required' },
    async ({ path, expectedVersion = 0, context }) => {
      const done = await deleteDraft(ports, { reference: referenceIn(path), expectedVersion }, context);
      return done.ok ? { status: 204 } : problemOf(done.error);
    },
  ),
});

const moves = (ports: ClaimEndpointPorts) => ({
  submitClaim: endpoint(
    { body: submissionBody, query: NO_QUERY, idempotencyKey: 'required' },
    async ({ path, idempotency, context }) => {
      if (idempotency === undefined)
        return problem('precondition-required', 'Send an Idempotency-Key header.');
      const done = await submitClaim(ports, { reference: referenceIn(path), request: idempotency }, context);
      return answer(ports, done, { status: 202, waitForTicket: true });
    },
  ),
  withdrawClaim: endpoint(
    { body: withdrawalBody, query: NO_QUERY, ifMatch: 'optional', idempotencyKey: 'optional' },
    async ({ path, body, expectedVersion, idempotency, context }) => {
      const command = {
        reference: referenceIn(path),
        reason: body.reason,
        expectedVersion,
        request: idempotency,
      };
      return answer(ports, await withdrawClaim(ports, command, context), { status: 200 });
    },
  ),
});

export const claimEndpoints = (ports: ClaimEndpointPorts) => ({
  ...reads(ports),
  ...drafts(ports),
  ...moves(ports),
});
