import {
  BatchWriteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient, PutItemCommandInput, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { TABLES, tableDefinitions } from '../support/table-definitions.ts';
import { chanceOf, xoshiro } from './clockwork/chance.ts';
import { NO_FAULTS } from './clockwork/faults.ts';
import type { Faults } from './clockwork/faults.ts';
import { createWorld } from './world.ts';
import type { World } from './world.ts';

const tables = await tableDefinitions();

/** A world in which nothing happens by itself, with these faults. */
function quiet(faults: Partial<Faults> = {}): { world: World; client: DynamoDBClient } {
  const world = createWorld(4, tables);
  world.network.faults = { ...NO_FAULTS, ...faults };
  return { world, client: world.clientFor(world.start('test')) };
}

/** Lets a minute pass, and says what has become of it. */
async function after(world: World, asked: Promise<object>): Promise<unknown> {
  let became: unknown = 'nothing yet';
  asked.then(
    (answer) => (became = answer),
    (error: unknown) => (became = error),
  );
  await world.schedule.runUntil(world.schedule.now() + 60_000);
  return became;
}

const row = (sk: string, changes: Partial<PutItemCommandInput> = {}): PutItemCommandInput => ({
  TableName: TABLES.funds,
  Item: { pk: { S: 'pk' }, sk: { S: sk } },
  ...changes,
});
const put = (sk: string, changes: Partial<PutItemCommandInput> = {}): TransactWriteItem => ({
  Put: { ...row(sk, changes), TableName: TABLES.funds, Item: { pk: { S: 'pk' }, sk: { S: sk } } },
});
const get = (sk: string) =>
  new GetItemCommand({
    TableName: TABLES.funds,
    Key: { pk: { S: 'pk' }, sk: { S: sk } },
    ConsistentRead: true,
  });
const ABSENT = { ConditionExpression: 'attribute_not_exists(pk)' };

describe('chance', () => {
  it('is xoshiro128**, by its published numbers', () => {
    const next = xoshiro([1, 2, 3, 4]);

    expect(Array.from({ length: 10 }, next)).toEqual([
      11_520, 0, 5_927_040, 70_819_200, 2_031_721_883, 1_637_235_492, 1_287_239_034, 3_734_860_849,
      3_729_100_597, 4_258_142_804,
    ]);
  });

  it('is the same for the same seed and another for the next one', () => {
    const row = (seed: number): readonly number[] => {
      const chance = chanceOf(seed);
      return Array.from({ length: 4 }, () => chance.bits());
    };

    expect(row(7)).toEqual(row(7));
    expect(row(7)).not.toEqual(row(8));
  });
});

describe('the simulated DynamoDB', () => {
  it('writes all of a transaction or nothing, and says which condition failed', async () => {
    const { world, client } = quiet();
    await after(world, client.send(new PutItemCommand(row('one'))));

    const both = { TransactItems: [put('one', ABSENT), put('two', ABSENT)] };
    const refused = await after(world, client.send(new TransactWriteItemsCommand(both)));

    expect(refused).toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed' }, { Code: 'None' }],
    });
    expect(await after(world, client.send(get('two')))).toEqual({});
  });

  it('turns away whoever wants a row that a transaction has in hand', async () => {
    const { world, client } = quiet();
    const transaction = () => client.send(new TransactWriteItemsCommand({ TransactItems: [put('one')] }));
    const outcomes = await Promise.all([
      ...Array.from({ length: 20 }, () => after(world, transaction())),
      after(world, client.send(new PutItemCommand(row('one')))),
    ]);

    const names = outcomes.map((outcome) => (outcome instanceof Error ? outcome.name : 'written'));
    expect(names).toContain('written');
    expect(names).toContain('TransactionCanceledException');
  });

  it('does a transaction once whose answer was lost, and a single write again', async () => {
    const { world, client } = quiet({ lostAnswer: 0.5 });
    const written: string[] = [];
    world.store.onCommit((changes) => written.push(...changes.map(({ name }) => name)));

    for (let turn = 0; turn < 20; turn += 1) {
      const once = { TransactItems: [put(`once-${turn}`, ABSENT)] };
      const done = await after(world, client.send(new TransactWriteItemsCommand(once)));
      expect(['object', 'TimeoutError']).toContain(done instanceof Error ? done.name : typeof done);
    }

    expect(new Set(written).size).toBe(written.length);
  });

  it('is throttled, and gives up after the tries of the SDK', async () => {
    const { world, client } = quiet({ throttle: 1 });

    const refused = await after(world, client.send(new PutItemCommand(row('one'))));

    expect(refused).toMatchObject({ name: 'ProvisionedThroughputExceededException' });
  });

  it('lets an index answer from the past, and a consistent read never', async () => {
    const { world, client } = quiet({ staleRead: 1 });
    const pending = new QueryCommand({
      TableName: TABLES.outbox,
      IndexName: 'pending',
      ConsistentRead: false,
      KeyConditionExpression: 'pendingKey = :key',
      ExpressionAttributeValues: { ':key': { S: 'P' } },
    });
    const Item = { pk: { S: 'm' }, pendingKey: { S: 'P' }, pendingSince: { S: '1' } };
    await after(world, client.send(new PutItemCommand({ TableName: TABLES.outbox, Item })));

    const answers = [];
    for (let turn = 0; turn < 10; turn += 1) answers.push(await after(world, client.send(pending)));

    expect(answers).toContainEqual({ Items: [] });
    expect(await after(world, client.send(get('one')))).toEqual({});
  });

  it('never answers a process that has died, though what it sent off arrives', async () => {
    const { world } = quiet();
    const process = world.start('dying');
    const asked = world.clientFor(process).send(new PutItemCommand(row('one')));
    process.die();

    expect(await after(world, asked)).toBe('nothing yet');
    expect(world.store.table(TABLES.funds).rows.size).toBe(1);
  });

  it('refuses what it does not know, by name', () => {
    const { client } = quiet();
    const unknown = new BatchWriteItemCommand({ RequestItems: {} });
    const strange = {
      ConditionExpression: 'size(pk) > :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    };

    expect(() => client.send(unknown)).toThrow('does not know this command');
    expect(() => client.send(new PutItemCommand(row('one', strange)))).toThrow(
      'does not know "size(pk) > :one"',
    );
    expect(() =>
      client.send(new PutItemCommand(row('one', { ...ABSENT, ExpressionAttributeNames: { '#a': 'a' } }))),
    ).toThrow('#a');
    expect(() => client.send(new TransactWriteItemsCommand({ TransactItems: [put('a'), put('a')] }))).toThrow(
      'twice',
    );
    expect(() => client.config).toThrow('has no config');
  });
});
