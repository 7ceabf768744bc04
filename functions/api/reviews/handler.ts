import { createClaimStore } from '../../../shared/adapters/dynamodb/claim-store.ts';
import { createEvidenceRecords } from '../../../shared/adapters/dynamodb/evidence-records.ts';
import { createIdempotencyStore } from '../../../shared/adapters/dynamodb/idempotency-store.ts';
import { createLearnerStore } from '../../../shared/adapters/dynamodb/learner-store.ts';
import { createPeople } from '../../../shared/adapters/dynamodb/registry.ts';
import { createTickets } from '../../../shared/adapters/dynamodb/ticket-store.ts';
import { createWaitingList } from '../../../shared/adapters/dynamodb/waiting-list.ts';
import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { cryptoIds } from '../../../shared/adapters/node/ids.ts';
import { pause } from '../../../shared/adapters/node/pause.ts';
import { createScheme } from '../../../shared/adapters/dynamodb/scheme.ts';
import { apiHandler } from '../../../shared/http/api-bundle.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { wire } from '../../wiring.ts';
import { reviewEndpoints } from './endpoints.ts';
import { envSchema } from './env.ts';

const env = loadEnv(envSchema);
const wired = wire(env);
const { client } = wired;
const tables = { claims: env.CLAIMS_TABLE, line: env.LINE_TABLE, outbox: env.OUTBOX_TABLE };

const endpoints = reviewEndpoints({
  claims: createClaimStore({ client, tables }),
  evidence: createEvidenceRecords({ client, tables }),
  learners: createLearnerStore({ client, tables }),
  idempotency: createIdempotencyStore({ client, tables }),
  ledger: createTickets({ client, tables }),
  waitingList: createWaitingList({ client, tables }),
  scheme: createScheme(wired),
  ids: cryptoIds,
  sha256,
  pause,
});

export const handler = apiHandler({ ...wired, endpoints, people: createPeople(wired), sha256 });
