import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import {
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { DynamoDBRecord, SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DynamoDbEngine } from '../../infra/local/dynamodb/start.ts';
import { startDynamoDb } from '../../infra/local/dynamodb/start.ts';
import type { TableDefinition } from '../../infra/local/dynamodb/table-definition.ts';
import type { Invoke } from '../../infra/local/engine.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../infra/local/engine.ts';
import type { QueueMapping, StreamMapping } from '../../infra/local/event-sources/mappings.ts';
import { cutToPayloads } from '../../infra/local/event-sources/payload-limit.ts';
import type { EventSourceOptions, EventSources } from '../../infra/local/event-sources/start.ts';
import { startEventSources } from '../../infra/local/event-sources/start.ts';
import type { SqsEngine } from '../../infra/local/sqs/start.ts';
import { startSqs } from '../../infra/local/sqs/start.ts';

const queueArn = (name: string) => `arn:aws:sqs:eu-west-2:000000000000:${name}`;

const table = (name: string): TableDefinition => ({
  name,
  arn: `arn:aws:dynamodb:eu-west-2:000000000000:table/${name}`,
  keySchema: [
    { AttributeName: 'fund', KeyType: 'HASH' },
    { AttributeName: 'ticket', KeyType: 'RANGE' },
  ],
  attributeDefinitions: [
    { AttributeName: 'fund', AttributeType: 'S' },
    { AttributeName: 'ticket', AttributeType: 'S' },
  ],
  globalSecondaryIndexes: [],
  localSecondaryIndexes: [],
  stream: 'NEW_AND_OLD_IMAGES',
});

const STREAM: StreamMapping = {
  kind: 'dynamodb-stream',
  id: 'line-to-allocator',
  functionName: 'allocator',
  tableName: 'Line',
  batchSize: 10,
  maximumBatchingWindowSeconds: 0,
  startingPosition: 'TRIM_HORIZON',
  maximumRetryAttempts: -1,
  maximumRecordAgeSeconds: -1,
  bisectBatchOnFunctionError: false,
  reportBatchItemFailures: false,
  filters: [],
  parallelizationFactor: 1,
};

const QUEUE: QueueMapping = {
  kind: 'sqs',
  id: 'scans-to-results',
  functionName: 'results',
  queueName: 'scans',
  batchSize: 10,
  maximumBatchingWindowSeconds: 0,
  reportBatchItemFailures: false,
  filters: [],
};

const LINES = Array.from({ length: 48 }, (_, index) => `Line${index}`);

const cleanUp: (() => unknown)[] = [];
let shared: DynamoDbEngine;
let client: DynamoDBClient;

beforeAll(async () => {
  shared = await dynamoDb(LINES);
  client = clientOf(shared);
});

afterAll(async () => {
  for (const step of cleanUp.toReversed()) {
    await step();
  }
});

function freshDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'event-sources-'));
  cleanUp.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function dynamoDb(tables: readonly string[], directory = freshDirectory()): Promise<DynamoDbEngine> {
  const engine = await startDynamoDb({ directory, tables: tables.map(table) });
  cleanUp.push(() => engine.close());
  return engine;
}

interface Line {
  readonly name: string;
  readonly mapping: StreamMapping;
  put(...tickets: readonly string[]): Promise<void>;
  putOne(ticket: string, more?: Record<string, AttributeValue>): Promise<unknown>;
  remove(ticket: string): Promise<unknown>;
}

/** A table that no other test has written to. */
function freshLine(): Line {
  const name = LINES.pop();
  if (name === undefined) {
    throw new Error('define more tables');
  }
  return lineIn(client, name);
}

function lineIn(writer: DynamoDBClient, name: string): Line {
  const key = (ticket: string) => ({ fund: { S: 'main' }, ticket: { S: ticket } });
  const putOne: Line['putOne'] = (ticket, more = {}) =>
    writer.send(new PutItemCommand({ TableName: name, Item: { ...key(ticket), ...more } }));
  return {
    name,
    mapping: { ...STREAM, tableName: name },
    putOne,
    async put(...tickets) {
      for (const ticket of tickets) {
        await putOne(ticket);
      }
    },
    remove: (ticket) => writer.send(new DeleteItemCommand({ TableName: name, Key: key(ticket) })),
  };
}

async function sqs(): Promise<SqsEngine> {
  const engine = await startSqs({
    directory: freshDirectory(),
    queues: [
      { name: 'scans', visibilityTimeoutSeconds: 1 },
      {
        name: 'fragile',
        visibilityTimeoutSeconds: 0,
        redrive: { maxReceiveCount: 2, deadLetterTargetArn: queueArn('dead') },
      },
      { name: 'dead' },
      { name: 'failures' },
    ],
  });
  cleanUp.push(() => engine.close());
  return engine;
}

