import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import type { TableDefinition } from '../../../infra/local/dynamodb/table-definition.ts';
import { realClock } from '../limits-proxy/clock.ts';
import { startLimitsProxy } from '../limits-proxy/start.ts';

/**
 * The proxy on a thread of its own, so that it and the code that is measured do not wait for each other. It answers each
 * message with a picture of its statistics and of how busy its thread has been, and `close` by ending.
 */
const setting = z.object({
  engine: z.string(),
  tables: z.array(z.custom<TableDefinition>((value) => typeof value === 'object' && value !== null)),
  seed: z.number(),
  pace: z.number(),
  conditionsAtPrepare: z.boolean(),
});

const port = parentPort;
if (port === null) throw new Error('This file is the start of a thread.');
const { pace, ...options } = setting.parse(workerData);
const proxy = await startLimitsProxy({ ...options, clock: realClock(pace), startsEmpty: true });

port.on('message', (message: unknown) => {
  if (message === 'close') {
    void proxy.close().then(() => port.close());
    return;
  }
  const { idle, active } = performance.eventLoopUtilization();
  port.postMessage({ statistics: proxy.statistics(), idle, active });
});
port.postMessage({ endpoint: proxy.endpoint });
