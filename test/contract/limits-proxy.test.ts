import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  TransactionCanceledException,
  TransactionConflictException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { AttributeValue, ConsumedCapacity, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../infra/local/engine.ts';
import { startLimitsProxy } from '../bench/limits-proxy/start.ts';
import type { LimitsProxy } from '../bench/limits-proxy/start.ts';
import type { Statistics } from '../bench/limits-proxy/statistics.ts';
import { startDataTables } from '../support/data-tables.ts';
import type { DataTables } from '../support/data-tables.ts';
import { next } from '../support/stored-things.ts';
import { tableDefinitions } from '../support/table-definitions.ts';
import { seen, virtualClock } from '../support/virtual-clock.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';

interface Limited {
  readonly proxy: LimitsProxy;
  readonly clock: VirtualClock;
  readonly client: DynamoDBClient;
}

let data: DataTables;
let started: Limited[] = [];

beforeAll(async () => {
  data = await startDataTables();
});
afterEach(async () => {
  for (const { proxy, client } of started) {
    client.destroy();
    await proxy.close();
  }
  started = [];
});
afterAll(() => data.end());

/** A proxy of its own for each test, whose time stands still. Its client asks once. */
async function limited(
  options: { readonly scale?: number; readonly conditionsAtPrepare?: boolean } = {},
): Promise<Limited> {
  const clock = virtualClock();
  const tables = await tableDefinitions();
  const proxy = await startLimitsProxy({
    engine: data.engine.endpoint,
    tables,
    seed: 1,
    clock,
    scale: 0,
    ...options,
  });
  const client = new DynamoDBClient({
    endpoint: proxy.endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    maxAttempts: 1,
  });
  started.push({ proxy, clock, client });
  return { proxy, clock, client };
}

type Item = Record<string, AttributeValue>;

const text = (value: string) => ({ S: value });
/** A key of the funds table that no other test uses. */
const fresh = () => ({ pk: text(`p-${next()}`), sk: text('s') });
const ofBytes = (bytes: number): Item => ({ filling: text('x'.repeat(bytes)) });

const putFund = (
  item: Item,
  more: Partial<NonNullable<TransactWriteItem['Put']>> = {},
): TransactWriteItem => ({
  Put: { TableName: data.tables.funds, Item: item, ...more },
});
const singlePut = (item: Item) => new PutItemCommand({ TableName: data.tables.funds, Item: item });
const transact = (...TransactItems: TransactWriteItem[]) => new TransactWriteItemsCommand({ TransactItems });

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function reasonsOf(work: Promise<unknown>): Promise<readonly (string | undefined)[]> {
  const failure = await failureOf(work);
  if (!(failure instanceof TransactionCanceledException)) throw failure;
  return (failure.CancellationReasons ?? []).map(({ Code }) => Code);
}

const units = ({ writeUnits }: Statistics): number =>
  Object.values(writeUnits).reduce((sum, count) => sum + count, 0);

async function unitsOf({ proxy }: Limited, work: () => Promise<unknown>): Promise<number> {
  const before = units(proxy.statistics());
  await work();
  return units(proxy.statistics()) - before;
}

describe('a hot partition', () => {
  it('takes 1,000 write units at once, then 1,000 a second, and refuses the rest', async () => {
    const { client, clock, proxy } = await limited();
    const pk = text(`hot-${next()}`);
    const putHundredKilobytes = (): Promise<unknown> =>
      failureOf(client.send(singlePut({ pk, sk: text(`s-${next()}`), ...ofBytes(100 * 1024 - 60) })));
    const putUntilRefused = async (): Promise<number> => {
      for (let put = 0; ; put += 1) {
        const failure = await putHundredKilobytes();
        if (failure === undefined) continue;
        expect(failure).toBeInstanceOf(ProvisionedThroughputExceededException);
        return put;
      }
    };

    expect(await putUntilRefused()).toBe(10);
    clock.advance(300);
    expect(await putUntilRefused()).toBe(3);
    clock.advance(60_000);
    expect(await putUntilRefused()).toBe(10);
    expect(proxy.statistics()).toMatchObject({
      throttles: 3,
      writeUnits: { Funds: 2_300 },
      busyPartitions: { [`Funds ${JSON.stringify(pk)}`]: 2_300 },
    });
  });

  it('leaves other partitions alone', async () => {
    const { client } = await limited();
    const pk = text(`hot-${next()}`);
    for (const size of [390, 390, 219]) {
      await client.send(singlePut({ pk, sk: text(`s-${next()}`), ...ofBytes(size * 1024 - 60) }));
    }

    expect(await failureOf(client.send(singlePut({ pk, sk: text('one'), ...ofBytes(1_500) })))).toBeDefined();
    expect(await failureOf(client.send(singlePut(fresh())))).toBeUndefined();
  });

  it('cancels a transaction that it has no room for, with the reason at the item’s position', async () => {
    const limit = await limited();
    const pk = text(`hot-${next()}`);
    const large = (sk: string): Item => ({ pk, sk: text(sk), ...ofBytes(390 * 1024) });
    await limit.client.send(singlePut(large('1')));
    await limit.client.send(singlePut(large('2')));

    const spent = await unitsOf(limit, async () => {
      const asked = limit.client.send(transact(putFund(fresh()), putFund(large('3')), putFund(fresh())));
      expect(await reasonsOf(asked)).toEqual(['None', 'ThrottlingError', 'None']);
    });

    expect(spent).toBe(2);
    expect(limit.proxy.statistics().throttles).toBe(1);
    expect(limit.proxy.itemsHeld()).toBe(0);
  });

  it('gives 3,000 read units, and leaves the keys of a batch unread for which there are none', async () => {
    const { client, clock, proxy } = await limited();
    const pk = text(`read-${next()}`);
    const other = fresh();
    const large = { pk, sk: text('large') };
    await client.send(singlePut({ ...large, ...ofBytes(396 * 1024) }));
    await client.send(singlePut(other));
    const read = new GetItemCommand({ TableName: 'Funds', Key: large, ConsistentRead: true });
    let reads = 0;
    while ((await failureOf(client.send(read))) === undefined) reads += 1;

    expect(reads).toBe(Math.ceil(3_000 / 100));
    const both = { RequestItems: { Funds: { Keys: [large, other], ConsistentRead: true } } };
    const partly = await client.send(new BatchGetItemCommand(both));
    expect(partly.Responses?.['Funds']).toEqual([other]);
    expect(partly.UnprocessedKeys?.['Funds']?.Keys).toEqual([large]);
    clock.advance(1_000);
    expect((await client.send(new BatchGetItemCommand(both))).UnprocessedKeys).toEqual({});
    expect(proxy.statistics().readUnits['Funds']).toBe(3_000 + 1 + 101);
  });
});

describe('an item in a transaction', () => {
  /** Begins a transaction and stops the time while it holds its items. */
  async function holding(items: readonly Item[]) {
    const limit = await limited({ scale: 1 });
    const ongoing = limit.client.send(transact(...items.map((item) => putFund(item))));
    await seen(() => limit.proxy.statistics().requests['TransactWriteItems'] === 1);
    await limit.clock.passUntil(() => limit.proxy.itemsHeld() === items.length);
    const rejectedAfter = async <Answer>(asked: Promise<Answer>, requests: number): Promise<unknown> => {
      const failure = failureOf(asked);
      const total = (): number =>
        Object.values(limit.proxy.statistics().requests).reduce((sum, count) => sum + count, 0);
      await seen(() => total() === requests);
      let settled = false;
      void failure.then(() => (settled = true));
      await limit.clock.passUntil(() => settled);
      return failure;
    };
    return { ...limit, ongoing, rejectedAfter };
  }

  it('rejects another transaction, naming the item by its position, and lets the first one through', async () => {
    const [shared, mine, theirs] = [fresh(), fresh(), fresh()];
    const { client, clock, proxy, ongoing, rejectedAfter } = await holding([mine, shared]);

    const failure = await rejectedAfter(client.send(transact(putFund(shared), putFund(theirs))), 2);

    expect(failure).toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'TransactionConflict' }, { Code: 'None' }],
    });
    let done = false;
    void ongoing.then(() => (done = true));
    await clock.passUntil(() => done);
    expect(proxy.statistics()).toMatchObject({ conflicts: 1, writeUnits: { Funds: 2 * 2 + 1 } });
    expect(proxy.itemsHeld()).toBe(0);
    expect(await data.row('funds', { pk: theirs.pk.S, sk: 's' })).toBeUndefined();
    expect(await data.row('funds', { pk: shared.pk.S, sk: 's' })).toBeDefined();
  });

  it('rejects single writes', async () => {
    const item = fresh();
    const { client, rejectedAfter, ongoing, clock } = await holding([item]);

    expect(await rejectedAfter(client.send(singlePut(item)), 2)).toBeInstanceOf(TransactionConflictException);
    let done = false;
    void ongoing.then(() => (done = true));
    await clock.passUntil(() => done);
  });

  it('can be read', async () => {
    const item = fresh();
    const { client, rejectedAfter, ongoing, clock } = await holding([item]);
    const read = new GetItemCommand({ TableName: 'Funds', Key: item, ConsistentRead: true });

    expect(await rejectedAfter(client.send(read), 2)).toBeUndefined();
    let done = false;
    void ongoing.then(() => (done = true));
    await clock.passUntil(() => done);
  });
});

