import { createIdempotencyStore } from '../../../shared/adapters/dynamodb/idempotency-store.ts';
import { createLearnerStore } from '../../../shared/adapters/dynamodb/learner-store.ts';
import { createPeople } from '../../../shared/adapters/dynamodb/registry.ts';
import { identityHasher, sha256 } from '../../../shared/adapters/node/hashing.ts';
import { cryptoIds } from '../../../shared/adapters/node/ids.ts';
import { apiHandler } from '../../../shared/http/api-bundle.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { wire } from '../../wiring.ts';
import { learnerEndpoints } from './endpoints.ts';
import { envSchema } from './env.ts';

const env = loadEnv(envSchema);
const wired = wire(env);

const endpoints = learnerEndpoints({
  learners: createLearnerStore(wired),
  idempotency: createIdempotencyStore(wired),
  identityHash: identityHasher(env.IDENTITY_PEPPER),
  ids: cryptoIds,
});

export const handler = apiHandler({ ...wired, endpoints, people: createPeople(wired), sha256 });
