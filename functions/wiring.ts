import { createDynamoDbClient } from '../shared/adapters/dynamodb/client.ts';
import { createSandboxClock } from '../shared/adapters/dynamodb/sandbox-clock.ts';
import { createLog } from '../shared/observability/log.ts';
import { settableClock, systemClock } from '../shared/runtime/clock.ts';
import type { ProcessParts } from '../shared/runtime/task-bundle.ts';
import type { baseEnvSchema } from './base-env.ts';
import type * as z from 'zod';

type BaseEnv = z.output<typeof baseEnvSchema>;

/** What every function needs, made once at cold start: a client, the claims table, a clock and a log. */
export function wire(env: BaseEnv) {
  const client = createDynamoDbClient();
  const tables = { claims: env.CLAIMS_TABLE };
  const clock = env.CLOCK === 'sandbox' ? settableClock(createSandboxClock({ client, tables })) : systemClock;
  return { client, tables, clock, log: createLog() };
}

/** The parts of a function that is not of the API. */
export const processParts = (
  process: string,
  { clock, log }: Pick<ProcessParts, 'clock' | 'log'>,
): ProcessParts => ({
  process,
  clock,
  log,
});
