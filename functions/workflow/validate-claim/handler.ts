import { validateClaim } from '../../../shared/application/workflow/validate-claim.ts';
import { createClaimStore } from '../../../shared/adapters/dynamodb/claim-store.ts';
import { createEvidenceRecords } from '../../../shared/adapters/dynamodb/evidence-records.ts';
import { createLearnerStore } from '../../../shared/adapters/dynamodb/learner-store.ts';
import { createOrganisations } from '../../../shared/adapters/dynamodb/registry.ts';
import { cryptoIds } from '../../../shared/adapters/node/ids.ts';
import { createScheme } from '../../../shared/adapters/dynamodb/scheme.ts';
import { validationStep } from '../../../shared/contracts/workflow-steps.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { taskHandler } from '../../../shared/runtime/task-bundle.ts';
import { processParts, wire } from '../../wiring.ts';
import { envSchema } from './env.ts';

const env = loadEnv(envSchema);
const wired = wire(env);
const { client } = wired;
const tables = { claims: env.CLAIMS_TABLE, line: env.LINE_TABLE, outbox: env.OUTBOX_TABLE };

const ports = {
  claims: createClaimStore({ client, tables }),
  evidence: createEvidenceRecords({ client, tables }),
  learners: createLearnerStore({ client, tables }),
  organisations: createOrganisations({ client, tables }),
  scheme: createScheme(wired),
  ids: cryptoIds,
};

export const handler = taskHandler(
  processParts('validate-claim', wired),
  validationStep,
  async (step, context) => ({
    outcome: await validateClaim(ports, step, context),
  }),
);
