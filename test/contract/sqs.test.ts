import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import type { ReceiveMessageCommandInput } from '@aws-sdk/client-sqs';
import {
  BatchEntryIdsNotDistinct,
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  SQSClient,
  SendMessageBatchCommand,
  SendMessageCommand,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../infra/local/engine.ts';
import type { QueueDefinition } from '../../infra/local/sqs/queue-definition.ts';
import type { SqsEngine } from '../../infra/local/sqs/start.ts';
import { startSqs } from '../../infra/local/sqs/start.ts';

const arn = (name: string) => `arn:aws:sqs:eu-west-2:000000000000:${name}`;

const QUEUES: readonly QueueDefinition[] = [
  { name: 'scans', visibilityTimeoutSeconds: 30 },
  { name: 'impatient', visibilityTimeoutSeconds: 1 },
  { name: 'late', delaySeconds: 1 },
  { name: 'waiting', receiveWaitSeconds: 5 },
  {
    name: 'fragile',
    visibilityTimeoutSeconds: 0,
    redrive: { maxReceiveCount: 2, deadLetterTargetArn: arn('fragile-dead') },
  },
  { name: 'fragile-dead' },
  { name: 'forgetful', messageRetentionSeconds: 60 },
];

const START_MODULE = new URL('../../infra/local/sqs/start.ts', import.meta.url).href;
const LAUNCHER = `
  const { DIRECTORY, QUEUES, START } = process.env;
  const { startSqs } = await import(START);
  const { endpoint } = await startSqs({ directory: DIRECTORY, queues: JSON.parse(QUEUES) });
  console.log(JSON.stringify({ endpoint }));
`;

const directories: string[] = [];
const engines: SqsEngine[] = [];
const clients: SQSClient[] = [];

function freshDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'sqs-'));
  directories.push(directory);
  return directory;
}

async function start(directory = freshDirectory(), queues = QUEUES): Promise<SqsEngine> {
  const engine = await startSqs({ directory, queues });
  engines.push(engine);
  return engine;
}

