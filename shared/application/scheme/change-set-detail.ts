import { londonDayOf } from '../../domain/calendar-day.ts';
import type { ChangeSet, ChangeSetEvent, SchemeChange } from '../../domain/scheme/change-set.ts';
import { sentencesOf } from '../../domain/scheme/judge-change.ts';
import type { Ids, PersonContext } from '../ports/context.ts';
import type { ChangeSets, SchemeHistory } from '../ports/scheme-changes.ts';

export interface ChangeSetPorts {
  readonly scheme: SchemeHistory;
  readonly changeSets: ChangeSets;
  readonly ids: Ids;
}

/** Where a change set stands today: an approved one is live from its day on. */
export type ChangeSetStatus = ChangeSet['state'] | 'live';

export const statusOf = ({ state, effectiveOn }: ChangeSet, now: string): ChangeSetStatus =>
  state === 'approved' && effectiveOn <= londonDayOf(now) ? 'live' : state;

/** A change set with all that there is to see of it. */
export interface ChangeSetDetail {
  readonly changeSet: ChangeSet;
  readonly status: ChangeSetStatus;
  readonly change: SchemeChange;
  /** What it changes, in plain words, beside the revision that it was made for. */
  readonly differences: readonly string[];
  readonly history: readonly ChangeSetEvent[];
}

/** The change set as it is now, with its content. */
export async function detailOf(
  { scheme, changeSets }: Pick<ChangeSetPorts, 'scheme' | 'changeSets'>,
  changeSet: ChangeSet,
  now: string,
): Promise<ChangeSetDetail> {
  const [base, change, history] = await Promise.all([
    scheme.at(changeSet.baseRevision),
    changeSets.content(changeSet),
    changeSets.history(changeSet.changeSetId),
  ]);
  return {
    changeSet,
    status: statusOf(changeSet, now),
    change,
    differences: sentencesOf(base, change),
    history,
  };
}

export const changeSetEvent = (
  { ids }: Pick<ChangeSetPorts, 'ids'>,
  about: Pick<ChangeSetEvent, 'changeSetId' | 'action' | 'version'>,
  { person, now, correlationId }: PersonContext,
): ChangeSetEvent => ({
  ...about,
  eventId: ids.unique(now),
  at: now,
  personId: person.personId,
  correlationId,
});
