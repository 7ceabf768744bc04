import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { EvidenceRecords } from '../../application/ports/evidence.ts';
import { submissionOf } from '../../domain/claim.ts';
import type { Evidence } from '../../domain/evidence.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import { failure, success } from '../../domain/result.ts';
import type { ClaimStatus } from '../../domain/transitions.ts';
import { listDueKeys } from './claim-lists.ts';
import { claimOf, eventRow } from './claim-rows.ts';
import type { ClaimTables } from './commit.ts';
import { CorruptRecordError } from './errors.ts';
import { evidenceOf, evidenceRow } from './evidence-rows.ts';
import { keepOnce } from './idempotency-store.ts';
import { recordOf } from './item.ts';
import {
  EVIDENCE,
  claimKey,
  claimPartition,
  evidenceCountKey,
  evidenceIdOf,
  evidenceKey,
  referenceOf,
} from './keys.ts';
import { messageOfEvent, messageRow } from './outbox-message.ts';
import { queryAll, readItem, rowsOf } from './read.ts';
import { ABSENT } from './condition.ts';
import { check, put, remove, transact } from './transact.ts';
import type { Condition } from './condition.ts';
import type { Action } from './transact.ts';

interface EvidenceRecordsOptions {
  readonly client: DynamoDBClient;
  /** Without `outbox`, a move that has to be told throws before anything is written. */
  readonly tables: Pick<ClaimTables, 'claims' | 'outbox'>;
}

/** The claim is only looked at, in the same transaction: it cannot be submitted between the look and the write. */
function claimIn(
  table: string,
  reference: ClaimReference,
  statuses: readonly ClaimStatus[],
): Action<'wrong-state'> {
  const values = Object.fromEntries(statuses.map((status, index) => [`status${index}`, status]));
  const list = Object.keys(values).map((name) => `:${name}`);
  const condition: Condition = {
    expression: `#status IN (${list.join(', ')})`,
    names: { status: 'status' },
    values,
  };
  return { write: check(table, claimKey(reference), condition), refusal: () => 'wrong-state' };
}

/** Nobody else has added a file since `after` were there; from now on there is one more. */
function countedAfter(
  table: string,
  reference: ClaimReference,
  after: number | undefined,
): readonly Action<'another-was-added'>[] {
  if (after === undefined) return [];
  const row = { ...evidenceCountKey(reference), added: after + 1 };
  const unchanged: Condition = { expression: 'added = :after', values: { after } };
  return [{ write: put(table, row, after === 0 ? ABSENT : unchanged), refusal: () => 'another-was-added' }];
}

const countItem = z.object({ added: z.int() });

const isStill = (status: Evidence['status']): Condition => ({
  expression: '#status = :status',
  names: { status: 'status' },
  values: { status },
});

type Changes = Pick<EvidenceRecords, 'add' | 'remove' | 'move'>;

const changes = ({ client, tables }: EvidenceRecordsOptions): Changes => ({
  async add(evidence, event, guard) {
    const done = await transact<'wrong-state' | 'key-used' | 'another-was-added'>(client, [
      ...keepOnce<'key-used'>(tables.claims, guard.idempotency, 'key-used'),
      claimIn(tables.claims, evidence.reference, guard.claimIn),
      ...countedAfter(tables.claims, evidence.reference, guard.after),
      { write: put(tables.claims, evidenceRow(evidence), ABSENT) },
      { write: put(tables.claims, eventRow(event), ABSENT) },
    ]);
    return done.ok ? success(evidence) : done;
  },
  /** Removed once, told once: a file that is gone already leaves no second line of history. */
  async remove(evidence, event, statuses) {
    const key = evidenceKey(evidence.reference, evidence.evidenceId);
    const there: Condition = { expression: 'attribute_exists(pk)' };
    const done = await transact<'wrong-state' | 'gone'>(client, [
      claimIn(tables.claims, evidence.reference, statuses),
      { write: remove(tables.claims, key, there), refusal: () => 'gone' },
      { write: put(tables.claims, eventRow(event), ABSENT) },
    ]);
    return done.ok || done.error === 'gone' ? success(undefined) : failure(done.error);
  },
  async move(evidence, from, event) {
    const { reference } = evidence;
    const moved: Action<'moved-already'> = {
      write: put(tables.claims, evidenceRow(evidence), isStill(from)),
      refusal: () => 'moved-already',
    };
    if (event === undefined) {
      const done = await transact(client, [moved]);
      return done.ok ? success(evidence) : done;
    }
    const { outbox } = tables;
    if (outbox === undefined) throw new Error('This move needs the outbox table, which was not given');
    const claim = await readItem(client, tables.claims, claimKey(reference));
    if (claim === undefined) throw new CorruptRecordError('claim of the evidence', reference);
    const message = messageOfEvent(event, submissionOf(claimOf(claim, reference))?.number ?? 0);
    const done = await transact(client, [
      moved,
      { write: put(tables.claims, eventRow(event), ABSENT) },
      { write: put(outbox, messageRow(message, event.at), ABSENT) },
    ]);
    return done.ok ? success(evidence) : done;
  },
});

/** Keeps what is known about files beside their claim. Every change is one transaction. */
export const createEvidenceRecords = (options: EvidenceRecordsOptions): EvidenceRecords => {
  const { client, tables } = options;
  return {
    ...changes(options),
    async list(reference) {
      const items = await queryAll(client, rowsOf(tables.claims, claimPartition(reference), EVIDENCE));
      return items.map((item) => evidenceOf(item, reference));
    },
    async countAdded(reference) {
      const key = evidenceCountKey(reference);
      const item = await readItem(client, tables.claims, key);
      return item === undefined ? 0 : recordOf(item, countItem, { record: 'count of files', key }).added;
    },
    async read(reference, evidenceId) {
      const item = await readItem(client, tables.claims, evidenceKey(reference, evidenceId));
      return item && evidenceOf(item, reference);
    },
    async listUnscanned(before, limit) {
      const due = { kind: 'scan', operator: '<', until: before, limit } as const;
      const keys = await listDueKeys(client, tables.claims, due);
      return keys.flatMap((key) => {
        const [reference, evidenceId] = [referenceOf(key), evidenceIdOf(key)];
        return reference === undefined || evidenceId === undefined ? [] : [{ reference, evidenceId }];
      });
    },
  };
};