function clientOf({ endpoint }: { readonly endpoint: string }): SQSClient {
  const client = new SQSClient({
    endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    maxAttempts: 1,
  });
  clients.push(client);
  return client;
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
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

describe('a queue', () => {
  let engine: SqsEngine;
  let client: SQSClient;

  beforeAll(async () => {
    engine = await start();
    client = clientOf(engine);
  });

  const send = (queue: string, MessageBody: string, more: { DelaySeconds?: number } = {}) =>
    client.send(new SendMessageCommand({ QueueUrl: engine.queueUrl(queue), MessageBody, ...more }));
  const receive = async (queue: string, more: Partial<ReceiveMessageCommandInput> = {}) => {
    const input = { QueueUrl: engine.queueUrl(queue), MaxNumberOfMessages: 10, ...more };
    return (await client.send(new ReceiveMessageCommand(input))).Messages ?? [];
  };
  const counts = async (queue: string) => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl: engine.queueUrl(queue), AttributeNames: ['All'] }),
    );
    return [
      Attributes?.ApproximateNumberOfMessages,
      Attributes?.ApproximateNumberOfMessagesNotVisible,
      Attributes?.ApproximateNumberOfMessagesDelayed,
    ];
  };

  it('gives what was sent, hides it while it is worked on, and forgets it once it is deleted', async () => {
    const sent = await send('scans', 'a');
    const [message] = await receive('scans', { MessageSystemAttributeNames: ['All'] });
    const whileHidden = await receive('scans');
    const inFlight = await counts('scans');
    await client.send(
      new DeleteMessageCommand({ QueueUrl: engine.queueUrl('scans'), ReceiptHandle: message?.ReceiptHandle }),
    );

    expect(message).toMatchObject({ MessageId: sent.MessageId, Body: 'a' });
    expect(message?.Attributes).toMatchObject({ ApproximateReceiveCount: '1', SenderId: '000000000000' });
    expect(whileHidden).toStrictEqual([]);
    expect(inFlight).toStrictEqual(['0', '1', '0']);
    expect(await counts('scans')).toStrictEqual(['0', '0', '0']);
  });

  it('keeps message attributes, gives those that are asked for, and digests them as documented', async () => {
    const sent = await client.send(
      new SendMessageCommand({
        QueueUrl: engine.queueUrl('scans'),
        MessageBody: 'with attributes',
        MessageAttributes: {
          kind: { DataType: 'String', StringValue: 'clean' },
          bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) },
          size: { DataType: 'Number', StringValue: '12' },
        },
      }),
    );

    const [message] = await receive('scans', { MessageAttributeNames: ['kind', 'b.*', 'bytes'] });

    // Of all three attributes; from another implementation of the documented format.
    expect(sent.MD5OfMessageAttributes).toBe('1416e5a522205c754489a6ad6ad70b7d');
    expect(message?.MessageAttributes).toStrictEqual({
      kind: { DataType: 'String', StringValue: 'clean' },
      bytes: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2, 255]) },
    });
  });

  it('gives a message again after its visibility timeout, with a higher count, and the old handle is worth nothing', async () => {
    await send('impatient', 'again');
    const [first] = await receive('impatient');
    const [second] = await receive('impatient', {
      WaitTimeSeconds: 3,
      MessageSystemAttributeNames: ['ApproximateReceiveCount'],
    });
    await client.send(
      new DeleteMessageCommand({
        QueueUrl: engine.queueUrl('impatient'),
        ReceiptHandle: first?.ReceiptHandle,
      }),
    );

    expect(second).toMatchObject({ Body: 'again', Attributes: { ApproximateReceiveCount: '2' } });
    expect(await counts('impatient')).toStrictEqual(['0', '1', '0']);
  });

  it('shows a message early, or hides it for longer, when its holder asks', async () => {
    const QueueUrl = engine.queueUrl('scans');
    await send('scans', 'changed');
    const [held] = await receive('scans');
    await client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl,
        ReceiptHandle: held?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
    const [again] = await receive('scans');
    const late = await failureOf(
      client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl,
          ReceiptHandle: held?.ReceiptHandle,
          VisibilityTimeout: 5,
        }),
      ),
    );
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));

    expect(again?.MessageId).toBe(held?.MessageId);
    expect(late).toMatchObject({ name: 'MessageNotInflight' });
  });

  it('moves a message that is received too often to the dead-letter queue', async () => {
    const sent = await send('fragile', 'poison');
    const received = [await receive('fragile'), await receive('fragile'), await receive('fragile')];
    const [dead] = await receive('fragile-dead', { MessageSystemAttributeNames: ['All'] });

    expect(received.map((messages) => messages.length)).toStrictEqual([1, 1, 0]);
    expect(dead).toMatchObject({ MessageId: sent.MessageId, Body: 'poison' });
    expect(await counts('fragile')).toStrictEqual(['0', '0', '0']);
  });

  it('wakes a long poll of the dead-letter queue when a message gets there', async () => {
    await send('fragile', 'poison 2');
    await receive('fragile');
    await receive('fragile');

    const [dead] = await Promise.all([
      receive('fragile-dead', { WaitTimeSeconds: 10 }),
      pause(20).then(() => receive('fragile')),
    ]);

    expect(dead.map(({ Body }) => Body)).toStrictEqual(['poison 2']);
  });

  it('delays by the queue, or by the message', async () => {
    await send('late', 'by queue');
    await send('late', 'at once', { DelaySeconds: 0 });
    const delayed = await counts('late');
    const now = await receive('late');
    const later = await receive('late', { WaitTimeSeconds: 5 });

    expect(delayed).toStrictEqual(['1', '0', '1']);
    expect(now.map(({ Body }) => Body)).toStrictEqual(['at once']);
    expect(later.map(({ Body }) => Body)).toStrictEqual(['by queue']);
  });

  it('lets a poll wait for a message, by its own or by the queue’s waiting time', async () => {
    const waits = [receive('waiting'), receive('scans', { WaitTimeSeconds: 5 })];
    await pause(50);
    await Promise.all([send('waiting', 'w'), send('scans', 's')]);

    expect((await Promise.all(waits)).map((messages) => messages[0]?.Body)).toStrictEqual(['w', 's']);
  });

  it('hands nothing to a poll whose asker has gone', async () => {
    const gone = new AbortController();
    const abandoned = client.send(
      new ReceiveMessageCommand({ QueueUrl: engine.queueUrl('late'), WaitTimeSeconds: 20 }),
      { abortSignal: gone.signal },
    );
    await pause(50);
    gone.abort();
    await failureOf(abandoned);
    await pause(50);
    await send('late', 'for somebody else', { DelaySeconds: 0 });

    expect((await receive('late')).map(({ Body }) => Body)).toStrictEqual(['for somebody else']);
  });

  it('gives the oldest first, and ten at most', async () => {
    for (let index = 0; index < 12; index++) {
      await send('forgetful', String(index));
    }

    const first = await receive('forgetful');
    const rest = await receive('forgetful');
    const sizes = await failureOf(receive('forgetful', { MaxNumberOfMessages: 11 }));

    expect(first.map(({ Body }) => Body)).toStrictEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    expect(rest.map(({ Body }) => Body)).toStrictEqual(['10', '11']);
    expect(sizes).toMatchObject({ name: 'InvalidParameterValue' });
    await client.send(new PurgeQueueCommand({ QueueUrl: engine.queueUrl('forgetful') }));
    expect(await counts('forgetful')).toStrictEqual(['0', '0', '0']);
  });

  it('takes a batch, in which one bad entry fails alone', async () => {
    const QueueUrl = engine.queueUrl('scans');
    const sent = await client.send(
      new SendMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'good', MessageBody: 'good' },
          { Id: 'bad', MessageBody: 'not a character: \uFFFF' },
        ],
      }),
    );
    const [message] = await receive('scans');
    const deleted = await client.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: [
          { Id: 'good', ReceiptHandle: message?.ReceiptHandle },
          { Id: 'bad', ReceiptHandle: 'nonsense' },
        ],
      }),
    );

    expect(sent.Successful?.map(({ Id }) => Id)).toStrictEqual(['good']);
    expect(sent.Failed).toMatchObject([{ Id: 'bad', Code: 'InvalidMessageContents', SenderFault: true }]);
    expect(deleted.Successful?.map(({ Id }) => Id)).toStrictEqual(['good']);
    expect(deleted.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid' }]);
  });

  it('refuses what SQS refuses, by the name an SDK knows', async () => {
    const QueueUrl = engine.queueUrl('scans');
    const large = await failureOf(send('scans', 'x'.repeat(1_048_577)));
    const twins = await failureOf(
      client.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: [
            { Id: 'a', MessageBody: 'x' },
            { Id: 'a', MessageBody: 'y' },
          ],
        }),
      ),
    );
    const nowhere = await failureOf(client.send(new GetQueueUrlCommand({ QueueName: 'nowhere' })));
    const handle = await failureOf(
      client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'nonsense' })),
    );

    expect(large).toMatchObject({ name: 'InvalidParameterValue' });
    expect(twins).toBeInstanceOf(BatchEntryIdsNotDistinct);
    expect(nowhere).toBeInstanceOf(QueueDoesNotExist);
    expect(handle).toBeInstanceOf(ReceiptHandleIsInvalid);
  });

  it('is found by its name, and listed', async () => {
    const found = await client.send(new GetQueueUrlCommand({ QueueName: 'scans' }));
    const listed = await client.send(new ListQueuesCommand({ QueueNamePrefix: 'fragile' }));
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({
        QueueUrl: found.QueueUrl,
        AttributeNames: ['QueueArn', 'VisibilityTimeout'],
      }),
    );

    expect(found.QueueUrl).toBe(engine.queueUrl('scans'));
    expect(listed.QueueUrls).toStrictEqual([engine.queueUrl('fragile'), engine.queueUrl('fragile-dead')]);
    expect(Attributes).toStrictEqual({ QueueArn: arn('scans'), VisibilityTimeout: '30' });
    expect(engine.queueArn('scans')).toBe(arn('scans'));
  });

  it('refuses by name what the local SQS does not have', async () => {
    const refusals = await Promise.all([
      failureOf(client.send(new CreateQueueCommand({ QueueName: 'new' }))),
      failureOf(client.send(new StartMessageMoveTaskCommand({ SourceArn: arn('fragile-dead') }))),
      failureOf(
        client.send(
          new SendMessageCommand({
            QueueUrl: engine.queueUrl('scans'),
            MessageBody: 'x',
            MessageGroupId: 'g',
          }),
        ),
      ),
      failureOf(
        client.send(
          new GetQueueAttributesCommand({ QueueUrl: engine.queueUrl('scans'), AttributeNames: ['Policy'] }),
        ),
      ),
    ]);

    expect(refusals.map(String)).toStrictEqual([
      expect.stringContaining('does not have CreateQueue'),
      expect.stringContaining('does not have StartMessageMoveTask'),
      expect.stringContaining('MessageGroupId'),
      expect.stringContaining('does not have the attribute Policy'),
    ]);
  });

  it('answers on loopback only', async () => {
    const elsewhere = connect({ host: '127.0.0.2', port: Number(new URL(engine.endpoint).port) });
    const errors: unknown[] = await once(elsewhere, 'error');
    expect(errors[0]).toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('what has been answered', () => {
  const bodies = async (engine: SqsEngine, queue: string) => {
    const { Messages = [] } = await clientOf(engine).send(
      new ReceiveMessageCommand({
        QueueUrl: engine.queueUrl(queue),
        MaxNumberOfMessages: 10,
        MessageSystemAttributeNames: ['All'],
      }),
    );
    return Messages.map(({ Body, Attributes }) => [Body, Attributes?.ApproximateReceiveCount]);
  };

  it('survives kill -9: messages sent, messages deleted, and how often each was received', async () => {
    const directory = freshDirectory();
    const launcher = spawn(process.execPath, ['--input-type=module', '--eval', LAUNCHER], {
      env: { DIRECTORY: directory, QUEUES: JSON.stringify(QUEUES), START: START_MODULE },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const printed: unknown[] = await once(launcher.stdout, 'data');
    const { endpoint } = z.object({ endpoint: z.string() }).parse(JSON.parse(String(printed[0])));
    const client = clientOf({ endpoint });
    const QueueUrl = `${endpoint}/000000000000/fragile`;
    for (const MessageBody of ['kept', 'deleted', 'received']) {
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody, DelaySeconds: 0 }));
    }
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    const deleted = Messages.find(({ Body }) => Body === 'deleted');
    await client.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: deleted?.ReceiptHandle }));
    launcher.kill('SIGKILL');
    await once(launcher, 'exit');

    const again = await start(directory);

    expect(await bodies(again, 'fragile')).toStrictEqual([
      ['kept', '2'],
      ['received', '2'],
    ]);
  });

  it('is forgotten after the retention period', async () => {
    const directory = freshDirectory();
    const first = await start(directory);
    await clientOf(first).send(
      new SendMessageCommand({ QueueUrl: first.queueUrl('forgetful'), MessageBody: 'stale' }),
    );
    await first.close();
    const database = new DatabaseSync(join(directory, 'sqs.sqlite'));
    database.exec('UPDATE messages SET sent_at = sent_at - 61000, visible_at = visible_at - 61000');
    database.close();

    expect(await bodies(await start(directory), 'forgetful')).toStrictEqual([]);
  });
});

describe('the definitions', () => {
  it.each<{ readonly what: string; readonly queues: readonly QueueDefinition[]; readonly says: RegExp }>([
    { what: 'a FIFO queue', queues: [{ name: 'order.fifo' }], says: /order\.fifo is a FIFO queue/ },
    { what: 'a name twice', queues: [{ name: 'a' }, { name: 'a' }], says: /same name/ },
    {
      what: 'a dead-letter queue that is not defined',
      queues: [{ name: 'a', redrive: { maxReceiveCount: 1, deadLetterTargetArn: arn('b') } }],
      says: /sends its dead letters to .*:b, which is no queue/,
    },
  ])('are refused with $what', async ({ queues, says }) => {
    expect(String(await failureOf(start(freshDirectory(), queues)))).toMatch(says);
  });

  it('say which queues there are', async () => {
    const engine = await start();
    expect(() => engine.queueUrl('nowhere')).toThrow('There is no queue named nowhere.');
  });
});