describe('the units of writes', () => {
  const line = (ticketId: string, more: Item = {}): Item => ({
    line: text(`LINE-${ticketId}`),
    ticketId: text(ticketId),
    ...more,
  });

  it('are for a single put one for each kilobyte, of what is written or of what was there', async () => {
    const limit = await limited();
    const item = fresh();
    const put = (more: Item) => () => limit.client.send(singlePut({ ...item, ...more }));

    expect(await unitsOf(limit, put({}))).toBe(1);
    expect(await unitsOf(limit, put(ofBytes(2_500)))).toBe(3);
    expect(await unitsOf(limit, put({}))).toBe(3);
    expect(await unitsOf(limit, put({}))).toBe(1);
  });

  it('are twice as many in a transaction, and those of a local index are not', async () => {
    const limit = await limited();
    const ticket = line(`t-${next()}`, { waitingNumber: { N: '7' } });
    const inLine = { Put: { TableName: data.tables.line, Item: ticket } };

    expect(await unitsOf(limit, () => limit.client.send(transact(putFund(fresh()), putFund(fresh()))))).toBe(
      4,
    );
    expect(
      await unitsOf(limit, () => limit.client.send(transact(putFund({ ...fresh(), ...ofBytes(1_500) })))),
    ).toBe(4);
    expect(await unitsOf(limit, () => limit.client.send(transact(inLine)))).toBe(2 + 1);
  });

  it('are for a failed condition those of the item that was there, and one write of each prepared item', async () => {
    const limit = await limited();
    const [small, other] = [fresh(), fresh()];
    const item = { ...small, ...ofBytes(2_500) };
    await limit.client.send(singlePut(item));
    const absent = { ConditionExpression: 'attribute_not_exists(pk)' };

    const single = await unitsOf(limit, async () => {
      const put = new PutItemCommand({ TableName: data.tables.funds, Item: small, ...absent });
      expect(await failureOf(limit.client.send(put))).toBeInstanceOf(ConditionalCheckFailedException);
    });
    const inTransaction = await unitsOf(limit, async () => {
      const asked = limit.client.send(transact(putFund(other), putFund(small, absent)));
      expect(await reasonsOf(asked)).toEqual(['None', 'ConditionalCheckFailed']);
    });

    expect(single).toBe(3);
    expect(inTransaction).toBe(1 + 3);
    expect(limit.proxy.statistics().failedConditions).toBe(2);
  });

  it.each([true, false])(
    'do not depend on when a transaction’s conditions are looked at (at prepare: %s)',
    async (conditionsAtPrepare) => {
      const limit = await limited({ conditionsAtPrepare });
      const key = fresh();
      const item = { ...key, version: { N: '1' } };
      await limit.client.send(singlePut(item));
      const guarded = (version: string): TransactWriteItem => ({
        Update: {
          TableName: data.tables.funds,
          Key: key,
          UpdateExpression: 'SET #version = :next, note = :note',
          ConditionExpression: '#version = :read',
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':next': { N: '2' }, ':read': { N: version }, ':note': text('n') },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      });

      const failure = await failureOf(limit.client.send(transact(guarded('7'))));
      expect(failure).toMatchObject({
        CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: item }],
      });
      expect(await unitsOf(limit, () => limit.client.send(transact(guarded('1'))))).toBe(2);
      expect(limit.proxy.statistics().writeUnits).toEqual({ Funds: 1 + 1 + 2 });
    },
  );

  it('agree with those that the engine reports, for every kind of write and index', async () => {
    const limit = await limited();
    const { client } = limit;
    const counted = { ReturnConsumedCapacity: 'TOTAL' } as const;
    const reported: ConsumedCapacity[] = [];
    const keep = (consumed: ConsumedCapacity | undefined): void => {
      if (consumed) reported.push(consumed);
    };
    const ticketId = `t-${next()}`;
    const putTicket = async (more: Item): Promise<void> => {
      const Item = line(ticketId, more);
      keep((await client.send(new PutItemCommand({ TableName: 'Line', Item, ...counted }))).ConsumedCapacity);
    };
    const claim = fresh();
    const putClaim = async (more: Item): Promise<void> => {
      const TransactItems = [{ Put: { TableName: 'Claims', Item: { ...claim, ...more } } }];
      const { ConsumedCapacity: all = [] } = await client.send(
        new TransactWriteItemsCommand({ TransactItems, ...counted }),
      );
      all.forEach(keep);
    };
    const update = async (UpdateExpression: string, values?: Item): Promise<void> => {
      const change = { UpdateExpression, ...(values && { ExpressionAttributeValues: values }) };
      const command = new UpdateItemCommand({ TableName: 'Claims', Key: claim, ...change, ...counted });
      keep((await client.send(command)).ConsumedCapacity);
    };

    await putTicket({});
    await putTicket({ waitingNumber: { N: '2' } });
    await putTicket({ waitingNumber: { N: '3' } });
    await putTicket({ waitingNumber: { N: '3' }, ...ofBytes(1_200) });
    await putClaim({ employerKey: text('e'), employerSort: text('1') });
    await putClaim({ employerKey: text('e'), employerSort: text('1'), status: text('draft') });
    await putClaim({ employerKey: text('f'), employerSort: text('1'), status: text('draft') });
    await update('SET dueKey = :key, dueAt = :at', { ':key': text('d'), ':at': text('1') });
    await update('SET filling = :filling', { ':filling': text('x'.repeat(2_000)) });
    await update('REMOVE dueKey, employerKey');
    const deletion = new DeleteItemCommand({ TableName: 'Claims', Key: claim, ...counted });
    keep((await client.send(deletion)).ConsumedCapacity);

    const sum = (table: string): number =>
      reported
        .filter(({ TableName }) => TableName === table)
        .reduce((total, { CapacityUnits = 0 }) => total + CapacityUnits, 0);
    expect(limit.proxy.statistics().writeUnits).toEqual({ Line: sum('Line'), Claims: sum('Claims') });
    expect(sum('Line')).toBeGreaterThan(6);
    expect(sum('Claims')).toBeGreaterThan(12);
  });

  it('are refused to a write whose global index is behind', async () => {
    const { client, clock } = await limited();
    const ofOneEmployer = () => {
      const large = { status: text('x'.repeat(100 * 1024 - 200)) };
      const Item = { ...fresh(), employerKey: text('busy'), employerSort: text('1'), ...large };
      return failureOf(client.send(new PutItemCommand({ TableName: 'Claims', Item })));
    };
    let put = 0;
    while ((await ofOneEmployer()) === undefined) put += 1;

    expect(put).toBe(10);
    expect(await ofOneEmployer()).toBeInstanceOf(ProvisionedThroughputExceededException);
    clock.advance(100);
    expect(await ofOneEmployer()).toBeUndefined();
  });
});

