import {
  editLearner,
  listLearners,
  registerLearner,
} from '../../../shared/application/learners/register-learner.ts';
import type { LearnerPorts } from '../../../shared/application/learners/register-learner.ts';
import {
  editLearnerBody,
  listLearnersQuery,
  registerLearnerBody,
} from '../../../shared/contracts/http/learner-requests.ts';
import { NO_BODY, NO_QUERY, endpoint } from '../../../shared/http/endpoint.ts';
import { idIn } from '../../../shared/http/path-id.ts';
import { problemOf } from '../../../shared/http/problem.ts';
import { etagOf } from '../../../shared/http/views/claim-view.ts';
import { learnerJson } from '../../../shared/http/views/learner-view.ts';

export const learnerEndpoints = (ports: LearnerPorts) => ({
  registerLearner: endpoint(
    { body: registerLearnerBody, query: NO_QUERY, idempotencyKey: 'optional' },
    async ({ body, idempotency, context }) => {
      const { niNumber, ...details } = body;
      const done = await registerLearner(ports, { niNumber, details, request: idempotency }, context);
      if (!done.ok) return problemOf(done.error);
      const location = `/v1/learners/${done.value.learnerId}`;
      return { status: 201, body: learnerJson(done.value), headers: { location, etag: etagOf(done.value) } };
    },
  ),
  editLearner: endpoint(
    { body: editLearnerBody, query: NO_QUERY, ifMatch: 'required' },
    async ({ path, body, expectedVersion = 0, context }) => {
      const learnerId = idIn(path, 'learnerId');
      const done = await editLearner(ports, { learnerId, expectedVersion, patch: body }, context);
      if (!done.ok) return problemOf(done.error);
      return { status: 200, body: learnerJson(done.value), headers: { etag: etagOf(done.value) } };
    },
  ),
  listLearners: endpoint({ body: NO_BODY, query: listLearnersQuery }, async ({ query, context }) => {
    const { q, cursor, limit } = query;
    const page = await listLearners(ports, { query: q, cursor, limit }, context);
    if (!page.ok) return problemOf(page.error);
    return {
      status: 200,
      body: { items: page.value.items.map(learnerJson), cursor: page.value.cursor ?? null },
    };
  }),
});
