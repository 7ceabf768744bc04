import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import * as z from 'zod';
import type { TableDefinition } from '../../../infra/local/dynamodb/table-definition.ts';
import type { Engine } from '../../../infra/local/engine.ts';
import { notServed } from './answers.ts';
import type { Answer } from './answers.ts';
import { seededChance } from './chance.ts';
import { realClock } from './clock.ts';
import type { Clock } from './clock.ts';
import { API, engineLink } from './engine-link.ts';
import type { Call } from './engine-link.ts';
import { heldItems } from './held-items.ts';
import { itemMemory } from './item-memory.ts';
import { publishedLatencies } from './latencies.ts';
import { BURST_SECONDS, PARTITION_READ_UNITS, PARTITION_WRITE_UNITS } from './published.ts';
import { batchGetItem, getItem, query } from './reads.ts';
import type { Service } from './service.ts';
import { singleWrite } from './single-write.ts';
import { tally } from './statistics.ts';
import type { Statistics } from './statistics.ts';
import { tokenBuckets } from './token-buckets.ts';
import { transaction } from './transaction.ts';

export interface LimitsProxy extends Engine {
  statistics(): Statistics;
  /** How many items are in a transaction right now. */
  itemsHeld(): number;
}

export interface LimitsProxyOptions {
  /** Where the engine is that does the work. */
  readonly engine: string;
  /** The tables that may be used. */
  readonly tables: readonly TableDefinition[];
  /** The same seed draws the same latencies, in the order of the requests. */
  readonly seed: number;
  /** Multiplies every latency; 0 leaves none. */
  readonly scale?: number;
  readonly clock?: Clock;
  /** Nothing is in the tables that did not come through here: spares a read for each item that is new. */
  readonly startsEmpty?: boolean;
  /** Off spares a request for each transaction, and makes no difference where conditions do not fail. */
  readonly conditionsAtPrepare?: boolean;
}

/** A crowd that comes at once waits for its connections; none of it is to be turned away by the machine. */
const LONGEST_BACKLOG = 4_096;

const OPERATIONS: Readonly<Record<string, (service: Service, call: Call) => Promise<Answer>>> = {
  PutItem: (service, call) => singleWrite(service, 'Put', call),
  UpdateItem: (service, call) => singleWrite(service, 'Update', call),
  DeleteItem: (service, call) => singleWrite(service, 'Delete', call),
  TransactWriteItems: transaction,
  GetItem: getItem,
  BatchGetItem: batchGetItem,
  Query: query,
};

function serviceOf(options: LimitsProxyOptions): Service {
  const { engine, tables, seed, scale = 1, clock = realClock() } = options;
  const link = engineLink(engine);
  const rate = (unitsPerSecond: number) => ({ unitsPerSecond, burst: unitsPerSecond * BURST_SECONDS });
  return {
    clock,
    latencies: publishedLatencies(seededChance(seed), scale),
    tables: new Map(tables.map((table) => [table.name, table])),
    writes: tokenBuckets(rate(PARTITION_WRITE_UNITS), clock),
    reads: tokenBuckets(rate(PARTITION_READ_UNITS), clock),
    held: heldItems(),
    memory: itemMemory(link, options.startsEmpty ?? false),
    tally: tally(),
    engine: link,
    conditionsAtPrepare: options.conditionsAtPrepare ?? true,
  };
}

async function callFrom(request: IncomingMessage): Promise<Call> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(z.instanceof(Buffer).parse(chunk));
  const target = request.headers['x-amz-target'];
  const operation = typeof target === 'string' && target.startsWith(API) ? target.slice(API.length) : '';
  return { operation, headers: request.headers, body: Buffer.concat(chunks) };
}

async function answerTo(service: Service, request: IncomingMessage): Promise<Answer> {
  try {
    const call = await callFrom(request);
    const serve = OPERATIONS[call.operation];
    if (serve === undefined)
      throw new Error(`The limits proxy has no rules for ${call.operation || 'this'}.`);
    service.tally.request(call.operation);
    return await serve(service, call);
  } catch (error) {
    service.tally.count('faults');
    return notServed(error instanceof Error ? error.message : String(error));
  }
}

function reply(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': body.length }).end(body);
}

/**
 * Puts DynamoDB's published limits in front of a local engine that has none: capacity for each partition key, conflicts
 * between transactions, and the time that requests take. What it has no rules for is refused.
 *
 * Not modelled: the limits of a whole table or account, that DynamoDB splits busy partitions of tables without local
 * indexes, replays under a client token (they would be charged as writes), and network failures.
 */
export async function startLimitsProxy(options: LimitsProxyOptions): Promise<LimitsProxy> {
  const service = serviceOf(options);
  const server = createServer((request, response) => {
    void answerTo(service, request).then((answer) => reply(response, answer));
  });
  // A client that was idle for a while must not find its connection closed under its next request.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1', backlog: LONGEST_BACKLOG }, resolve);
  });
  const address = z.object({ port: z.number() }).parse(server.address());
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    statistics: () => service.tally.picture(),
    itemsHeld: () => service.held.count,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      service.engine.close();
    },
  };
}
