import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import * as z from 'zod';
import { seedData } from '../../infra/local/command/seed.ts';
import { apiClient, tokenFor } from '../../infra/local/demo/api-client.ts';
import type { ApiClient } from '../../infra/local/demo/api-client.ts';
import { SEEDED_PEOPLE } from '../../infra/local/seeded-people.ts';
import { startEmbeddedCloud } from '../../infra/local/start.ts';
import type { FundsOfCopy } from './spoiled-pot.ts';

/** The moment at which every suite begins, unless it says otherwise. */
export const OPENING = '2025-10-01T09:00:00Z';

/** A whole system, running from the synthesized templates, with the demo seed. */
export interface RunningCopy {
  readonly api: string;
  readonly directory: string;
  readonly stepFunctionsEndpoint: string;
  readonly funds: FundsOfCopy;
  as(subject: string): Promise<ApiClient>;
  token(subject: string): Promise<string>;
  readonly nobody: ApiClient;
  readonly sandbox: ApiClient;
  setClock(now: string): Promise<void>;
  run(scheduled: string): Promise<unknown>;
  /** Everything that every function has logged. */
  functionLogs(): string;
  close(): Promise<void>;
}

export async function startCopy(): Promise<RunningCopy> {
  const directory = mkdtempSync(join(tmpdir(), 'ldss-copy-'));
  const log = (): void => undefined;
  const cloud = await startEmbeddedCloud({
    assembly: inject('assembly'),
    directory,
    port: 0,
    people: SEEDED_PEOPLE,
    log,
  });
  const functionName = z.string().parse(cloud.outputs.get('SeedFunction'));
  const { signal } = new AbortController();
  await seedData({ invoke: cloud.invoke, functionName, seed: 'demo', clock: OPENING, signal, log });
  const { api, issuer } = cloud.ready;
  const sandbox = apiClient(api.replace(/\/v1$/, ''));
  return {
    api,
    directory,
    stepFunctionsEndpoint: cloud.compute.stepFunctions.endpoint,
    funds: {
      endpoint: cloud.stores.dynamoDb.endpoint,
      table: z.string().parse(cloud.outputs.get('FundsTableName')),
    },
    as: async (subject) => apiClient(api, await tokenFor(issuer, subject)),
    token: (subject) => tokenFor(issuer, subject),
    nobody: apiClient(api),
    sandbox,
    async setClock(now) {
      const answer = await sandbox.send('PUT', '/sandbox/clock', { body: { now } });
      if (answer.status !== 200) throw new Error(`The clock was not set: ${JSON.stringify(answer.body)}`);
    },
    async run(scheduled) {
      const answer = await sandbox.send('POST', `/sandbox/run/${scheduled}`);
      if (answer.status !== 200) throw new Error(`${scheduled} did not run: ${JSON.stringify(answer.body)}`);
      return answer.body;
    },
    functionLogs() {
      const logs = join(directory, 'logs', 'functions');
      return readdirSync(logs)
        .map((name) => readFileSync(join(logs, name), 'utf8'))
        .join('\n');
    },
    async close() {
      await cloud.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
