import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { Page } from '../../application/ports/context.ts';
import type { LearnerStore } from '../../application/ports/learner-store.ts';
import { identifier } from '../../contracts/stored/shape.ts';
import type { Learner } from '../../domain/learner.ts';
import { cursorAt, cutPage, positionOf } from './cursor.ts';
import { BadCursorError, CorruptRecordError } from './errors.ts';
import { checked } from './item.ts';
import { LEARNER_NAMES, learnerKey, learnerNameKey, nameForOrder, organisationPartition } from './keys.ts';
import type { Key } from './keys.ts';
import { learnerOf } from './learner-rows.ts';
import { queryFirst, readItems, rowsOf } from './read.ts';

interface ListPorts extends Pick<LearnerStore, 'read'> {
  readonly client: DynamoDBClient;
  readonly table: string;
}

type ListQuery = Parameters<LearnerStore['list']>[0];

const nameItem = z.object({ learnerId: identifier });
const LEARNERS = { name: 'learners', shape: /^.{1,100}$/u };

/**
 * Where the list goes on. The cursor names the last learner by id, never by name: it stands in addresses, and names do
 * not belong there. A learner who was renamed between two pages takes the place in the list along.
 */
async function startAfter(ports: ListPorts, query: ListQuery): Promise<Key | undefined> {
  if (query.cursor === undefined) return undefined;
  const last = await ports.read(query.organisationId, positionOf(query.cursor, LEARNERS));
  if (last === undefined) throw new BadCursorError();
  return learnerNameKey(last);
}

/** An employer's learners by family name. A search reads all the employer's names, which are few and small. */
export async function listLearners(ports: ListPorts, query: ListQuery): Promise<Page<Learner>> {
  const { client, table } = ports;
  const { organisationId, limit } = query;
  const beginning = nameForOrder(query.query?.trim() ?? '');
  const names = rowsOf(table, organisationPartition(organisationId), LEARNER_NAMES);
  const search = {
    filter: 'begins_with(familyName, :name) OR begins_with(givenName, :name)',
    values: { ...names.values, name: beginning },
  };
  const items = await queryFirst(
    client,
    {
      ...names,
      ...(beginning === '' ? { pageSize: limit + 1 } : search),
      startAfter: await startAfter(ports, query),
    },
    limit + 1,
  );
  const found = items.map((item) => {
    const place = { record: 'name of a learner', key: { pk: organisationPartition(organisationId) } };
    return checked(nameItem, unmarshall(item), place).learnerId;
  });
  const page = cutPage(found, limit, (learnerId) => cursorAt('learners', learnerId));
  const keys = page.items.map((learnerId) => learnerKey(organisationId, learnerId));
  const learners = (await readItems(client, table, keys)).map(learnerOf);
  const byId = new Map(learners.map((learner) => [learner.learnerId, learner]));
  return {
    ...page,
    items: page.items.map((learnerId) => {
      const learner = byId.get(learnerId);
      if (learner === undefined) throw new CorruptRecordError('learner of a name', learnerId);
      return learner;
    }),
  };
}
