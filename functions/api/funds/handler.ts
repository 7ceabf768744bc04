import { createFundFigures } from '../../../shared/adapters/dynamodb/fund-figures.ts';
import { createPeople } from '../../../shared/adapters/dynamodb/registry.ts';
import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { apiHandler } from '../../../shared/http/api-bundle.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { wire } from '../../wiring.ts';
import { fundEndpoints } from './endpoints.ts';
import { envSchema } from './env.ts';
import { subjectByToken } from './subject-of.ts';

const env = loadEnv(envSchema);
const wired = wire(env);
const ledger = createFundFigures({ client: wired.client, tables: { funds: env.FUNDS_TABLE } });

export const handler = apiHandler({
  ...wired,
  endpoints: fundEndpoints({ ledger }),
  people: createPeople(wired),
  sha256,
  subjectOf: subjectByToken({ issuer: env.TOKEN_ISSUER, audience: env.TOKEN_AUDIENCE }),
});
