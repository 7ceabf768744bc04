import { awaitEvidence } from '../../../shared/application/workflow/evidence-step.ts';
import { createClaimStore } from '../../../shared/adapters/dynamodb/claim-store.ts';
import { createEvidenceRecords } from '../../../shared/adapters/dynamodb/evidence-records.ts';
import { createWaits } from '../../../shared/adapters/dynamodb/waits.ts';
import { createScheme } from '../../../shared/adapters/dynamodb/scheme.ts';
import { createTaskAnswers } from '../../../shared/adapters/step-functions/claim-workflow.ts';
import { createStepFunctionsClient } from '../../../shared/adapters/step-functions/client.ts';
import { waitingStep } from '../../../shared/contracts/workflow-steps.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { taskHandler } from '../../../shared/runtime/task-bundle.ts';
import { processParts, wire } from '../../wiring.ts';
import { envSchema } from './env.ts';

const env = loadEnv(envSchema);
const wired = wire(env);
const { client } = wired;
const tables = { claims: env.CLAIMS_TABLE };

const ports = {
  claims: createClaimStore({ client, tables }),
  evidence: createEvidenceRecords({ client, tables }),
  waits: createWaits({ client, tables }),
  workflow: createTaskAnswers(createStepFunctionsClient()),
  scheme: createScheme(wired),
};

export const handler = taskHandler(processParts('await-evidence', wired), waitingStep, (wait) =>
  awaitEvidence(ports, wait),
);
