import { createFundMeter } from '../../../shared/adapters/dynamodb/fund-meter.ts';
import { createPeople } from '../../../shared/adapters/dynamodb/registry.ts';
import { createSandboxClock } from '../../../shared/adapters/dynamodb/sandbox-clock.ts';
import { createTickets } from '../../../shared/adapters/dynamodb/ticket-store.ts';
import { createFunctionRunner } from '../../../shared/adapters/lambda/function-runner.ts';
import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { cryptoIds } from '../../../shared/adapters/node/ids.ts';
import { pause } from '../../../shared/adapters/node/pause.ts';
import { apiHandler } from '../../../shared/http/api-bundle.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { wire } from '../../wiring.ts';
import { controlEndpoints } from './endpoints.ts';
import { envSchema } from './env.ts';

const env = loadEnv(envSchema);
const wired = wire(env);
const { client } = wired;
const tables = { claims: env.CLAIMS_TABLE, funds: env.FUNDS_TABLE, line: env.LINE_TABLE };

const endpoints = controlEndpoints({
  ledger: createTickets({ client, tables }),
  meter: createFundMeter({ client, tables }),
  clock: createSandboxClock({ client, tables }),
  runScheduled: createFunctionRunner({
    'expire-claims': env.EXPIRE_CLAIMS_FUNCTION,
    'resume-stalled': env.RESUME_STALLED_FUNCTION,
    'reconcile-funds': env.RECONCILE_FUNDS_FUNCTION,
  }),
  ids: cryptoIds,
  pause,
});

export const handler = apiHandler({ ...wired, endpoints, people: createPeople(wired), sha256 });
