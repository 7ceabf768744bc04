import { createClaimReader } from '../../../shared/adapters/dynamodb/claim-reader.ts';
import { createFundAudit } from '../../../shared/adapters/dynamodb/fund-audit.ts';
import { createFundFigures } from '../../../shared/adapters/dynamodb/fund-figures.ts';
import { createFundForecasts } from '../../../shared/adapters/dynamodb/fund-forecasts.ts';
import { createFundJournal } from '../../../shared/adapters/dynamodb/fund-journal.ts';
import { createFundProofs } from '../../../shared/adapters/dynamodb/fund-proofs.ts';
import { createFundStops } from '../../../shared/adapters/dynamodb/fund-stops.ts';
import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { reconcileFunds } from '../../../shared/application/scheduled/reconcile-funds.ts';
import { KNOWN_FUND_YEARS } from '../../../shared/domain/fund/ticket.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { scheduleHandler } from '../../../shared/runtime/task-bundle.ts';
import { processParts, wire } from '../../wiring.ts';
import { envSchema } from './env.ts';

const env = loadEnv(envSchema);
const wired = wire(env);
const funds = {
  client: wired.client,
  tables: { claims: env.CLAIMS_TABLE, line: env.LINE_TABLE, funds: env.FUNDS_TABLE },
};
const parts = processParts('reconcile-funds', wired);
const ports = {
  journal: createFundJournal(funds),
  audit: createFundAudit(funds),
  ledger: createFundFigures(funds),
  forecasts: createFundForecasts(funds),
  claims: createClaimReader(funds),
  proofs: createFundProofs(funds),
  stops: createFundStops(funds),
  fundYears: KNOWN_FUND_YEARS,
  sha256,
};

export const handler = scheduleHandler(parts, (context) => reconcileFunds(ports, context));
