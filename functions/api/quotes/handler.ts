import { createClaimStore } from '../../../shared/adapters/dynamodb/claim-store.ts';
import { createFundMeter } from '../../../shared/adapters/dynamodb/fund-meter.ts';
import { createLearnerStore } from '../../../shared/adapters/dynamodb/learner-store.ts';
import { createOrganisations, createPeople } from '../../../shared/adapters/dynamodb/registry.ts';
import { createScheme } from '../../../shared/adapters/dynamodb/scheme.ts';
import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { apiHandler } from '../../../shared/http/api-bundle.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { wire } from '../../wiring.ts';
import { quoteEndpoints } from './endpoints.ts';
import { envSchema } from './env.ts';

const env = loadEnv(envSchema);
const wired = wire(env);
const { client } = wired;
const tables = { claims: env.CLAIMS_TABLE, funds: env.FUNDS_TABLE };

const endpoints = quoteEndpoints({
  claims: createClaimStore({ client, tables }),
  learners: createLearnerStore({ client, tables }),
  organisations: createOrganisations({ client, tables }),
  meter: createFundMeter({ client, tables }),
  scheme: createScheme(wired),
});

export const handler = apiHandler({ ...wired, endpoints, people: createPeople(wired), sha256 });