function clientOf(engine: DynamoDbEngine): DynamoDBClient {
  const { endpoint } = engine;
  const client = new DynamoDBClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  cleanUp.push(() => client.destroy());
  return client;
}

function queueClientOf({ endpoint }: SqsEngine): SQSClient {
  const client = new SQSClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  cleanUp.push(() => client.destroy());
  return client;
}

async function start(
  options: Omit<EventSourceOptions, 'directory'> & { directory?: string },
): Promise<EventSources> {
  const sources = await startEventSources({ directory: freshDirectory(), retryDelayMs: () => 1, ...options });
  cleanUp.push(() => sources.close());
  return sources;
}

const aText = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const aNumber: unknown = expect.any(Number);

const ticketOf = (record: DynamoDBRecord) => record.dynamodb?.Keys?.['ticket']?.S ?? '';
const numberOf = (record: DynamoDBRecord) => record.dynamodb?.SequenceNumber ?? '';

/** A function that remembers its batches, and answers what it is told to. */
function streamFunction(
  answer: (records: readonly DynamoDBRecord[], call: number) => unknown = () => undefined,
) {
  const batches: string[][] = [];
  const records: DynamoDBRecord[] = [];
  const names: string[] = [];
  const invoke: Invoke = async (functionName, payload) => {
    const batch = isStreamEvent(payload) ? payload.Records : [];
    names.push(functionName);
    batches.push(batch.map(ticketOf));
    records.push(...batch);
    return settled(await answer(batch, batches.length));
  };
  return { invoke, batches, records, names };
}

function queueFunction(answer: (records: readonly SQSRecord[], call: number) => unknown = () => undefined) {
  const batches: string[][] = [];
  const records: SQSRecord[] = [];
  const invoke: Invoke = async (_functionName, payload) => {
    const batch = isQueueEvent(payload) ? payload.Records : [];
    batches.push(batch.map(({ body }) => body));
    records.push(...batch);
    return settled(await answer(batch, batches.length));
  };
  return { invoke, batches, records };
}

function isStreamEvent(event: unknown): event is { readonly Records: readonly DynamoDBRecord[] } {
  return typeof event === 'object' && event !== null && 'Records' in event;
}

function isQueueEvent(event: unknown): event is { readonly Records: readonly SQSRecord[] } {
  return typeof event === 'object' && event !== null && 'Records' in event;
}

const ERROR = Symbol('the function fails');
const settled = (answer: unknown) =>
  answer === ERROR
    ? { payload: '{"errorType":"Error","errorMessage":"no"}', functionError: 'Unhandled' }
    : { payload: answer === undefined ? 'null' : JSON.stringify(answer), functionError: undefined };
const failuresOf = (...identifiers: readonly unknown[]) => ({
  batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })),
});

async function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'nothing failed',
    (error: unknown) => String(error),
  );
}

