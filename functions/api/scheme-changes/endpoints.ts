import type * as z from 'zod';
import { approveChange, replayChange } from '../../../shared/application/scheme/approve-change.ts';
import type {
  ChangeSetDetail,
  ChangeSetPorts,
} from '../../../shared/application/scheme/change-set-detail.ts';
import { proposeChange } from '../../../shared/application/scheme/propose-change.ts';
import type { ProposedContent } from '../../../shared/application/scheme/propose-change.ts';
import { listChanges, readChange } from '../../../shared/application/scheme/read-changes.ts';
import type { PastClaims } from '../../../shared/application/ports/scheme-changes.ts';
import type { Refusal } from '../../../shared/application/refusal.ts';
import { listChangesQuery, proposeChangeBody } from '../../../shared/contracts/http/change-set-requests.ts';
import type { Result } from '../../../shared/domain/result.ts';
import { NO_BODY, NO_QUERY, endpoint } from '../../../shared/http/endpoint.ts';
import { idIn } from '../../../shared/http/path-id.ts';
import { problemOf } from '../../../shared/http/problem.ts';
import { changeSetJson, changeSetSummaryJson } from '../../../shared/http/views/change-set-view.ts';

export type SchemeChangePorts = ChangeSetPorts & { readonly pastClaims: PastClaims };

/** The schema has seen to it that exactly the content of the kind is there. */
function contentOf(body: z.output<typeof proposeChangeBody>): ProposedContent {
  if (body.kind === 'policy') return { kind: 'policy', versions: body.versions ?? [] };
  return body.csv === undefined
    ? { kind: 'catalogue', entries: body.entries ?? [] }
    : { kind: 'catalogue', csv: body.csv };
}

const answered = (done: Result<ChangeSetDetail, Refusal>, now: string) =>
  done.ok ? { status: 200, body: changeSetJson(done.value, now) } : problemOf(done.error);

export const schemeChangeEndpoints = (ports: SchemeChangePorts) => ({
  proposeChange: endpoint({ body: proposeChangeBody, query: NO_QUERY }, async ({ body, context }) => {
    const { effectiveOn, reason } = body;
    const done = await proposeChange(ports, { content: contentOf(body), effectiveOn, reason }, context);
    if (!done.ok) return problemOf(done.error);
    const location = `/v1/change-sets/${done.value.changeSet.changeSetId}`;
    return { status: 201, body: changeSetJson(done.value, context.now), headers: { location } };
  }),
  listChanges: endpoint({ body: NO_BODY, query: listChangesQuery }, async ({ query, context }) => {
    const page = await listChanges(ports, query, context);
    if (!page.ok) return problemOf(page.error);
    const items = page.value.items.map((changeSet) => changeSetSummaryJson(changeSet, context.now));
    return { status: 200, body: { items, cursor: page.value.cursor ?? null } };
  }),
  readChange: endpoint({ body: NO_BODY, query: NO_QUERY }, async ({ path, context }) =>
    answered(await readChange(ports, idIn(path, 'changeSetId'), context), context.now),
  ),
  replayChange: endpoint({ body: NO_BODY, query: NO_QUERY }, async ({ path, context }) =>
    answered(await replayChange(ports, idIn(path, 'changeSetId'), context), context.now),
  ),
  approveChange: endpoint({ body: NO_BODY, query: NO_QUERY }, async ({ path, context }) =>
    answered(await approveChange(ports, idIn(path, 'changeSetId'), context), context.now),
  ),
});
