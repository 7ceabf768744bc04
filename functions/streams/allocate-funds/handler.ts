import { createFundLedger } from '../../../shared/adapters/dynamodb/fund-ledger.ts';
import { ticketNameIn } from '../../../shared/adapters/dynamodb/stream-records.ts';
import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { cryptoIds } from '../../../shared/adapters/node/ids.ts';
import { pause } from '../../../shared/adapters/node/pause.ts';
import { createScheme } from '../../../shared/adapters/dynamodb/scheme.ts';
import { allocateTickets } from '../../../shared/application/fund/allocate-tickets.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { processParts, wire } from '../../wiring.ts';
import { envSchema } from './env.ts';
import { lineHandler } from './line-handler.ts';

const env = loadEnv(envSchema);
const wired = wire(env);
const ports = {
  ledger: createFundLedger({
    client: wired.client,
    tables: { line: env.LINE_TABLE, funds: env.FUNDS_TABLE },
  }),
  scheme: createScheme(wired),
  sha256,
  pause,
  random: (below: number) => cryptoIds.random(below),
};

export const handler = lineHandler(processParts('allocate-funds', wired), {
  ticketNameIn,
  allocate: (batch, context) => allocateTickets(ports, batch, context),
});
