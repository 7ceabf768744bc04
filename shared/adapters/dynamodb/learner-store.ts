import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { LearnerStore } from '../../application/ports/learner-store.ts';
import { identifier } from '../../contracts/stored/shape.ts';
import type { Learner, LearnerId } from '../../domain/learner.ts';
import type { OrganisationId } from '../../domain/person.ts';
import { failure, success } from '../../domain/result.ts';
import type { TableNames } from './client.ts';
import { CorruptRecordError } from './errors.ts';
import { keepOnce } from './idempotency-store.ts';
import { checked, keyOf } from './item.ts';
import type { Item } from './item.ts';
import { identityKey, learnerKey, learnerNameKey } from './keys.ts';
import { listLearners } from './learner-list.ts';
import { learnerOf, learnerRow, nameRow } from './learner-rows.ts';
import { readItem, readItems } from './read.ts';
import { ABSENT } from './condition.ts';
import { put, remove, transact } from './transact.ts';
import type { Action } from './transact.ts';

interface LearnerStoreOptions {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'claims'>;
}

const identityItem = z.object({ learnerId: identifier });

const learnerIdOf = (item: Item): LearnerId =>
  checked(identityItem, unmarshall(item), { record: 'identity', key: keyOf(item) }).learnerId;

type RegisterRefusal =
  | { readonly code: 'key-used' }
  | { readonly code: 'known'; readonly learnerId: LearnerId };

function registration(table: string, learner: Learner): readonly [...Action<RegisterRefusal>[]] {
  const { organisationId, learnerId, identityHash } = learner;
  return [
    {
      write: put(table, { ...identityKey(organisationId, identityHash), learnerId }, ABSENT),
      refusal: (old) => {
        if (old === undefined) throw new Error('An identity was refused and nobody has it');
        return { code: 'known', learnerId: learnerIdOf(old) };
      },
    },
    { write: put(table, learnerRow(learner), ABSENT) },
    { write: put(table, nameRow(learner), ABSENT) },
  ];
}

/** The learner in its new version; its place in the list of names moves with the name, in the same transaction. */
function replacement(table: string, before: Learner, learner: Learner): readonly Action<'stale-version'>[] {
  const [oldName, newName] = [learnerNameKey(before), learnerNameKey(learner)];
  const condition = { expression: 'version = :version', values: { version: learner.version - 1 } };
  return [
    { write: put(table, learnerRow(learner), condition), refusal: () => 'stale-version' },
    { write: put(table, nameRow(learner)) },
    ...(oldName.sk === newName.sk ? [] : [{ write: remove(table, oldName) }]),
  ];
}

/** Keeps each employer's learners in a partition of their own, so that no query can reach into another's. */
export const createLearnerStore = ({ client, tables }: LearnerStoreOptions): LearnerStore => {
  const table = tables.claims;
  const read = async (organisationId: OrganisationId, learnerId: LearnerId) => {
    const item = await readItem(client, table, learnerKey(organisationId, learnerId));
    return item && learnerOf(item);
  };
  return {
    read,
    async register(learner, idempotency) {
      const done = await transact<RegisterRefusal>(client, [
        ...keepOnce<RegisterRefusal>(table, idempotency, { code: 'key-used' }),
        ...registration(table, learner),
      ]);
      if (done.ok) return success(learner);
      if (done.error.code === 'key-used') return failure({ code: 'key-used' });
      const { learnerId } = done.error;
      const known = await read(learner.organisationId, learnerId);
      if (known === undefined) throw new CorruptRecordError('learner of the identity', learnerId);
      return failure({ code: 'learner-exists', learner: known });
    },
    async readMany(organisationId, learnerIds) {
      const keys = learnerIds.map((learnerId) => learnerKey(organisationId, learnerId));
      const found = (await readItems(client, table, keys)).map(learnerOf);
      const byId = new Map(found.map((learner) => [learner.learnerId, learner]));
      return learnerIds.map((learnerId) => byId.get(learnerId));
    },
    async replace(learner) {
      const before = await read(learner.organisationId, learner.learnerId);
      if (before?.version !== learner.version - 1) return failure('stale-version');
      if (before.identityHash !== learner.identityHash) {
        throw new Error('A learner is who they are: another NI number is another learner');
      }
      const done = await transact(client, replacement(table, before, learner));
      return done.ok ? success(learner) : done;
    },
    list: (query) => listLearners({ client, table, read }, query),
  };
};
