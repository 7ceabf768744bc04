import { createClaimStore } from '../../../shared/adapters/dynamodb/claim-store.ts';
import { cryptoIds } from '../../../shared/adapters/node/ids.ts';
import { createScheme } from '../../../shared/adapters/dynamodb/scheme.ts';
import { expireClaims } from '../../../shared/application/scheduled/expire-claims.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { scheduleHandler } from '../../../shared/runtime/task-bundle.ts';
import { processParts, wire } from '../../wiring.ts';
import { envSchema } from './env.ts';

const env = loadEnv(envSchema);
const wired = wire(env);
const tables = { claims: env.CLAIMS_TABLE, line: env.LINE_TABLE, outbox: env.OUTBOX_TABLE };
const claims = createClaimStore({ client: wired.client, tables });
const scheme = createScheme(wired);

export const handler = scheduleHandler(processParts('expire-claims', wired), (context) =>
  expireClaims({ claims, scheme, ids: cryptoIds }, context),
);
