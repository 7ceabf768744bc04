import { createFundStops } from '../../../shared/adapters/dynamodb/fund-stops.ts';
import { createPeople } from '../../../shared/adapters/dynamodb/registry.ts';
import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { apiHandler } from '../../../shared/http/api-bundle.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { wire } from '../../wiring.ts';
import { fundReleaseEndpoints } from './endpoints.ts';
import { envSchema } from './env.ts';

const env = loadEnv(envSchema);
const wired = wire(env);
const stops = createFundStops({ client: wired.client, tables: { funds: env.FUNDS_TABLE } });

export const handler = apiHandler({
  ...wired,
  endpoints: fundReleaseEndpoints({ stops }),
  people: createPeople(wired),
  sha256,
});
