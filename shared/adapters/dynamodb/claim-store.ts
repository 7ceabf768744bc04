import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ClaimStore } from '../../application/ports/claim-store.ts';
import { decisionRecordSchema } from '../../contracts/stored/decision-record.ts';
import { failure, success } from '../../domain/result.ts';
import { listClaims, listDueClaims, listWork } from './claim-lists.ts';
import { createClaimReader } from './claim-reader.ts';
import { anyGuardOf, dueAttributes, eventOf, eventRow } from './claim-rows.ts';
import { actionsOf } from './commit.ts';
import type { ClaimTables } from './commit.ts';
import { attributeOf, checked, toItem, toKey } from './item.ts';
import { EVENTS, RECORDS, claimKey, claimPartition, guardRowKey, recordKey } from './keys.ts';
import { queryAll, readItems, rowsOf } from './read.ts';
import { putItem, updateItem } from './single-writes.ts';
import { ABSENT } from './condition.ts';
import { transact } from './transact.ts';

interface ClaimStoreOptions {
  readonly client: DynamoDBClient;
  /** Without `line` or `outbox`, a change that needs one of them throws before anything is written. */
  readonly tables: ClaimTables;
}

type Reads = Pick<
  ClaimStore,
  'read' | 'guards' | 'history' | 'decisionRecords' | 'list' | 'listDue' | 'listWork'
>;

const reads = ({ client, tables: { claims } }: ClaimStoreOptions): Reads => ({
  ...createClaimReader({ client, tables: { claims } }),
  async guards(keys) {
    const items = await readItems(client, claims, keys.map(guardRowKey));
    return items.map(anyGuardOf);
  },
  async history(reference) {
    const items = await queryAll(client, rowsOf(claims, claimPartition(reference), EVENTS));
    return items.map((item) => eventOf(item, reference));
  },
  async decisionRecords(reference) {
    const items = await queryAll(client, rowsOf(claims, claimPartition(reference), RECORDS));
    const place = { record: 'decision record of the claim', key: claimKey(reference) };
    return items.map((item) => attributeOf(item, { name: 'record', schema: decisionRecordSchema }, place));
  },
  list: (query) => listClaims(client, claims, query),
  listDue: (kind, now, limit) => listDueClaims(client, claims, { kind, now, limit }),
  listWork: (query) => listWork(client, claims, query),
});

/**
 * Keeps claims in DynamoDB. A commit is one transaction: it changes every row that it names, or none of them.
 * Throws `CorruptRecordError` for what it cannot read, and `Throttled` when DynamoDB stays busy.
 */
export const createClaimStore = (options: ClaimStoreOptions): ClaimStore => {
  const { client, tables } = options;
  return {
    ...reads(options),
    async commit(change) {
      const done = await transact(client, actionsOf(tables, change));
      return done.ok ? success(change.claim) : failure(done.error);
    },
    async keepRecord(reference, submissionNumber, record) {
      const key = recordKey({ reference, submissionNumber, judgedAt: record.judgedAt });
      const place = { record: 'decision record', key };
      const row = { ...key, record: checked(decisionRecordSchema, record, place) };
      await putItem(client, tables.claims, { row, condition: ABSENT });
    },
    /** Whoever changed the claim meanwhile has said when it is due, and knew better: then nothing is done here. */
    async postpone(claim, due) {
      const moved = dueAttributes(claim.reference, due);
      await updateItem(client, {
        TableName: tables.claims,
        Key: toKey(claimKey(claim.reference)),
        UpdateExpression: moved ? 'SET dueKey = :dueKey, dueAt = :dueAt' : 'REMOVE dueKey, dueAt',
        ConditionExpression: 'version = :version AND #status = :status',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: toItem({
          ':version': claim.version,
          ':status': claim.status,
          ...(moved && { ':dueKey': moved.dueKey, ':dueAt': moved.dueAt }),
        }),
      });
    },
    /** An event that is there already was kept by an earlier attempt whose answer was lost. */
    async note(event) {
      await putItem(client, tables.claims, { row: eventRow(event), condition: ABSENT });
    },
  };
};
