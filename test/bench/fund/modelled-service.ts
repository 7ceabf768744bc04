import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Clock } from '../limits-proxy/clock.ts';
import { realClock } from '../limits-proxy/clock.ts';
import type { Statistics } from '../limits-proxy/statistics.ts';
import { benchClient } from './bench-client.ts';
import type { BenchEngine } from './bench-engine.ts';

/** DynamoDB as it is modelled, for one measurement. */
export interface ModelledService {
  readonly engine: BenchEngine;
  readonly clock: Clock;
  /** How many tickets the allocator is handed at most. */
  readonly batch: number;
  /** The client of one caller. Callers share no more connections than one function's instance has. */
  clientOf(caller: number): DynamoDBClient;
  picture(): Promise<Picture>;
  close(): Promise<void>;
}

/** The proxy's statistics, and the milliseconds that its thread has been idle and active. */
export interface Picture {
  readonly statistics: Statistics;
  readonly idle: number;
  readonly active: number;
}

export interface Model {
  readonly seed: number;
  /** How many real seconds a modelled one takes. */
  readonly pace: number;
  readonly batch: number;
  readonly conditionsAtPrepare: boolean;
}

const CALLERS_PER_CLIENT = 64;

const counts = z.record(z.string(), z.number());
const pictureShape = z.object({
  statistics: z.object({
    requests: counts,
    conflicts: z.number(),
    throttles: z.number(),
    failedConditions: z.number(),
    writeUnits: counts,
    readUnits: counts,
    busyPartitions: counts,
    faults: z.number(),
  }),
  idle: z.number(),
  active: z.number(),
});

/** Starts the proxy in front of the engine. Its memory is empty: each measurement has a fund of its own. */
export async function startModelledService(engine: BenchEngine, model: Model): Promise<ModelledService> {
  const workerData = { ...model, engine: engine.endpoint, tables: engine.tables };
  const worker = new Worker(new URL('./proxy-thread.ts', import.meta.url), { workerData });
  const next = async (): Promise<unknown> => {
    const [message] = z.array(z.unknown()).parse(await once(worker, 'message'));
    return message;
  };
  const { endpoint } = z.object({ endpoint: z.string() }).parse(await next());
  const clients = new Map<number, DynamoDBClient>();
  return {
    engine,
    clock: realClock(model.pace),
    batch: model.batch,
    clientOf(caller) {
      const group = Math.floor(caller / CALLERS_PER_CLIENT);
      const client = clients.get(group) ?? benchClient(endpoint);
      clients.set(group, client);
      return client;
    },
    async picture() {
      worker.postMessage('picture');
      return pictureShape.parse(await next());
    },
    async close() {
      for (const client of clients.values()) client.destroy();
      worker.postMessage('close');
      await once(worker, 'exit');
    },
  };
}
