import { londonDayOf } from '../../domain/calendar-day.ts';
import { mayDo } from '../../domain/permissions.ts';
import { replay } from '../../domain/policy/replay.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { summaryOf } from '../../domain/scheme/change-set.ts';
import type { ChangeSet } from '../../domain/scheme/change-set.ts';
import { applied, schemeFaults } from '../../domain/scheme/judge-change.ts';
import { trialOf } from '../../domain/scheme/trial.ts';
import type { PersonContext } from '../ports/context.ts';
import type { PastClaims } from '../ports/scheme-changes.ts';
import { forbidden } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { changeSetEvent, detailOf } from './change-set-detail.ts';
import type { ChangeSetDetail, ChangeSetPorts } from './change-set-detail.ts';

/** The claims of each fund and year that a replay tries: what fits well into one request. */
const CLAIMS_IN_A_REPLAY = 500;

const notReady = (detail: string): Refusal => ({ code: 'change-set-not-ready', detail });

const DECIDED = notReady('It has been approved already, and stays as it is. Propose another change.');
const OUTDATED = notReady(
  'The scheme was changed since this was proposed. Propose the change again, beside what is now.',
);
const MEANWHILE = notReady('Somebody else worked on it at this moment. Read it again.');

/** The change set, if it can still be worked on. */
async function open(ports: ChangeSetPorts, changeSetId: string): Promise<Result<ChangeSet, Refusal>> {
  const changeSet = await ports.changeSets.read(changeSetId);
  if (changeSet === undefined) return failure({ code: 'not-found' });
  return changeSet.state === 'proposed' ? success(changeSet) : failure(DECIDED);
}

/**
 * Tries a proposed change on past claims, as if it had governed them, and keeps what it found: who would gain, who would
 * lose and by how much, and what it would do to the pots. Nothing about any claim is changed by it.
 */
export async function replayChange(
  ports: ChangeSetPorts & { readonly pastClaims: PastClaims },
  changeSetId: string,
  context: PersonContext,
): Promise<Result<ChangeSetDetail, Refusal>> {
  if (!mayDo(context.person, 'scheme.propose'))
    return failure(forbidden('Only a policy owner may try a change on past claims.'));
  const found = await open(ports, changeSetId);
  if (!found.ok) return found;
  const before = found.value;
  const [base, change, past] = await Promise.all([
    ports.scheme.at(before.baseRevision),
    ports.changeSets.content(before),
    ports.pastClaims.newest(CLAIMS_IN_A_REPLAY),
  ]);
  const report = replay(past.claims, trialOf(base, change, before.effectiveOn));
  const summary = summaryOf(report, { replayedAt: context.now, complete: past.complete });
  const after = { ...before, replay: summary, version: before.version + 1 };
  const event = changeSetEvent(ports, { changeSetId, action: 'replay', version: after.version }, context);
  const kept = await ports.changeSets.keepReplay({ before, after, event });
  return kept.ok ? success(await detailOf(ports, after, context.now)) : failure(MEANWHILE);
}

function refusalToApprove(
  { proposedBy, replay: tried }: ChangeSet,
  { person }: PersonContext,
): Refusal | undefined {
  if (proposedBy === person.personId)
    return forbidden('You proposed this change. It takes another policy owner to approve it.');
  return tried === undefined
    ? notReady('It has not been tried on past claims. Replay it first, and look at who gains and who loses.')
    : undefined;
}

/**
 * The second person's word: from its day on, the scheme is as proposed. Who it is, that it was tried, and that nothing
 * else was approved meanwhile are asked again by the write itself, so that no race lets a change through on one word.
 */
export async function approveChange(
  ports: ChangeSetPorts,
  changeSetId: string,
  context: PersonContext,
): Promise<Result<ChangeSetDetail, Refusal>> {
  if (!mayDo(context.person, 'scheme.approve'))
    return failure(forbidden('Only a policy owner may approve a change of the scheme.'));
  const found = await open(ports, changeSetId);
  if (!found.ok) return found;
  const before = found.value;
  const refusal = refusalToApprove(before, context);
  if (refusal) return failure(refusal);
  const [base, change] = await Promise.all([ports.scheme.latest(), ports.changeSets.content(before)]);
  if (base.revision !== before.baseRevision) return failure(OUTDATED);
  const { effectiveOn } = before;
  if (schemeFaults(base, change, { effectiveOn, today: londonDayOf(context.now) }).length > 0)
    return failure(
      notReady('Its day has come, or it no longer fits. Propose the change again for a later day.'),
    );
  const { personId } = context.person;
  const done = { state: 'approved', approvedBy: personId, approvedAt: context.now } as const;
  const after: ChangeSet = { ...before, ...done, version: before.version + 1 };
  const next = { revision: base.revision + 1, liveFrom: effectiveOn, ...applied(base, change) };
  const event = changeSetEvent(ports, { changeSetId, action: 'approve', version: after.version }, context);
  const written = await ports.changeSets.approve({ before, after, event, base, next });
  if (written.ok) return success(await detailOf(ports, after, context.now));
  return failure(written.error === 'outdated' ? OUTDATED : MEANWHILE);
}
