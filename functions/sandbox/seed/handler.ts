import * as z from 'zod';
import { createFundFigures } from '../../../shared/adapters/dynamodb/fund-figures.ts';
import { createOrganisations, createPeople } from '../../../shared/adapters/dynamodb/registry.ts';
import { createSandboxClock } from '../../../shared/adapters/dynamodb/sandbox-clock.ts';
import { createTickets } from '../../../shared/adapters/dynamodb/ticket-store.ts';
import { cryptoIds } from '../../../shared/adapters/node/ids.ts';
import { pause } from '../../../shared/adapters/node/pause.ts';
import { instant } from '../../../shared/contracts/http/fields.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { processContext, requestIdOf } from '../../../shared/runtime/task-bundle.ts';
import { processParts, wire } from '../../wiring.ts';
import { envSchema } from './env.ts';
import { plant } from './plant.ts';

const env = loadEnv(envSchema);
const wired = wire(env);
const { client } = wired;
const tables = { claims: env.CLAIMS_TABLE, funds: env.FUNDS_TABLE, line: env.LINE_TABLE };
const ports = {
  ledger: createTickets({ client, tables }),
  figures: createFundFigures({ client, tables }),
  people: createPeople({ client, tables }),
  organisations: createOrganisations({ client, tables }),
  sandboxClock: createSandboxClock({ client, tables }),
  ids: cryptoIds,
  pause,
};

const seedEvent = z.object({ seed: z.enum(['demo', 'empty']), clock: instant.nullable() });

export const handler = async (event: unknown, lambda: unknown) =>
  plant(
    ports,
    seedEvent.parse(event),
    await processContext(processParts('seed', wired), requestIdOf(lambda)),
  );
