import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';

/** What was asked of DynamoDB, and what it charges for it. */
export interface Usage {
  readonly requests: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  /** Requests for the sandbox clock, which are in none of the other figures: production has no such clock. */
  readonly clockReads: number;
  /** How many requests there were of each operation. */
  readonly operations: Readonly<Record<string, number>>;
}

export interface DynamoDbMeter {
  readonly endpoint: string;
  usage(): Usage;
  /** Resolves once nothing has been asked for a while. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

const API = 'DynamoDB_20120810.';
const QUIET_MS = 400;

const capacity = z.object({
  CapacityUnits: z.number().optional(),
  ReadCapacityUnits: z.number().optional(),
  WriteCapacityUnits: z.number().optional(),
});
const answered = z.looseObject({
  ConsumedCapacity: z.union([capacity, z.array(capacity)]).optional(),
});
const READS = /^(GetItem|BatchGetItem|TransactGetItems|Query|Scan)$/;

/**
 * A proxy that asks the engine to say, with each answer, what the request costs on AWS, and adds it up. It changes
 * nothing else; streams pass by unread.
 */
export async function startDynamoDbMeter(engine: string): Promise<DynamoDbMeter> {
  const total = { requests: 0, writeUnits: 0, readUnits: 0, clockReads: 0 };
  const operations = new Map<string, number>();
  let lastAsked = performance.now();
  let underWay = 0;

  const count = (operation: string, body: string, answer: string): void => {
    if (operation === 'GetItem' && body.includes('SANDBOX')) {
      total.clockReads += 1;
      return;
    }
    total.requests += 1;
    operations.set(operation, (operations.get(operation) ?? 0) + 1);
    const { ConsumedCapacity = [] } = answered.parse(JSON.parse(answer));
    for (const used of [ConsumedCapacity].flat()) {
      const units = used.CapacityUnits ?? 0;
      total.readUnits += used.ReadCapacityUnits ?? (READS.test(operation) ? units : 0);
      total.writeUnits += used.WriteCapacityUnits ?? (READS.test(operation) ? 0 : units);
    }
  };

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const target = request.headers['x-amz-target'];
    const operation =
      typeof target === 'string' && target.startsWith(API) ? target.slice(API.length) : undefined;
    const given = (await buffer(request)).toString();
    const body = operation === undefined ? given : withCapacity(given);
    if (operation !== undefined) {
      underWay += 1;
      lastAsked = performance.now();
    }
    const forwarded = await fetch(engine, { method: 'POST', headers: passedOn(request), body });
    const answer = await forwarded.text();
    if (operation !== undefined) {
      underWay -= 1;
      lastAsked = performance.now();
      if (forwarded.ok) count(operation, given, answer);
    }
    response.writeHead(forwarded.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer);
  };

  const server = createServer((request, response) => {
    pass(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The meter has no port.');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    usage: () => ({ ...total, operations: Object.fromEntries(operations) }),
    async quiet() {
      while (underWay > 0 || performance.now() - lastAsked < QUIET_MS) await wait(50);
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const withCapacity = (body: string): string =>
  JSON.stringify({ ...z.looseObject({}).parse(JSON.parse(body)), ReturnConsumedCapacity: 'TOTAL' });

function passedOn({ headers }: IncomingMessage): Record<string, string> {
  const kept = ['x-amz-target', 'content-type', 'authorization', 'x-amz-date', 'x-amz-security-token'];
  return Object.fromEntries(
    kept.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
