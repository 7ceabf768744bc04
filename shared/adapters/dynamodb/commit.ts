import type { ClaimChange, CommitRefusal, OpenedClaim } from '../../application/ports/claim-store.ts';
import { decisionRecordSchema } from '../../contracts/stored/decision-record.ts';
import { isTransition } from '../../domain/audit-event.ts';
import { submissionOf } from '../../domain/claim.ts';
import type { DuplicateGuard } from '../../domain/duplicate-guard.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import { claimOf, claimRow, eventRow, guardOf, guardRow } from './claim-rows.ts';
import type { TableNames } from './client.ts';
import { evidenceRow } from './evidence-rows.ts';
import { keepOnce } from './idempotency-store.ts';
import { checked } from './item.ts';
import type { Row } from './item.ts';
import { guardRowKey, recordKey } from './keys.ts';
import { messageOfEvent, messageRow } from './outbox-message.ts';
import { NEW_TICKET, takenRow } from './tickets.ts';
import { ABSENT } from './condition.ts';
import { put, remove } from './transact.ts';
import type { Condition } from './condition.ts';
import type { Action } from './transact.ts';

/** The tables that a function was given. Claims always; the others only where it moves claims. */
export type ClaimTables = Pick<TableNames, 'claims'> & Partial<Pick<TableNames, 'line' | 'outbox'>>;

function tableFor(tables: ClaimTables, name: 'line' | 'outbox'): string {
  const table = tables[name];
  if (table === undefined) throw new Error(`This change needs the ${name} table, which was not given`);
  return table;
}

type CommitAction = Action<CommitRefusal>;

const isHeldBy = (reference: ClaimReference): Condition => ({
  expression: '#reference = :reference',
  names: { reference: 'reference' },
  values: { reference },
});

/** A claim that is opened beyond a draft has a walk of its own, and somebody has to be told of it. */
function tellOfOpened(tables: ClaimTables, { claim, event }: OpenedClaim): readonly CommitAction[] {
  const submission = submissionOf(claim);
  if (submission === undefined) return [];
  const message = messageOfEvent(event, submission.number);
  return [{ write: put(tableFor(tables, 'outbox'), messageRow(message, event.at), ABSENT) }];
}

/** A claim that is opened along with this one cannot be there yet: its reference is made of this one's, or new. */
function openActions(tables: ClaimTables, { claim, opens }: ClaimChange): readonly CommitAction[] {
  if (opens === undefined) return [];
  const { guards = [], evidence = [] } = opens;
  const { claims } = tables;
  return [
    { write: put(claims, claimRow(opens.claim, opens.due), ABSENT) },
    { write: put(claims, eventRow(opens.event), ABSENT) },
    ...tellOfOpened(tables, opens),
    ...guards.map((guard) => ({ write: put(claims, guardRow(guard), isHeldBy(claim.reference)) })),
    ...evidence.map((file) => ({ write: put(claims, evidenceRow(file), ABSENT) })),
  ];
}

function claimAction(tables: ClaimTables, { claim, expected, due }: ClaimChange): CommitAction {
  const condition: Condition =
    expected === undefined
      ? ABSENT
      : {
          expression: 'version = :version AND #status = :status',
          names: { status: 'status' },
          values: { ...expected },
        };
  return {
    write: put(tables.claims, claimRow(claim, due), condition),
    refusal: (old) => ({ code: 'stale-version', current: old && claimOf(old, claim.reference) }),
  };
}

const ownOrAbsent = (guard: DuplicateGuard): Condition => ({
  expression: 'attribute_not_exists(pk) OR #reference = :reference',
  names: { reference: 'reference' },
  values: { reference: guard.reference },
});

const byKey = (guards: readonly DuplicateGuard[] = []): ReadonlyMap<string, DuplicateGuard> =>
  new Map(guards.map((guard) => [guard.key, guard]));

function takeActions(tables: ClaimTables, { takeGuards }: ClaimChange): readonly CommitAction[] {
  return [...byKey(takeGuards).values()].map((guard) => ({
    write: put(tables.claims, guardRow(guard), ownOrAbsent(guard)),
    refusal: (old) => {
      if (old === undefined) throw new Error('A guard was refused to its claim and nobody holds it');
      return { code: 'duplicate-claim', holder: guardOf(old, guard.key) };
    },
  }));
}

/** One that is gone already is as good. Another claim's is never released: that would be a fault, and it throws. */
function releaseActions(tables: ClaimTables, change: ClaimChange): readonly CommitAction[] {
  const taken = byKey(change.takeGuards);
  return [...byKey(change.releaseGuards).values()]
    .filter(({ key }) => !taken.has(key))
    .map((guard) => ({ write: remove(tables.claims, guardRowKey(guard.key), ownOrAbsent(guard)) }));
}

function recordRow({ claim, decisionRecord: decision }: ClaimChange): Row | undefined {
  if (decision === undefined) return undefined;
  const { submissionNumber, record } = decision;
  const { reference, version } = claim;
  const key = recordKey({ reference, submissionNumber, judgedAt: record.judgedAt, version });
  return { ...key, record: checked(decisionRecordSchema, record, { record: 'decision record', key }) };
}

/** What goes along without a say: if one of these fails although the claim could be written, that is a fault. */
function silentActions(tables: ClaimTables, change: ClaimChange): readonly CommitAction[] {
  const { claim, event, ticket } = change;
  const record = recordRow(change);
  const message = messageOfEvent(event, submissionOf(claim)?.number ?? 0);
  return [
    { write: put(tables.claims, eventRow(event), ABSENT) },
    ...(isTransition(event)
      ? [{ write: put(tableFor(tables, 'outbox'), messageRow(message, event.at), ABSENT) }]
      : []),
    ...(ticket ? [{ write: put(tableFor(tables, 'line'), takenRow(ticket), NEW_TICKET) }] : []),
    ...(record ? [{ write: put(tables.claims, record, ABSENT) }] : []),
  ];
}

/**
 * Everything that one step of a claim writes, in the order of what counts when several conditions fail: a used key
 * first, then another claim's guard, then a claim that has moved on.
 */
export const actionsOf = (tables: ClaimTables, change: ClaimChange): readonly CommitAction[] => [
  ...keepOnce<CommitRefusal>(tables.claims, change.idempotency, { code: 'key-used' }),
  ...takeActions(tables, change),
  claimAction(tables, change),
  ...silentActions(tables, change),
  ...openActions(tables, change),
  ...releaseActions(tables, change),
];
