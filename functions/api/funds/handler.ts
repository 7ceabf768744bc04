import { createFundJournal } from '../../../shared/adapters/dynamodb/fund-journal.ts';
import { createFundMeter } from '../../../shared/adapters/dynamodb/fund-meter.ts';
import { createFundProofs } from '../../../shared/adapters/dynamodb/fund-proofs.ts';
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
const funds = { client: wired.client, tables: { funds: env.FUNDS_TABLE } };

export const handler = apiHandler({
  ...wired,
  endpoints: fundEndpoints({
    meter: createFundMeter(funds),
    journal: createFundJournal(funds),
    proofs: createFundProofs(funds),
  }),
  people: createPeople(wired),
  sha256,
  subjectOf: subjectByToken({ issuer: env.TOKEN_ISSUER, audience: env.TOKEN_AUDIENCE }),
});