describe('a stream mapping', () => {
  it('hands over records exactly as Lambda does', async () => {
    const line = freshLine();
    await line.putOne('0001', {
      amount: { N: '12.50' },
      bytes: { B: new Uint8Array([0, 255]) },
      many: { BS: [new Uint8Array([1])] },
      nested: { M: { list: { L: [{ BOOL: true }, { NULL: true }, { SS: ['a'] }, { NS: ['1'] }] } } },
    });
    await line.remove('0001');
    const { invoke, records, names } = streamFunction();

    const sources = await start({ mappings: [line.mapping], dynamoDb: shared, invoke });
    await sources.idle();

    const keys = { fund: { S: 'main' }, ticket: { S: '0001' } };
    const image = {
      ...keys,
      amount: { N: '12.5' },
      bytes: { B: 'AP8=' },
      many: { BS: ['AQ=='] },
      nested: { M: { list: { L: [{ BOOL: true }, { NULL: true }, { SS: ['a'] }, { NS: ['1'] }] } } },
    };
    const common = {
      eventID: aText(/^[\da-f]{32}$/),
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'eu-west-2',
      eventSourceARN: shared.streamArn(line.name),
    };
    const change = {
      ApproximateCreationDateTime: aNumber,
      Keys: keys,
      SequenceNumber: aText(/^\d+$/),
      SizeBytes: aNumber,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    };
    expect(JSON.parse(JSON.stringify(records))).toStrictEqual([
      { ...common, eventName: 'INSERT', dynamodb: { ...change, NewImage: image } },
      { ...common, eventName: 'REMOVE', dynamodb: { ...change, OldImage: image } },
    ]);
    expect(Number.isInteger(records[0]?.dynamodb?.ApproximateCreationDateTime)).toBe(true);
    expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(2);
    expect(names).toStrictEqual(['allocator']);
  });

  it('keeps the order of commits, one batch at a time, none larger than its size', async () => {
    const line = freshLine();
    let running = 0;
    let atOnce = 0;
    const { invoke, batches, records } = streamFunction(async () => {
      running += 1;
      atOnce = Math.max(atOnce, running);
      await pause(2);
      running -= 1;
    });
    const sources = await start({ mappings: [{ ...line.mapping, batchSize: 7 }], dynamoDb: shared, invoke });

    await Promise.all(
      Array.from({ length: 60 }, () =>
        client.send(
          new UpdateItemCommand({
            TableName: line.name,
            Key: { fund: { S: 'main' }, ticket: { S: 'counter' } },
            UpdateExpression: 'ADD settled :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          }),
        ),
      ),
    );
    await sources.idle();

    expect(records.map((record) => record.dynamodb?.NewImage?.['settled']?.N)).toStrictEqual(
      Array.from({ length: 60 }, (_, index) => String(index + 1)),
    );
    expect(Math.max(...batches.map((batch) => batch.length))).toBeLessThanOrEqual(7);
    expect(atOnce).toBe(1);
  });

  it('is held up by a batch that fails, and goes on once it succeeds', async () => {
    const line = freshLine();
    await line.put('a', 'b', 'c');
    const lines: string[] = [];
    const { invoke, batches } = streamFunction((_records, call) => (call < 3 ? ERROR : undefined));

    const sources = await start({
      mappings: [{ ...line.mapping, batchSize: 2 }],
      dynamoDb: shared,
      invoke,
      log: (line) => lines.push(line),
    });
    await sources.idle();

    expect(batches).toStrictEqual([['a', 'b'], ['a', 'b'], ['a', 'b'], ['c']]);
    expect(lines).toStrictEqual([
      'event source line-to-allocator: 2 records failed (1): the function answered Unhandled',
      'event source line-to-allocator: 2 records failed (2): the function answered Unhandled',
    ]);
  });

  it('tries again as well when the function cannot be invoked at all', async () => {
    const line = freshLine();
    await line.put('a');
    const { invoke, batches } = streamFunction((_records, call) => {
      if (call === 1) {
        throw new Error('throttled');
      }
    });

    const sources = await start({ mappings: [line.mapping], dynamoDb: shared, invoke });
    await sources.idle();

    expect(batches).toStrictEqual([['a'], ['a']]);
  });

  it('goes on after its last batch when it is started again, and repeats nothing', async () => {
    const line = freshLine();
    const directory = freshDirectory();
    await line.put('a', 'b');
    const before = streamFunction();
    const first = await start({
      mappings: [line.mapping],
      dynamoDb: shared,
      directory,
      invoke: before.invoke,
    });
    await first.idle();
    await first.close();
    await line.put('c');

    const after = streamFunction();
    const second = await start({
      mappings: [line.mapping],
      dynamoDb: shared,
      directory,
      invoke: after.invoke,
    });
    await second.idle();

    expect(before.batches).toStrictEqual([['a', 'b']]);
    expect(after.batches).toStrictEqual([['c']]);
  });

  it('delivers again what was being delivered when it was killed', async () => {
    const line = freshLine();
    const directory = freshDirectory();
    await line.put('a');
    const hanging = streamFunction(() => new Promise(() => undefined));
    // Never closed, and never answered: as a process that is gone.
    await startEventSources({
      mappings: [line.mapping],
      dynamoDb: shared,
      directory,
      invoke: hanging.invoke,
    });
    while (hanging.batches.length === 0) {
      await pause(5);
    }

    const after = streamFunction();
    const second = await start({
      mappings: [line.mapping],
      dynamoDb: shared,
      directory,
      invoke: after.invoke,
    });
    await second.idle();

    expect(after.batches).toStrictEqual([['a']]);
  });

  it('settles the running batch before it has closed', async () => {
    const line = freshLine();
    const directory = freshDirectory();
    await line.put('a');
    let answer: () => void = () => undefined;
    const slow = streamFunction(() => new Promise<void>((resolve) => (answer = resolve)));
    const first = await start({ mappings: [line.mapping], dynamoDb: shared, directory, invoke: slow.invoke });
    while (slow.batches.length === 0) {
      await pause(5);
    }
    const closed = first.close();
    answer();
    await closed;

    const after = streamFunction();
    const second = await start({
      mappings: [line.mapping],
      dynamoDb: shared,
      directory,
      invoke: after.invoke,
    });
    await second.idle();

    expect(after.batches).toStrictEqual([]);
  });

  it('that starts at LATEST leaves out what was there, and misses nothing after its first start', async () => {
    const line = freshLine();
    const directory = freshDirectory();
    const mappings = [{ ...line.mapping, startingPosition: 'LATEST' as const }];
    await line.put('old');
    const before = streamFunction();
    const first = await start({ mappings, dynamoDb: shared, directory, invoke: before.invoke });
    await first.idle();
    await first.close();
    await line.put('while down');

    const after = streamFunction();
    const second = await start({ mappings, dynamoDb: shared, directory, invoke: after.invoke });
    await second.idle();

    expect(before.batches).toStrictEqual([]);
    expect(after.batches).toStrictEqual([['while down']]);
  });

  it('begins anew with the stream of a table made anew', async () => {
    const directory = freshDirectory();
    const first = await dynamoDb(['Line']);
    const old = lineIn(clientOf(first), 'Line');
    await old.put('a', 'b', 'c');
    const before = streamFunction();
    const sources = await start({
      mappings: [old.mapping],
      dynamoDb: first,
      directory,
      invoke: before.invoke,
    });
    await sources.idle();
    await sources.close();

    const second = await dynamoDb(['Line']);
    const anew = lineIn(clientOf(second), 'Line');
    await anew.put('new');
    const after = streamFunction();
    const again = await start({
      mappings: [anew.mapping],
      dynamoDb: second,
      directory,
      invoke: after.invoke,
    });
    await again.idle();

    expect(after.batches).toStrictEqual([['new']]);
  });

  it('resumes at the lowest record that the function reports', async () => {
    const line = freshLine();
    await line.put('a', 'b', 'c', 'd');
    const { invoke, batches } = streamFunction((records, call) => {
      const number = (ticket: string) =>
        numberOf(records.find((record) => ticketOf(record) === ticket) ?? {});
      return call === 1 ? failuresOf(number('d'), number('b')) : failuresOf();
    });

    const sources = await start({
      mappings: [{ ...line.mapping, reportBatchItemFailures: true }],
      dynamoDb: shared,
      invoke,
    });
    await sources.idle();

    expect(batches).toStrictEqual([
      ['a', 'b', 'c', 'd'],
      ['b', 'c', 'd'],
    ]);
  });

  it('keeps what came before a reported record settled across a restart', async () => {
    const line = freshLine();
    const directory = freshDirectory();
    const mappings = [{ ...line.mapping, reportBatchItemFailures: true }];
    await line.put('a', 'b');
    const failing = streamFunction((records) => failuresOf(numberOf(records.at(-1) ?? {})));
    const first = await start({ mappings, dynamoDb: shared, directory, invoke: failing.invoke });
    while (failing.batches.length < 2) {
      await pause(5);
    }
    await first.close();

    const after = streamFunction();
    const second = await start({ mappings, dynamoDb: shared, directory, invoke: after.invoke });
    await second.idle();

    expect(after.batches).toStrictEqual([['b']]);
  });

  it.each([
    { report: 'nothing', answer: undefined, again: false },
    { report: 'null', answer: null, again: false },
    { report: 'no list', answer: {}, again: false },
    { report: 'a null list', answer: { batchItemFailures: null }, again: false },
    { report: 'an empty identifier', answer: failuresOf(''), again: true },
    { report: 'no identifier', answer: failuresOf(undefined), again: true },
    { report: 'a stranger', answer: failuresOf('999999'), again: true },
    { report: 'no report but a text', answer: 'fine', again: true },
  ])('takes $report from the function as whole success or whole failure', async ({ answer, again }) => {
    const line = freshLine();
    await line.put('a', 'b');
    const { invoke, batches } = streamFunction((_records, call) => (call === 1 ? answer : undefined));

    const sources = await start({
      mappings: [{ ...line.mapping, reportBatchItemFailures: true }],
      dynamoDb: shared,
      invoke,
    });
    await sources.idle();

    expect(batches).toStrictEqual(
      again
        ? [
            ['a', 'b'],
            ['a', 'b'],
          ]
        : [['a', 'b']],
    );
  });

  it('waits for a batch to fill, as long as its window lasts', async () => {
    const line = freshLine();
    const { invoke, batches } = streamFunction();
    const sources = await start({
      mappings: [{ ...line.mapping, batchSize: 3, maximumBatchingWindowSeconds: 1 }],
      dynamoDb: shared,
      invoke,
    });

    await line.put('a');
    await pause(100);
    const early = batches.length;
    await line.put('b', 'c', 'd');
    await sources.idle();

    expect(early).toBe(0);
    expect(batches).toStrictEqual([['a', 'b', 'c'], ['d']]);
  });

  it('never hands over more than an invocation can carry', async () => {
    const line = freshLine();
    const tickets = Array.from({ length: 20 }, (_, index) => String(index).padStart(2, '0'));
    for (const ticket of tickets) {
      await line.putOne(ticket, { filling: { S: 'x'.repeat(390_000) } });
    }
    const { invoke, batches } = streamFunction();

    const sources = await start({
      mappings: [{ ...line.mapping, batchSize: 100 }],
      dynamoDb: shared,
      invoke,
    });
    await sources.idle();

    expect(batches.flat()).toStrictEqual(tickets);
    expect(batches.map((batch) => batch.length)).toStrictEqual([16, 4]);
  });

  it('looks by itself for writes that nobody tells it of', async () => {
    const line = freshLine();
    const { endpoint, streamArn } = shared;
    const { invoke, batches } = streamFunction();
    await start({ mappings: [line.mapping], dynamoDb: { endpoint, streamArn }, invoke });

    await line.put('a');
    while (batches.length === 0) {
      await pause(5);
    }

    expect(batches).toStrictEqual([['a']]);
  });

  it('is idle only when what its function has caused is done too', async () => {
    const line = freshLine();
    const ledger = freshLine();
    const seen: string[] = [];
    const invoke: Invoke = async (functionName, payload) => {
      const tickets = isStreamEvent(payload) ? payload.Records.map(ticketOf) : [];
      if (functionName === 'allocator') {
        await pause(20);
        await ledger.put(...tickets);
      }
      seen.push(...tickets.map((ticket) => `${functionName} ${ticket}`));
      return settled(undefined);
    };
    const sources = await start({
      mappings: [line.mapping, { ...ledger.mapping, id: 'ledger', functionName: 'reporter' }],
      dynamoDb: shared,
      invoke,
    });

    await line.put('a');
    await sources.idle();

    expect(seen).toStrictEqual(['allocator a', 'reporter a']);
  });
});

describe('giving up', () => {
  let queues: SqsEngine;
  let queueClient: SQSClient;

  beforeAll(async () => {
    queues = await sqs();
    queueClient = queueClientOf(queues);
  });

  const reports = async (): Promise<unknown[]> => {
    const { Messages = [] } = await queueClient.send(
      new ReceiveMessageCommand({ QueueUrl: queues.queueUrl('failures'), MaxNumberOfMessages: 10 }),
    );
    return Messages.map(({ Body }): unknown => JSON.parse(Body ?? ''));
  };
  const reporting = ({ mapping }: { readonly mapping: StreamMapping }) => ({
    ...mapping,
    onFailureQueueArn: queueArn('failures'),
  });

  it('happens after so many retries, leaves a report in the queue for failures, and lets the rest pass', async () => {
    const line = freshLine();
    await line.put('a', 'b', 'c');
    const { invoke, batches, records } = streamFunction((batch) =>
      batch.some((record) => ticketOf(record) === 'a') ? ERROR : undefined,
    );

    const sources = await start({
      mappings: [{ ...reporting(line), batchSize: 2, maximumRetryAttempts: 2 }],
      dynamoDb: shared,
      sqs: queues,
      invoke,
    });
    await sources.idle();

    expect(batches).toStrictEqual([['a', 'b'], ['a', 'b'], ['a', 'b'], ['c']]);
    const [first, second] = records;
    const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
    expect(await reports()).toStrictEqual([
      {
        requestContext: {
          requestId: aText(/^[\da-f-]{36}$/),
          functionArn: 'arn:aws:lambda:eu-west-2:000000000000:function:allocator',
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 3,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        version: '1.0',
        timestamp: aText(/Z$/),
        DDBStreamBatchInfo: {
          shardId: aText(/^shardId-/),
          startSequenceNumber: numberOf(first ?? {}),
          endSequenceNumber: numberOf(second ?? {}),
          approximateArrivalOfFirstRecord: aText(time),
          approximateArrivalOfLastRecord: aText(time),
          batchSize: 2,
          streamArn: shared.streamArn(line.name),
        },
      },
    ]);
  });

  it('concerns one record alone when a failing batch is bisected', async () => {
    const line = freshLine();
    await line.put('a', 'b', 'c', 'd', 'e');
    const { invoke, batches } = streamFunction((batch) =>
      batch.some((record) => ticketOf(record) === 'c') ? ERROR : undefined,
    );

    const sources = await start({
      mappings: [{ ...reporting(line), bisectBatchOnFunctionError: true, maximumRetryAttempts: 1 }],
      dynamoDb: shared,
      sqs: queues,
      invoke,
    });
    await sources.idle();

    expect(batches).toStrictEqual([
      ['a', 'b', 'c', 'd', 'e'],
      ['a', 'b', 'c'],
      ['a', 'b'],
      ['c'],
      ['c'],
      ['d', 'e'],
    ]);
    expect(await reports()).toMatchObject([{ DDBStreamBatchInfo: { batchSize: 1 } }]);
  });

  it('counts the retries of the record that the batch is held up by', async () => {
    const line = freshLine();
    await line.put('a', 'b', 'c');
    const { invoke, batches } = streamFunction((records, call) =>
      failuresOf(...(call < 3 ? records.slice(1, 2) : records.slice(0, 1)).map(numberOf)),
    );

    const sources = await start({
      mappings: [{ ...reporting(line), reportBatchItemFailures: true, maximumRetryAttempts: 1 }],
      dynamoDb: shared,
      sqs: queues,
      invoke,
    });
    await sources.idle();

    // Twice there is progress; then c fails as the first record, once as part of that progress and once more.
    expect(batches).toStrictEqual([['a', 'b', 'c'], ['b', 'c'], ['c']]);
    expect(await reports()).toMatchObject([
      { requestContext: { condition: 'RetryAttemptsExhausted' }, DDBStreamBatchInfo: { batchSize: 1 } },
    ]);
  });

  it('happens without an invocation to records that are too old', async () => {
    const data = freshDirectory();
    const first = await dynamoDb(['Line'], data);
    await lineIn(clientOf(first), 'Line').put('old 1', 'old 2');
    await first.close();
    const database = new DatabaseSync(join(data, 'dynamodb.sqlite'));
    database.exec('UPDATE _stream_records SET created_at = created_at - 3600');
    database.close();
    const engine = await dynamoDb(['Line'], data);
    const line = lineIn(clientOf(engine), 'Line');
    await line.put('young');
    const { invoke, batches } = streamFunction();

    const sources = await start({
      mappings: [{ ...reporting(line), maximumRecordAgeSeconds: 600 }],
      dynamoDb: engine,
      sqs: queues,
      invoke,
    });
    await sources.idle();

    expect(batches).toStrictEqual([['young']]);
    const [report, ...others] = await reports();
    expect(report).toMatchObject({
      requestContext: { condition: 'RecordAgeExceeded', approximateInvokeCount: 0 },
      DDBStreamBatchInfo: { batchSize: 2 },
    });
    expect(report).not.toHaveProperty('responseContext');
    expect(others).toStrictEqual([]);
  });
});

describe('a filter', () => {
  const filtered = async (filters: readonly unknown[]) => {
    const line = freshLine();
    await line.putOne('plain');
    await line.putOne('hold', { kind: { S: 'hold' } });
    await line.putOne('free', { kind: { S: 'free' } });
    await line.putOne('number', { kind: { N: '1' } });
    await line.remove('free');
    const { invoke, records } = streamFunction();
    const directory = freshDirectory();
    const mappings = [
      { ...line.mapping, batchSize: 2, filters: filters.map((pattern) => JSON.stringify(pattern)) },
    ];
    const sources = await start({ mappings, dynamoDb: shared, directory, invoke });
    await sources.idle();
    await sources.close();
    const again = streamFunction();
    const second = await start({ mappings, dynamoDb: shared, directory, invoke: again.invoke });
    await second.idle();
    return {
      passed: records.map((record) => `${record.eventName ?? ''} ${ticketOf(record)}`),
      again: again.batches,
    };
  };

  it.each<{ readonly filters: readonly unknown[]; readonly passed: readonly string[] }>([
    { filters: [{ eventName: ['REMOVE'] }], passed: ['REMOVE free'] },
    { filters: [{ dynamodb: { NewImage: { kind: { S: ['hold'] } } } }], passed: ['INSERT hold'] },
    {
      filters: [{ dynamodb: { NewImage: { kind: { S: ['hold', 'free'] } } } }],
      passed: ['INSERT hold', 'INSERT free'],
    },
    {
      filters: [{ dynamodb: { NewImage: { kind: { S: [{ exists: true }] } } } }],
      passed: ['INSERT hold', 'INSERT free'],
    },
    {
      filters: [{ eventName: ['INSERT'], dynamodb: { NewImage: { kind: { S: [{ exists: false }] } } } }],
      passed: ['INSERT plain', 'INSERT number'],
    },
    {
      filters: [
        { eventName: ['REMOVE'], dynamodb: { OldImage: { kind: { S: ['free'] } } } },
        { eventName: ['MODIFY'] },
      ],
      passed: ['REMOVE free'],
    },
    {
      filters: [
        { eventName: ['INSERT'], dynamodb: { Keys: { ticket: { S: ['plain'] } } } },
        { eventName: ['REMOVE'] },
      ],
      passed: ['INSERT plain', 'REMOVE free'],
    },
    { filters: [{ eventName: ['MODIFY'] }], passed: [] },
  ])('$filters lets pass what it says, and what it holds back is settled', async ({ filters, passed }) => {
    expect(await filtered(filters)).toStrictEqual({ passed, again: [] });
  });

  it.each([
    { eventName: [{ prefix: 'INS' }] },
    { eventName: 'INSERT' },
    { dynamodb: { NewImage: { kind: { S: [{ prefix: 'h' }] } } } },
    { dynamodb: { NewImage: { kind: { S: [{ 'anything-but': ['x'] }] } } } },
    { dynamodb: { NewImage: { amount: { N: [{ numeric: ['>', 1] }] } } } },
    { dynamodb: { NewImage: { map: { M: { x: { S: ['y'] } } } } } },
    { dynamodb: { SizeBytes: [{ numeric: ['>', 1] }] } },
    { awsRegion: ['eu-west-2'] },
    { $or: [] },
  ])('%j is refused before anything is started, by the name of its mapping', async (unsupported) => {
    const { invoke, batches } = streamFunction();
    const line = freshLine();
    await line.put('a');
    const mappings = [
      line.mapping,
      { ...line.mapping, id: 'refused', filters: [JSON.stringify(unsupported)] },
    ];

    const refusal = await failureOf(start({ mappings, dynamoDb: shared, invoke }));

    expect(refusal).toContain('event source mapping refused has a filter that is not supported');
    expect(batches).toStrictEqual([]);
  });

  it('that is not JSON is refused', async () => {
    const mappings = [{ ...STREAM, tableName: 'Line0', filters: ['{'] }];
    const refusal = await failureOf(start({ mappings, dynamoDb: shared, invoke: streamFunction().invoke }));

    expect(refusal).toContain('a filter that is not supported');
  });
});

describe('a queue mapping', () => {
  const setUp = async (name: string, mapping: Partial<QueueMapping>, invoke: Invoke) => {
    const queues = await sqs();
    const client = queueClientOf(queues);
    const send = (MessageBody: string) =>
      client.send(new SendMessageCommand({ QueueUrl: queues.queueUrl(name), MessageBody }));
    const sources = () =>
      start({
        mappings: [{ ...QUEUE, queueName: name, ...mapping }],
        dynamoDb: { endpoint: 'http://127.0.0.1:1', streamArn: () => undefined },
        sqs: queues,
        invoke,
      });
    const left = async (queue: string) => {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: queues.queueUrl(queue), AttributeNames: ['All'] }),
      );
      return (
        Number(Attributes?.ApproximateNumberOfMessages) +
        Number(Attributes?.ApproximateNumberOfMessagesNotVisible)
      );
    };
    return { queues, client, send, sources, left };
  };

  it('hands over messages exactly as Lambda does, and deletes them', async () => {
    const { invoke, records } = queueFunction();
    const { queues, client, sources, left } = await setUp('scans', {}, invoke);
    const sent = await client.send(
      new SendMessageCommand({
        QueueUrl: queues.queueUrl('scans'),
        MessageBody: 'clean',
        MessageAttributes: {
          kind: { DataType: 'String', StringValue: 'pdf' },
          bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1]) },
        },
      }),
    );

    await (await sources()).idle();

    expect(records).toStrictEqual([
      {
        messageId: sent.MessageId,
        receiptHandle: aText(/./),
        body: 'clean',
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: aText(/^\d{13}$/),
          SenderId: '000000000000',
          ApproximateFirstReceiveTimestamp: aText(/^\d{13}$/),
        },
        messageAttributes: {
          bytes: { binaryValue: 'AQ==', stringListValues: [], binaryListValues: [], dataType: 'Binary' },
          kind: { stringValue: 'pdf', stringListValues: [], binaryListValues: [], dataType: 'String' },
        },
        md5OfBody: '123402c04dcfb6625f688f771a5fc05d',
        md5OfMessageAttributes: sent.MD5OfMessageAttributes,
        eventSource: 'aws:sqs',
        eventSourceARN: queueArn('scans'),
        awsRegion: 'eu-west-2',
      },
    ]);
    expect(await left('scans')).toBe(0);
  });

  it('gives again only the messages that the function reports', async () => {
    const { invoke, batches } = queueFunction((records, call) =>
      call === 1 ? failuresOf(records.find(({ body }) => body === 'b')?.messageId) : undefined,
    );
    const { send, sources } = await setUp('scans', { reportBatchItemFailures: true }, invoke);
    for (const body of ['a', 'b', 'c']) {
      await send(body);
    }

    await (await sources()).idle();

    expect(batches).toStrictEqual([['a', 'b', 'c'], ['b']]);
  });

  it('leaves a message that keeps failing to the queue, which makes it a dead letter', async () => {
    const { invoke, batches } = queueFunction(() => ERROR);
    const { send, sources, left } = await setUp('fragile', {}, invoke);
    await send('poison');

    await (await sources()).idle();

    expect(batches).toStrictEqual([['poison'], ['poison']]);
    expect(await left('dead')).toBe(1);
  });

  it('handles several batches at once, and no more than it may', async () => {
    let running = 0;
    let atOnce = 0;
    const { invoke, batches } = queueFunction(async () => {
      running += 1;
      atOnce = Math.max(atOnce, running);
      await pause(30);
      running -= 1;
    });
    const { send, sources } = await setUp('scans', { batchSize: 1, maximumConcurrency: 3 }, invoke);
    await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map(send));

    await (await sources()).idle();

    expect(batches).toHaveLength(6);
    expect(atOnce).toBe(3);
  });

  it('fills a batch of more than ten from several receipts within its window', async () => {
    const { invoke, batches } = queueFunction();
    const { send, sources } = await setUp(
      'scans',
      { batchSize: 25, maximumBatchingWindowSeconds: 1 },
      invoke,
    );
    for (let index = 0; index < 25; index++) {
      await send(String(index));
    }

    await (await sources()).idle();

    expect(batches.map((batch) => batch.length)).toStrictEqual([25]);
  });

  it('ends its long poll and the running invocation when it is closed', async () => {
    let answer: () => void = () => undefined;
    const { invoke, batches } = queueFunction(() => new Promise<void>((resolve) => (answer = resolve)));
    const { send, sources, left } = await setUp('scans', {}, invoke);
    const running = await sources();
    await send('a');
    while (batches.length === 0) {
      await pause(5);
    }

    const closed = running.close();
    answer();
    await closed;

    expect(await left('scans')).toBe(0);
  });
});

