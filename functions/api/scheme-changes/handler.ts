import { createChangeSets } from '../../../shared/adapters/dynamodb/change-set-store.ts';
import { createPastClaims } from '../../../shared/adapters/dynamodb/past-claims.ts';
import { createPeople } from '../../../shared/adapters/dynamodb/registry.ts';
import { createSchemeHistory } from '../../../shared/adapters/dynamodb/scheme.ts';
import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { cryptoIds } from '../../../shared/adapters/node/ids.ts';
import { apiHandler } from '../../../shared/http/api-bundle.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { wire } from '../../wiring.ts';
import { schemeChangeEndpoints } from './endpoints.ts';
import { envSchema } from './env.ts';

const env = loadEnv(envSchema);
const wired = wire(env);
const tables = { ...wired.tables, line: env.LINE_TABLE };

const endpoints = schemeChangeEndpoints({
  scheme: createSchemeHistory(wired),
  changeSets: createChangeSets(wired),
  pastClaims: createPastClaims({ client: wired.client, tables }),
  ids: cryptoIds,
});

export const handler = apiHandler({ ...wired, endpoints, people: createPeople(wired), sha256 });