describe('the time of a request', () => {
  it('is a published one, and passes only by the proxy’s clock', async () => {
    const { client, clock, proxy } = await limited({ scale: 1 });
    const timeOf = async (work: () => Promise<unknown>): Promise<number> => {
      const before = clock.now();
      const total = Object.values(proxy.statistics().requests).length;
      let done = false;
      void work().then(() => (done = true));
      await seen(() => Object.values(proxy.statistics().requests).length > total);
      await clock.passUntil(() => done);
      return clock.now() - before;
    };

    const put = await timeOf(() => client.send(singlePut(fresh())));
    const transaction = await timeOf(() => client.send(transact(putFund(fresh()))));

    expect(put).toBeGreaterThanOrEqual(5.47);
    expect(transaction).toBeGreaterThanOrEqual(19.4);
  });
});

describe('reads', () => {
  it('cost what the engine reports', async () => {
    const { client, proxy } = await limited();
    const Key = fresh();
    await client.send(singlePut({ ...Key, ...ofBytes(5_000) }));
    const byPartition = {
      TableName: 'Funds',
      KeyConditionExpression: '#pk = :pk AND sk > :sk',
      ExpressionAttributeNames: { '#pk': 'pk' },
      ExpressionAttributeValues: { ':pk': Key.pk, ':sk': text('a') },
    };

    await client.send(new GetItemCommand({ TableName: 'Funds', Key, ConsistentRead: true }));
    await client.send(new GetItemCommand({ TableName: 'Funds', Key }));
    await client.send(new QueryCommand({ ...byPartition, ConsistentRead: true }));
    await client.send(new BatchGetItemCommand({ RequestItems: { Funds: { Keys: [Key, fresh()] } } }));

    expect(proxy.statistics().readUnits).toEqual({ Funds: 2 + 1 + 2 + 1.5 });
  });
});

describe('what the proxy has no rules for', () => {
  it('is refused by name and counted as a fault', async () => {
    const { client, proxy } = await limited();

    const batch = { RequestItems: { Funds: [{ PutRequest: { Item: fresh() } }] } };
    await expect(client.send(new BatchWriteItemCommand(batch))).rejects.toThrow(
      'no rules for BatchWriteItem',
    );
    await expect(client.send(new GetItemCommand({ TableName: 'Other', Key: fresh() }))).rejects.toThrow(
      'was not told of a table named Other',
    );
    await expect(
      client.send(
        new PutItemCommand({ TableName: 'Funds', Item: { ...fresh(), b: { B: new Uint8Array(1) } } }),
      ),
    ).rejects.toThrow('a value of the kind B');
    expect(proxy.statistics().faults).toBe(3);
  });
});