describe('mappings', () => {
  it.each<{
    readonly what: string;
    readonly mappings: readonly (StreamMapping | QueueMapping)[];
    readonly says: string;
  }>([
    { what: 'one id twice', mappings: [STREAM, STREAM], says: 'same id' },
    { what: 'a batch size of nothing', mappings: [{ ...STREAM, batchSize: 0 }], says: 'batch size 0' },
    { what: 'a batch too large', mappings: [{ ...STREAM, batchSize: 1_001 }], says: 'from 1 to 1000' },
    {
      what: 'a window too long',
      mappings: [{ ...STREAM, maximumBatchingWindowSeconds: 301 }],
      says: 'window of 301 s',
    },
    {
      what: 'a table without a stream',
      mappings: [{ ...STREAM, tableName: 'None' }],
      says: 'None, which has no stream',
    },
    { what: 'a queue mapping and no SQS', mappings: [QUEUE], says: 'no SQS is running' },
    {
      what: 'a queue for failures and no SQS',
      mappings: [{ ...STREAM, tableName: 'Line0', onFailureQueueArn: queueArn('failures') }],
      says: 'no SQS is running',
    },
    {
      what: 'filters on a queue',
      mappings: [{ ...QUEUE, filters: ['{}'] }],
      says: 'filters the messages of a queue',
    },
    {
      what: 'a batch over ten without a window',
      mappings: [{ ...QUEUE, batchSize: 11 }],
      says: 'needs a batching window',
    },
  ])('with $what are refused', async ({ mappings, says }) => {
    const refusal = await failureOf(start({ mappings, dynamoDb: shared, invoke: streamFunction().invoke }));

    expect(refusal).toContain(says);
  });
});

describe('cutting a batch to payloads', () => {
  it('keeps every record and the order, and leaves a record that is too large by itself', () => {
    const sizes = [3, 3, 1, 7, 1, 5];
    const runs = cutToPayloads(sizes, (size) => 'x'.repeat(size * 1024 * 1024 - 100_000));

    expect(runs).toStrictEqual([[3, 3], [1], [7], [1, 5]]);
    expect(cutToPayloads([], (nothing) => nothing)).toStrictEqual([]);
  });
});
