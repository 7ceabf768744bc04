import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { seedData } from '../../infra/local/command/seed.ts';
import { synthesize } from '../../infra/local/command/synthesize.ts';
import { apiClient, tokenFor } from '../../infra/local/demo/api-client.ts';
import type { ApiClient } from '../../infra/local/demo/api-client.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../infra/local/engine.ts';
import { SEEDED_PEOPLE } from '../../infra/local/seeded-people.ts';
import { startEmbeddedCloud } from '../../infra/local/start.ts';
import type { EmbeddedCloud } from '../../infra/local/start.ts';
import { startDynamoDbMeter } from './dynamodb-meter.ts';
import type { DynamoDbMeter } from './dynamodb-meter.ts';

/** A whole system whose DynamoDB is metered where everything reaches it. */
export interface MeteredCopy {
  readonly meter: DynamoDbMeter;
  as(subject: string): Promise<ApiClient>;
  /** State transitions of a claim's walk so far, as AWS bills them. */
  transitions(claim: string): number;
  close(): Promise<void>;
}

const OPENING = '2025-10-01T09:00:00Z';

export async function startMeteredCopy(): Promise<MeteredCopy> {
  const directory = mkdtempSync(join(tmpdir(), 'ldss-bench-copy-'));
  const assembly = join(directory, 'assembly');
  const { signal } = new AbortController();
  await synthesize({ directory: assembly, webOrigin: 'http://127.0.0.1:8080', signal });
  const log = (): void => undefined;
  const meters: DynamoDbMeter[] = [];
  const cloud = await startEmbeddedCloud({
    assembly,
    directory: join(directory, 'data'),
    port: 0,
    people: SEEDED_PEOPLE,
    log,
    between: async (stores) => {
      const meter = await startDynamoDbMeter(stores.dynamoDb.endpoint);
      meters.push(meter);
      return { ...stores, dynamoDb: { ...stores.dynamoDb, endpoint: meter.endpoint } };
    },
  });
  const [meter] = meters;
  if (meter === undefined) throw new Error('Nothing was put between the stores and the rest.');
  const functionName = z.string().parse(cloud.outputs.get('SeedFunction'));
  await seedData({ invoke: cloud.invoke, functionName, seed: 'demo', clock: OPENING, signal, log });
  const machine = await executionsOf(cloud);
  const { api, issuer } = cloud.ready;
  return {
    meter,
    as: async (subject) => apiClient(api, await tokenFor(issuer, subject)),
    transitions: (claim) => cloud.compute.stepFunctions.transitions(`${machine}:${claim}-1`),
    async close() {
      await cloud.close();
      await meter.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** What the name of every execution of the claim workflow begins with. */
async function executionsOf({ compute }: EmbeddedCloud): Promise<string> {
  const client = new SFNClient({
    endpoint: compute.stepFunctions.endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
  });
  const { stateMachines = [] } = await client.send(new ListStateMachinesCommand({}));
  client.destroy();
  const arn = z.string().parse(stateMachines[0]?.stateMachineArn);
  return arn.replace(':stateMachine:', ':execution:');
}
