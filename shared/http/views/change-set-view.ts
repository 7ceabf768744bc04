import { statusOf } from '../../application/scheme/change-set-detail.ts';
import type { ChangeSetDetail } from '../../application/scheme/change-set-detail.ts';
import type { Answer } from '../../contracts/http/answer-fields.ts';
import type {
  changeSetResponse,
  changeSetSummaryResponse,
} from '../../contracts/http/change-set-responses.ts';
import { countRows } from '../../domain/catalogue/import-list.ts';
import type { ChangeSet, SchemeChange } from '../../domain/scheme/change-set.ts';

/** A change set as lists show it, as it stands at `now`. */
export const changeSetSummaryJson = (
  changeSet: ChangeSet,
  now: string,
): Answer<typeof changeSetSummaryResponse> => {
  const { changeSetId, kind, effectiveOn, reason, proposedBy, proposedAt, replay } = changeSet;
  return {
    ...{ changeSetId, kind, effectiveOn, reason, proposedBy, proposedAt },
    status: statusOf(changeSet, now),
    replayed: replay !== undefined,
    approvedBy: changeSet.approvedBy ?? null,
    approvedAt: changeSet.approvedAt ?? null,
  };
};

function reportOf(change: SchemeChange): Answer<typeof changeSetResponse>['importReport'] {
  if (change.kind === 'policy' || change.rows === undefined) return null;
  const rows = change.rows.map((row) => ({ ...row, code: row.code ?? null }));
  return { ...countRows(change.rows), rows };
}

/** A change set with everything that there is to see of it. */
export const changeSetJson = (
  { changeSet, change, differences, history }: ChangeSetDetail,
  now: string,
): Answer<typeof changeSetResponse> => ({
  ...changeSetSummaryJson(changeSet, now),
  differences,
  versions: change.kind === 'policy' ? change.versions : null,
  entries: change.kind === 'catalogue' ? change.entries : null,
  importReport: reportOf(change),
  replay: changeSet.replay ?? null,
  history: history.map(({ at, action, personId }) => ({ at, action, by: personId })),
});
