import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import {
  ConditionalCheckFailedException,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  GetItemCommand,
  IdempotentParameterMismatchException,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  TransactionCanceledException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { engineBinary } from '../../infra/local/dynamodb/binary.ts';
import type { DynamoDbEngine, DynamoDbOptions } from '../../infra/local/dynamodb/start.ts';
import { startDynamoDb } from '../../infra/local/dynamodb/start.ts';
import type { TableDefinition } from '../../infra/local/dynamodb/table-definition.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../infra/local/engine.ts';

const CLAIMS: TableDefinition = {
  name: 'Claims',
  arn: 'arn:aws:dynamodb:eu-west-2:000000000000:table/Claims',
  keySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  attributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'S' },
    { AttributeName: 'queue', AttributeType: 'S' },
    { AttributeName: 'due', AttributeType: 'N' },
  ],
  globalSecondaryIndexes: [
    {
      IndexName: 'by-queue',
      KeySchema: [
        { AttributeName: 'queue', KeyType: 'HASH' },
        { AttributeName: 'due', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
  localSecondaryIndexes: [],
  timeToLiveAttribute: 'expires',
};

const LINE: TableDefinition = {
  name: 'Line',
  arn: 'arn:aws:dynamodb:eu-west-2:000000000000:table/Line',
  keySchema: [
    { AttributeName: 'fund', KeyType: 'HASH' },
    { AttributeName: 'ticket', KeyType: 'RANGE' },
  ],
  attributeDefinitions: [
    { AttributeName: 'fund', AttributeType: 'S' },
    { AttributeName: 'ticket', AttributeType: 'S' },
    { AttributeName: 'open', AttributeType: 'S' },
  ],
  globalSecondaryIndexes: [],
  localSecondaryIndexes: [
    {
      IndexName: 'open-tickets',
      KeySchema: [
        { AttributeName: 'fund', KeyType: 'HASH' },
        { AttributeName: 'open', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  stream: 'NEW_AND_OLD_IMAGES',
};

const TABLES = [CLAIMS, LINE];

const START_MODULE = new URL('../../infra/local/dynamodb/start.ts', import.meta.url).href;
const LAUNCHER = `
  const { DIRECTORY, TABLES, START } = process.env;
  const { startDynamoDb } = await import(START);
  const { endpoint, processId } = await startDynamoDb({ directory: DIRECTORY, tables: JSON.parse(TABLES) });
  console.log(JSON.stringify({ endpoint, processId }));
`;
const launched = z.object({ endpoint: z.string(), processId: z.number() });

const directories: string[] = [];
const engines: DynamoDbEngine[] = [];
const clients: DynamoDBClient[] = [];

function freshDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  directories.push(directory);
  return directory;
}

async function start(options: Partial<DynamoDbOptions> = {}): Promise<DynamoDbEngine> {
  const engine = await startDynamoDb({ directory: freshDirectory(), tables: TABLES, ...options });
  engines.push(engine);
  return engine;
}

function configuration(engine: { readonly endpoint: string }, maxAttempts = 1) {
  return { endpoint: engine.endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS, maxAttempts };
}

function clientOf(engine: { readonly endpoint: string }, maxAttempts = 1): DynamoDBClient {
  const client = new DynamoDBClient(configuration(engine, maxAttempts));
  clients.push(client);
  return client;
}

const claimKey = (id: string) => ({ pk: { S: id }, sk: { S: 'claim' } });
const claim = (id: string, pence: number) => ({ ...claimKey(id), pence: { N: String(pence) } });
const putClaim = (id: string, pence: number) =>
  new PutItemCommand({ TableName: 'Claims', Item: claim(id, pence) });

/** Takes pence from a claim that has enough of them. */
function take(id: string, pence: number) {
  return {
    TableName: 'Claims',
    Key: claimKey(id),
    UpdateExpression: 'SET pence = pence - :some',
    ConditionExpression: 'pence >= :some',
    ExpressionAttributeValues: { ':some': { N: String(pence) } },
  };
}

async function penceOf(client: DynamoDBClient, id: string): Promise<string | undefined> {
  const read = await client.send(
    new GetItemCommand({ TableName: 'Claims', Key: claimKey(id), ConsistentRead: true }),
  );
  return read.Item?.['pence']?.N;
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

async function cancellationOf(work: Promise<unknown>): Promise<TransactionCanceledException> {
  const error = await failureOf(work);
  if (error instanceof TransactionCanceledException) {
    return error;
  }
  throw new Error(`not cancelled: ${String(error)}`);
}

async function streamOf(engine: DynamoDbEngine, table: string) {
  const streams = new DynamoDBStreamsClient(configuration(engine));
  try {
    const StreamArn = engine.streamArn(table);
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
    const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    return Records;
  } finally {
    streams.destroy();
  }
}

function putTicket(client: DynamoDBClient, ticket: string, more: { fund?: string; open?: string } = {}) {
  const { fund = 'main', open } = more;
  const Item = { fund: { S: fund }, ticket: { S: ticket }, ...(open !== undefined && { open: { S: open } }) };
  return client.send(new PutItemCommand({ TableName: 'Line', Item }));
}

afterAll(async () => {
  for (const client of clients) {
    client.destroy();
  }
  await Promise.all(engines.map((engine) => engine.close()));
  for (const directory of directories) {
    rmSync(directory, { recursive: true, force: true });
  }
});

describe('the DynamoDB API', () => {
  let engine: DynamoDbEngine;
  let client: DynamoDBClient;

  beforeAll(async () => {
    engine = await start();
    client = clientOf(engine);
  });

  it('keeps a condition and the write it guards together', async () => {
    await client.send(putClaim('guarded', 100));

    await client.send(new UpdateItemCommand(take('guarded', 30)));
    const refused = await failureOf(
      client.send(
        new UpdateItemCommand({ ...take('guarded', 71), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      ),
    );

    expect(refused).toBeInstanceOf(ConditionalCheckFailedException);
    expect(refused).toMatchObject({ Item: { pence: { N: '70' } } });
    expect(await penceOf(client, 'guarded')).toBe('70');
  });

  it('lets 32 takers at once take a balance down to nothing and no further', async () => {
    await client.send(putClaim('drained', 10));

    const outcomes = await Promise.allSettled(
      Array.from({ length: 32 }, () => client.send(new UpdateItemCommand(take('drained', 1)))),
    );

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    expect(await penceOf(client, 'drained')).toBe('0');
  });

  it('carries out SET, ADD, REMOVE and DELETE in one update expression', async () => {
    await client.send(
      new PutItemCommand({
        TableName: 'Claims',
        Item: {
          ...claim('shaped', 1),
          kinds: { SS: ['a', 'b'] },
          past: { S: 'x' },
          map: { M: { n: { N: '1' } } },
        },
      }),
    );

    const updated = await client.send(
      new UpdateItemCommand({
        TableName: 'Claims',
        Key: claimKey('shaped'),
        UpdateExpression:
          'SET #map.n = #map.n + :one, events = list_append(if_not_exists(events, :none), :event) ADD pence :one REMOVE past DELETE kinds :a',
        ExpressionAttributeNames: { '#map': 'map' },
        ExpressionAttributeValues: {
          ':one': { N: '1' },
          ':none': { L: [] },
          ':event': { L: [{ S: 'e' }] },
          ':a': { SS: ['a'] },
        },
        ReturnValues: 'ALL_NEW',
      }),
    );

    expect(updated.Attributes).toStrictEqual({
      ...claim('shaped', 2),
      kinds: { SS: ['b'] },
      map: { M: { n: { N: '2' } } },
      events: { L: [{ S: 'e' }] },
    });
  });

  it('writes a put, an update, a delete and a check as one', async () => {
    await client.send(putClaim('both-a', 50));
    await client.send(putClaim('both-b', 1));

    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          {
            Put: {
              TableName: 'Claims',
              Item: claim('both-c', 20),
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
          { Update: take('both-a', 20) },
          {
            Delete: {
              TableName: 'Claims',
              Key: claimKey('both-b'),
              ConditionExpression: 'attribute_exists(pk)',
            },
          },
          {
            ConditionCheck: {
              TableName: 'Claims',
              Key: claimKey('nobody'),
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
        ],
      }),
    );

    const read = await client.send(
      new TransactGetItemsCommand({
        TransactItems: ['both-a', 'both-b', 'both-c'].map((id) => ({
          Get: { TableName: 'Claims', Key: claimKey(id) },
        })),
      }),
    );
    expect(read.Responses?.map(({ Item }) => Item?.['pence']?.N)).toStrictEqual(['30', undefined, '20']);
  });

  it('cancels a transaction whole, with a reason for each position and the item where it was asked for', async () => {
    await client.send(putClaim('reasons', 5));

    const cancelled = await cancellationOf(
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName: 'Claims', Item: claim('reasons-new', 1) } },
            { Update: { ...take('reasons', 6), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
            {
              ConditionCheck: {
                TableName: 'Claims',
                Key: claimKey('nobody'),
                ConditionExpression: 'attribute_exists(pk)',
              },
            },
          ],
        }),
      ),
    );

    expect(cancelled.CancellationReasons?.map(({ Code }) => Code)).toStrictEqual([
      'None',
      'ConditionalCheckFailed',
      'ConditionalCheckFailed',
    ]);
    expect(cancelled.CancellationReasons?.[1]?.Item).toStrictEqual(claim('reasons', 5));
    expect(cancelled.CancellationReasons?.[2]?.Item).toBeUndefined();
    expect(await penceOf(client, 'reasons-new')).toBeUndefined();
  });

  it('takes 100 actions in a transaction and refuses 101', async () => {
    const actions = (count: number): TransactWriteItem[] =>
      Array.from({ length: count }, (_, index) => ({
        Put: { TableName: 'Claims', Item: claim(`many-${count}-${index}`, index) },
      }));

    await client.send(new TransactWriteItemsCommand({ TransactItems: actions(100) }));
    const refused = await failureOf(
      client.send(new TransactWriteItemsCommand({ TransactItems: actions(101) })),
    );

    expect(await penceOf(client, 'many-100-99')).toBe('99');
    expect(refused).toMatchObject({ name: 'ValidationException' });
    expect(await penceOf(client, 'many-101-0')).toBeUndefined();
  });

  it('refuses one item twice in a transaction', async () => {
    const refused = await failureOf(
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Update: take('twice', 1) }, { Update: take('twice', 2) }],
        }),
      ),
    );

    expect(refused).toMatchObject({ name: 'ValidationException' });
  });

  it('carries out a transaction once however often its token comes, and refuses the token for another', async () => {
    await client.send(putClaim('token', 100));
    const send = (pence: number) =>
      client.send(
        new TransactWriteItemsCommand({
          ClientRequestToken: 'token-1',
          TransactItems: [{ Update: take('token', pence) }],
        }),
      );

    await Promise.all(Array.from({ length: 8 }, () => send(10)));
    const other = await failureOf(send(11));

    expect(await penceOf(client, 'token')).toBe('90');
    expect(other).toBeInstanceOf(IdempotentParameterMismatchException);
  });

  it('lists in a global index only the items that have its key, in the order of that key', async () => {
    for (const [id, due] of [
      ['g1', 3],
      ['g2', 1],
      ['g3', undefined],
    ] as const) {
      const queued = due === undefined ? {} : { queue: { S: 'review' }, due: { N: String(due) } };
      await client.send(new PutItemCommand({ TableName: 'Claims', Item: { ...claim(id, 0), ...queued } }));
    }

    const found = await client.send(
      new QueryCommand({
        TableName: 'Claims',
        IndexName: 'by-queue',
        KeyConditionExpression: 'queue = :review',
        ExpressionAttributeValues: { ':review': { S: 'review' } },
      }),
    );

    expect(found.Items?.map((item) => [item['pk']?.S, item['pence']])).toStrictEqual([
      ['g2', undefined],
      ['g1', undefined],
    ]);
  });

  it('reads a local index consistently, and lists in it only the items that have its key', async () => {
    await putTicket(client, '0001', { open: 'a' });
    await putTicket(client, '0002');
    await putTicket(client, '0003', { open: 'b' });

    const found = await client.send(
      new QueryCommand({
        TableName: 'Line',
        IndexName: 'open-tickets',
        ConsistentRead: true,
        ScanIndexForward: false,
        KeyConditionExpression: 'fund = :main',
        ExpressionAttributeValues: { ':main': { S: 'main' } },
      }),
    );

    expect(found.Items?.map((item) => item['ticket']?.S)).toStrictEqual(['0003', '0001']);
  });

  it('pages through a query by its limit and loses nothing', async () => {
    for (let index = 0; index < 25; index++) {
      await putTicket(client, String(index).padStart(4, '0'), { fund: 'paged' });
    }

    const seen: (string | undefined)[] = [];
    let ExclusiveStartKey;
    do {
      const page: Awaited<ReturnType<typeof queryPage>> = await queryPage(ExclusiveStartKey);
      seen.push(...(page.Items ?? []).map((item) => item['ticket']?.S));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);

    function queryPage(from: QueryCommand['input']['ExclusiveStartKey']) {
      return client.send(
        new QueryCommand({
          TableName: 'Line',
          ConsistentRead: true,
          KeyConditionExpression: 'fund = :paged',
          ExpressionAttributeValues: { ':paged': { S: 'paged' } },
          Limit: 7,
          ExclusiveStartKey: from,
        }),
      );
    }
    expect(seen).toStrictEqual(Array.from({ length: 25 }, (_, index) => String(index).padStart(4, '0')));
  });

  it('streams the writes to one item collection in the order of their commits, with both images', async () => {
    const written = await start();
    const writer = clientOf(written);
    const count = () =>
      writer.send(
        new UpdateItemCommand({
          TableName: 'Line',
          Key: { fund: { S: 'main' }, ticket: { S: 'counter' } },
          UpdateExpression: 'ADD settled :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        }),
      );
    await Promise.all([
      ...Array.from({ length: 20 }, count),
      ...Array.from({ length: 20 }, (_, index) => putTicket(writer, `t${index}`)),
    ]);
    await putTicket(writer, 't7', { open: 'changed' });

    const records = await streamOf(written, 'Line');

    const counted = records.flatMap((record) => record.dynamodb?.NewImage?.['settled']?.N ?? []);
    expect(counted).toStrictEqual(Array.from({ length: 20 }, (_, index) => String(index + 1)));
    expect(records).toHaveLength(41);
    expect(records[40]).toMatchObject({
      eventName: 'MODIFY',
      dynamodb: { OldImage: { ticket: { S: 't7' } }, NewImage: { open: { S: 'changed' } } },
    });
  });

  it('names the stream of a table that has one, with the label of this very table', () => {
    expect(engine.streamArn('Line')).toMatch(
      /^arn:aws:dynamodb:eu-west-2:000000000000:table\/Line\/stream\/\d{4}-\d\d-\d\dT[\d:.]+$/,
    );
    expect(engine.streamArn('Claims')).toBeUndefined();
  });

  it('listens on loopback only', async () => {
    const { hostname, port } = new URL(engine.endpoint);
    expect(hostname).toBe('127.0.0.1');
    const elsewhere = connect({ host: '127.0.0.2', port: Number(port) });
    const errors: unknown[] = await once(elsewhere, 'error');
    expect(errors[0]).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('what has been answered', () => {
  it('is there after an orderly restart, with the stream going on where it was', async () => {
    const directory = freshDirectory();
    const first = await start({ directory });
    await putTicket(clientOf(first), '0001');
    const streamArn = first.streamArn('Line');
    await first.close();

    const second = await start({ directory });
    await putTicket(clientOf(second), '0002');

    const records = await streamOf(second, 'Line');
    expect(records.map((record) => record.dynamodb?.Keys?.['ticket']?.S)).toStrictEqual(['0001', '0002']);
    expect(second.streamArn('Line')).toBe(streamArn);
  });

  it('is there after kill -9 of the engine in the middle of writes', async () => {
    const directory = freshDirectory();
    const first = await start({ directory });
    const client = clientOf(first);
    const acknowledged: string[] = [];
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let index = 0; ; index++) {
        const id = `${writer}-${index}`;
        await client.send(putClaim(id, index));
        acknowledged.push(id);
      }
    });
    const ended = Promise.allSettled(writers);
    while (acknowledged.length < 100) {
      await pause(5);
    }
    process.kill(first.processId, 'SIGKILL');
    await ended;

    const second = clientOf(await start({ directory }));

    const found = await Promise.all(acknowledged.map((id) => penceOf(second, id)));
    expect(found.filter((pence) => pence === undefined)).toStrictEqual([]);
    expect(found.length).toBeGreaterThanOrEqual(100);
  });
});

describe('an engine whose launcher is killed with kill -9', () => {
  it('ends too, and its directory opens again with everything in it', async () => {
    const directory = freshDirectory();
    const launcher = spawn(process.execPath, ['--input-type=module', '--eval', LAUNCHER], {
      env: { DIRECTORY: directory, TABLES: JSON.stringify(TABLES), START: START_MODULE },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const printed: unknown[] = await once(launcher.stdout, 'data');
    const { endpoint, processId } = launched.parse(JSON.parse(String(printed[0])));
    const client = clientOf({ endpoint });
    await client.send(putClaim('kept', 7));

    launcher.kill('SIGKILL');
    await vi.waitFor(() => expect(() => process.kill(processId, 0)).toThrow(/ESRCH/));

    const again = await start({ directory });
    expect(await penceOf(clientOf(again), 'kept')).toBe('7');
  });
});

describe('the tables', () => {
  it('are what the definitions say', async () => {
    const client = clientOf(await start());

    const described = await client.send(new DescribeTableCommand({ TableName: 'Claims' }));
    const expiry = await client.send(new DescribeTimeToLiveCommand({ TableName: 'Claims' }));

    expect(described.Table).toMatchObject({ TableStatus: 'ACTIVE', KeySchema: CLAIMS.keySchema });
    expect(expiry.TimeToLiveDescription).toMatchObject({
      AttributeName: 'expires',
      TimeToLiveStatus: 'ENABLED',
    });
  });

  it.each<{ readonly difference: string; readonly changed: TableDefinition; readonly says: RegExp }>([
    {
      difference: 'key',
      changed: { ...CLAIMS, keySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }] },
      says: /Claims .* differs .*key is pk HASH \+ sk RANGE, the definition says pk HASH/,
    },
    {
      difference: 'global index gone',
      changed: { ...CLAIMS, globalSecondaryIndexes: [] },
      says: /global secondary index by-queue is queue HASH \+ due RANGE projecting KEYS_ONLY, the definition says absent/,
    },
    {
      difference: 'projection',
      changed: {
        ...CLAIMS,
        globalSecondaryIndexes: CLAIMS.globalSecondaryIndexes.map((index) => ({
          ...index,
          Projection: { ProjectionType: 'ALL' as const },
        })),
      },
      says: /projecting KEYS_ONLY, the definition says .* projecting ALL/,
    },
    {
      difference: 'stream',
      changed: { ...CLAIMS, stream: 'NEW_IMAGE' },
      says: /stream is none, the definition says NEW_IMAGE/,
    },
    {
      difference: 'time to live',
      changed: { ...CLAIMS, timeToLiveAttribute: 'until' },
      says: /time to live attribute is expires, the definition says until/,
    },
  ])('are refused when a directory holds one with another $difference', async ({ changed, says }) => {
    const directory = freshDirectory();
    await (await start({ directory })).close();

    const refused = await failureOf(start({ directory, tables: [changed, LINE] }));

    expect(String(refused)).toMatch(says);
  });

  it('are the same whatever the order of attributes and indexes', async () => {
    const directory = freshDirectory();
    await (await start({ directory })).close();

    const again = await start({
      directory,
      tables: [{ ...CLAIMS, attributeDefinitions: CLAIMS.attributeDefinitions.toReversed() }, LINE],
    });

    expect(again.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('must carry their own names in their ARNs', async () => {
    const refused = await failureOf(start({ tables: [{ ...CLAIMS, name: 'Other' }] }));

    expect(String(refused)).toContain('is not that of a table named Other');
  });
});

describe('the engine', () => {
  it('is told to be installed where there is no package for the platform', () => {
    expect(() => engineBinary({ platform: 'darwin-arm64', given: undefined })).toThrow(
      /no npm package for darwin-arm64\. Install dynoxide 1\.2\.1 and set DYNOXIDE_BINARY/,
    );
    expect(() => engineBinary({ given: '/nowhere/dynoxide' })).toThrow(
      /DYNOXIDE_BINARY names \/nowhere\/dynoxide/,
    );
  });

  it('is gone after close, and so is the endpoint', async () => {
    const engine = await start();
    await engine.close();
    await engine.close();

    expect(() => process.kill(engine.processId, 0)).toThrow(/ESRCH/);
    const closed = connect({ host: '127.0.0.1', port: Number(new URL(engine.endpoint).port) });
    const errors: unknown[] = await once(closed, 'error');
    expect(errors[0]).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('has its stream records indexed, and those older than a day dropped but for the newest of a table', async () => {
    const directory = freshDirectory();
    const first = await start({ directory });
    const client = clientOf(first);
    for (const ticket of ['0001', '0002', '0003']) {
      await putTicket(client, ticket);
    }
    await first.close();
    const database = new DatabaseSync(join(directory, 'dynamodb.sqlite'));
    database.exec('UPDATE _stream_records SET created_at = created_at - 90000');
    database.close();

    const second = await start({ directory });
    await putTicket(clientOf(second), '0004');

    const records = await streamOf(second, 'Line');
    expect(records.map((record) => record.dynamodb?.SequenceNumber)).toStrictEqual(['3', '4']);
    await second.close();
    const after = new DatabaseSync(join(directory, 'dynamodb.sqlite'));
    const plan: unknown = after
      .prepare(
        "EXPLAIN QUERY PLAN SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = 'Line'",
      )
      .get();
    after.close();
    expect(JSON.stringify(plan)).toContain('USING COVERING INDEX ldss_stream_position');
  });

  it('works without the index, and says so, when its private schema is not the known one', async () => {
    const directory = freshDirectory();
    await (await start({ directory })).close();
    const database = new DatabaseSync(join(directory, 'dynamodb.sqlite'));
    database.exec('DROP INDEX ldss_stream_position; ALTER TABLE _stream_records ADD COLUMN shape TEXT; ');
    database.close();
    const lines: string[] = [];

    const second = await start({ directory, log: (line) => lines.push(line) });
    await putTicket(clientOf(second), '0001');

    expect(lines).toStrictEqual([
      'DynamoDB: stream records are not indexed: the schema is not that of engine 1.2.1',
    ]);
    expect(await streamOf(second, 'Line')).toHaveLength(1);
  });

  it('calls a listener after writes to its table and after no others', async () => {
    const engine = await start();
    const client = clientOf(engine);
    let calls = 0;
    const stop = engine.onWrite('Line', () => {
      calls += 1;
    });

    await putTicket(client, '0001');
    await client.send(putClaim('other', 1));
    await client.send(
      new GetItemCommand({ TableName: 'Line', Key: { fund: { S: 'main' }, ticket: { S: '0001' } } }),
    );
    stop();
    await putTicket(client, '0002');

    expect(calls).toBe(1);
  });

  it('refuses a request whose length it is not told', async () => {
    const lines: string[] = [];
    const engine = await start({ log: (line) => lines.push(line) });
    const chunked = request(engine.endpoint, { method: 'POST', headers: { 'transfer-encoding': 'chunked' } });
    chunked.end('{}');

    await once(chunked, 'error');

    expect(lines).toStrictEqual([
      'DynamoDB: a connection is closed: Error: a request without a Content-Length',
    ]);
  });
});

describe('expiry', () => {
  it('removes what has expired, and nothing that has not, that never does, or that ended too long ago', async () => {
    const now = Date.UTC(2027, 0, 1);
    const seconds = now / 1000;
    const engine = await start({ now: () => now });
    const client = clientOf(engine);
    const expiries = {
      gone: seconds - 1,
      later: seconds + 1,
      never: undefined,
      ancient: seconds - 200_000_000,
    };
    for (const [id, expires] of Object.entries(expiries)) {
      const Item = { ...claim(id, 1), ...(expires !== undefined && { expires: { N: String(expires) } }) };
      await client.send(new PutItemCommand({ TableName: 'Claims', Item }));
    }

    const deleted = await engine.sweepExpired();

    expect(deleted).toBe(1);
    expect(await Promise.all(Object.keys(expiries).map((id) => penceOf(client, id)))).toStrictEqual([
      undefined,
      '1',
      '1',
      '1',
    ]);
  });

  it('reaches more items than one page of the sweep', async () => {
    const engine = await start({ now: () => 2_000_000_000_000 });
    const client = clientOf(engine);
    for (let batch = 0; batch < 6; batch++) {
      await client.send(
        new TransactWriteItemsCommand({
          TransactItems: Array.from({ length: 100 }, (_, index) => ({
            Put: {
              TableName: 'Claims',
              Item: { ...claim(`${batch}-${index}`, 1), expires: { N: '1999999999' } },
            },
          })),
        }),
      );
    }

    expect(await engine.sweepExpired()).toBe(600);
    expect(await engine.sweepExpired()).toBe(0);
  });
});

describe('a fault', () => {
  let engine: DynamoDbEngine;
  let client: DynamoDBClient;

  beforeAll(async () => {
    engine = await start();
    client = clientOf(engine);
  });

  afterEach(() => {
    engine.setFault('off');
  });

  it('of conflict cancels the next transactions, applies nothing, and then is over', async () => {
    await client.send(putClaim('conflict', 10));
    const send = () =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Update: take('conflict', 1) },
            { Put: { TableName: 'Claims', Item: claim('conflict-2', 1) } },
          ],
        }),
      );

    engine.setFault('conflict', 2);
    await client.send(new UpdateItemCommand(take('conflict', 1)));
    const cancelled = [await cancellationOf(send()), await cancellationOf(send())];
    const afterwards = await penceOf(client, 'conflict');
    await send();

    for (const { CancellationReasons } of cancelled) {
      expect(CancellationReasons?.map(({ Code }) => Code)).toStrictEqual([
        'TransactionConflict',
        'TransactionConflict',
      ]);
    }
    expect(afterwards).toBe('9');
    expect(await penceOf(client, 'conflict')).toBe('8');
  });

  it('of being down fails every request without applying it, until it is switched off', async () => {
    engine.setFault('down');
    const failed = await failureOf(client.send(putClaim('down', 1)));
    const failedAgain = await failureOf(client.send(putClaim('down', 1)));
    engine.setFault('off');

    expect(failed).toMatchObject({ name: 'InternalServerError', $metadata: { httpStatusCode: 500 } });
    expect(failedAgain).toMatchObject({ name: 'InternalServerError' });
    expect(await penceOf(client, 'down')).toBeUndefined();
  });

  it('of being down for a moment is what an SDK tries again by itself', async () => {
    const patient = clientOf(engine, 3);

    engine.setFault('down', 2);
    const put = await patient.send(putClaim('patient', 1));

    expect(put.$metadata.attempts).toBe(3);
    expect(await penceOf(client, 'patient')).toBe('1');
  });

  it('of slowness delays an answer and changes nothing else', async () => {
    engine.setFault('slow', 1);
    const started = performance.now();
    await client.send(putClaim('slow', 1));
    const took = performance.now() - started;

    expect(took).toBeGreaterThanOrEqual(295);
    expect(await penceOf(client, 'slow')).toBe('1');
  });

  it('cannot be set for fewer requests than one', () => {
    expect(() => engine.setFault('down', 0)).toThrow(/at least one request/);
  });
});
