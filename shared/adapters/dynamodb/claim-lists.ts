import * as z from 'zod';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ClaimQuery, ClaimSummary, WorkItem } from '../../application/ports/claim-store.ts';
import type { Page } from '../../application/ports/context.ts';
import { claimReference, claimType, identifier, instant } from '../../contracts/stored/shape.ts';
import type { DueKind } from '../../domain/due.ts';
import type { Instant } from '../../domain/calendar-day.ts';
import type { ClaimReference } from '../../domain/reference.ts';
import { CLAIM_STATUSES } from '../../domain/transitions.ts';
import { cursorAt, cutPage, positionOf } from './cursor.ts';
import { checked, keyOf } from './item.ts';
import type { Item } from './item.ts';
import { ALL_SHARDS, dueShard, organisationPartition, referenceOf, workShard } from './keys.ts';
import { queryFirst } from './read.ts';
import type { Question } from './read.ts';

/** A moment and a claim: the sort key of both lists. */
const POSITION = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z#[1-9A-Z-]{15}$/u;
const CLAIMS = { name: 'claims', shape: POSITION };
const WORK = { name: 'work', shape: POSITION };

const momentIn = (position: string): Instant => position.slice(0, position.indexOf('#'));

const summaryItem = z.object({
  reference: claimReference,
  status: z.enum(CLAIM_STATUSES),
  type: claimType,
  trainingCode: identifier,
  submittedAt: instant.optional(),
  employerSort: z.string().regex(POSITION),
});

/** Turns what the caller asks for into a filter over the index's own attributes. */
function filterFor(query: ClaimQuery): Pick<Question, 'filter' | 'names'> & Pick<Question, 'values'> {
  const { status, type, trainingCode, learnerId, submittedFrom, submittedBefore } = query;
  const statuses = Object.fromEntries((status ?? []).map((value, index) => [`status${index}`, value]));
  const statusList = Object.keys(statuses).map((name) => `:${name}`);
  const conditions = [
    ...(status ? [`#status IN (${statusList.join(', ')})`] : []),
    ...(type ? ['#type = :type'] : []),
    ...(trainingCode === undefined ? [] : ['trainingCode = :trainingCode']),
    ...(learnerId === undefined ? [] : ['contains(learnerIds, :learnerId)']),
    ...(submittedFrom === undefined ? [] : ['submittedAt >= :submittedFrom']),
    ...(submittedBefore === undefined ? [] : ['submittedAt < :submittedBefore']),
  ];
  if (conditions.length === 0) return { values: {} };
  const names = { ...(status && { status: 'status' }), ...(type && { type: 'type' }) };
  return {
    filter: conditions.join(' AND '),
    ...(Object.keys(names).length > 0 && { names }),
    values: { ...statuses, type, trainingCode, learnerId, submittedFrom, submittedBefore },
  };
}

function questionFor(table: string, query: ClaimQuery): Question {
  const after = query.cursor === undefined ? undefined : positionOf(query.cursor, CLAIMS);
  const beyond = query.newestFirst ? ' AND employerSort < :after' : ' AND employerSort > :after';
  const { values, ...filter } = filterFor(query);
  return {
    table,
    index: 'claimsByEmployer',
    consistent: false,
    condition: `employerKey = :employer${after === undefined ? '' : beyond}`,
    ...filter,
    values: { ...values, employer: organisationPartition(query.organisationId), after },
    descending: query.newestFirst,
    pageSize: filter.filter === undefined ? query.limit + 1 : undefined,
  };
}

/** An employer's claims in the order in which they were begun. An index: it may be a moment behind. */
export async function listClaims(
  client: DynamoDBClient,
  table: string,
  query: ClaimQuery,
): Promise<Page<ClaimSummary>> {
  if (query.status?.length === 0) return { items: [] };
  const items = await queryFirst(client, questionFor(table, query), query.limit + 1);
  const found = items.map((item) =>
    checked(summaryItem, unmarshall(item), { record: 'claim in a list', key: keyOf(item) }),
  );
  const page = cutPage(found, query.limit, ({ employerSort }) => cursorAt('claims', employerSort));
  return {
    ...page,
    items: page.items.map(({ employerSort, ...summary }) => ({
      ...summary,
      createdAt: momentIn(employerSort),
    })),
  };
}

const workItem = z.object({
  reference: claimReference,
  kind: z.literal('review'),
  workSort: z.string().regex(POSITION),
  assignee: identifier.optional(),
  leaseUntil: instant.optional(),
});

/** Asks every shard and puts the answers into one order. Each is asked for the whole amount: one may hold it all. */
async function mergeShards<Entry>(
  ask: (shard: number) => Promise<readonly Entry[]>,
  sortBy: (entry: Entry) => string,
): Promise<readonly Entry[]> {
  const answers = await Promise.all(ALL_SHARDS.map(ask));
  return answers.flat().toSorted((a, b) => (sortBy(a) < sortBy(b) ? -1 : 1));
}

/** The caseworkers' queue, longest waiting first. An index: it may be a moment behind. */
export async function listWork(
  client: DynamoDBClient,
  table: string,
  query: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<Page<WorkItem>> {
  const after = query.cursor === undefined ? '' : positionOf(query.cursor, WORK);
  const found = await mergeShards(
    async (shard) => {
      const items = await queryFirst(
        client,
        {
          table,
          index: 'workQueue',
          consistent: false,
          condition: after === '' ? 'workKey = :key' : 'workKey = :key AND workSort > :after',
          values: { key: workShard(shard), after: after === '' ? undefined : after },
          pageSize: query.limit + 1,
        },
        query.limit + 1,
      );
      return items.map((item) =>
        checked(workItem, unmarshall(item), { record: 'work item', key: keyOf(item) }),
      );
    },
    ({ workSort }) => workSort,
  );
  const page = cutPage(found, query.limit, ({ workSort }) => cursorAt('work', workSort));
  return {
    ...page,
    items: page.items.map(({ workSort, leaseUntil, ...item }) => ({
      ...item,
      openedAt: momentIn(workSort),
      ...(leaseUntil === undefined ? {} : { assignedUntil: leaseUntil }),
    })),
  };
}

const dueItem = z.object({ pk: z.string(), sk: z.string(), dueAt: z.string() });

/** Keys of what is due, earliest first. `until` is compared with `operator`, as text. An index: a moment behind. */
export async function listDueKeys(
  client: DynamoDBClient,
  table: string,
  due: {
    readonly kind: DueKind | 'scan';
    readonly operator: '<' | '<=';
    readonly until: Instant;
    readonly limit: number;
  },
): Promise<readonly { readonly pk: string; readonly sk: string }[]> {
  const ask = async (shard: number) => {
    const question: Question = {
      table,
      index: 'dueItems',
      consistent: false,
      condition: `dueKey = :key AND dueAt ${due.operator} :until`,
      values: { key: dueShard(due.kind, shard), until: due.until },
      pageSize: due.limit,
    };
    const items = await queryFirst(client, question, due.limit);
    return items.map((item: Item) => dueItem.parse(unmarshall(item)));
  };
  const found = await mergeShards(ask, ({ dueAt }) => dueAt);
  return found.slice(0, due.limit);
}

/** The claims that are due by `now`. */
export async function listDueClaims(
  client: DynamoDBClient,
  table: string,
  due: { readonly kind: DueKind; readonly now: Instant; readonly limit: number },
): Promise<readonly ClaimReference[]> {
  const keys = await listDueKeys(client, table, { ...due, operator: '<=', until: due.now });
  return keys.flatMap((key) => referenceOf(key) ?? []);
}
