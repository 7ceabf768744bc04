import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { finished } from 'node:stream/promises';
import type { Engine, Log } from '../engine.ts';
import { LOCAL_ACCOUNT } from '../engine.ts';
import type { ActionContext } from './actions.ts';
import { carryOut } from './actions.ts';
import { arrivals } from './arrivals.ts';
import { openMessageStore } from './message-store.ts';
import type { QueueDefinition } from './queue-definition.ts';
import { defineQueues, queueArn } from './queue-definition.ts';
import { SqsError } from './sqs-error.ts';

const LONGEST_REQUEST_BYTES = 8 * 1024 * 1024;

export interface SqsEngine extends Engine {
  /** Throws for a queue that is not defined. */
  queueUrl(name: string): string;
  /** Throws for a queue that is not defined. */
  queueArn(name: string): string;
}

/**
 * Starts SQS on loopback with exactly these standard queues.
 *
 * A message whose sending was answered is in the directory and survives `kill -9`, with its receive count and its
 * visibility; so does a deletion. Delivery is at least once, oldest first while nothing is redelivered. Not there:
 * FIFO queues, creating or changing queues, message move tasks, tags and policies; each is refused by its name.
 */
export async function startSqs(options: {
  readonly directory: string;
  /** 0 or absent: any free one. */
  readonly port?: number;
  readonly queues: readonly QueueDefinition[];
  readonly log?: Log;
}): Promise<SqsEngine> {
  const { log = () => undefined } = options;
  const queues = defineQueues(options.queues);
  const store = openMessageStore(options.directory, Date.now);
  const closing = new AbortController();
  const shared = {
    queues,
    store,
    arrivals: arrivals(),
    queueUrl: (name: string) => `${endpoint()}/${LOCAL_ACCOUNT}/${name}`,
  };
  const server = createServer((request, response) => {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    const context = { ...shared, gone: AbortSignal.any([gone.signal, closing.signal]) };
    answer(request, response, context).catch((error: unknown) => {
      log(`SQS: a request was dropped: ${String(error)}`);
      response.destroy();
    });
  });
  const endpoint = (): string => {
    const address = server.address();
    return `http://127.0.0.1:${typeof address === 'object' ? String(address?.port) : ''}`;
  };
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const known = (name: string): string => {
    if (!queues.has(name)) {
      throw new Error(`There is no queue named ${name}.`);
    }
    return name;
  };
  let closed: Promise<void> | undefined;
  return {
    endpoint: endpoint(),
    queueUrl: (name) => shared.queueUrl(known(name)),
    queueArn: (name) => queueArn(known(name)),
    close() {
      closed ??= new Promise((resolve) => {
        closing.abort();
        server.close(() => {
          store.close();
          resolve();
        });
        server.closeAllConnections();
      });
      return closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  context: ActionContext,
): Promise<void> {
  const action = String(request.headers['x-amz-target'] ?? '').replace('AmazonSQS.', '');
  response.setHeader('content-type', 'application/x-amz-json-1.0');
  response.setHeader('x-amzn-requestid', randomUUID());
  try {
    const result = await carryOut(action, await readJson(request), context);
    response.end(JSON.stringify(result));
  } catch (error) {
    if (!(error instanceof SqsError)) {
      throw error;
    }
    response.writeHead(400, { 'x-amzn-query-error': `${error.queryCode};Sender` });
    response.end(JSON.stringify({ __type: `com.amazonaws.sqs#${error.code}`, message: error.message }));
  }
}

/** What is over the limit is read and dropped, so that the sender is there to read the refusal. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= LONGEST_REQUEST_BYTES) {
      chunks.push(chunk);
    }
  });
  await finished(request, { writable: false });
  if (bytes > LONGEST_REQUEST_BYTES) {
    throw new SqsError('RequestEntityTooLarge', 'The request is too long.');
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new SqsError('SerializationException', 'The request is not JSON.');
  }
}
