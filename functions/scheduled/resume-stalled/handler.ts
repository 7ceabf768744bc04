import { createClaimStore } from '../../../shared/adapters/dynamodb/claim-store.ts';
import { createEvidenceRecords } from '../../../shared/adapters/dynamodb/evidence-records.ts';
import { createFundLedger } from '../../../shared/adapters/dynamodb/fund-ledger.ts';
import { createOutbox } from '../../../shared/adapters/dynamodb/outbox.ts';
import { createWaits } from '../../../shared/adapters/dynamodb/waits.ts';
import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { cryptoIds } from '../../../shared/adapters/node/ids.ts';
import { pause } from '../../../shared/adapters/node/pause.ts';
import { createS3Client } from '../../../shared/adapters/s3/client.ts';
import { createEvidenceFiles } from '../../../shared/adapters/s3/evidence-files.ts';
import { createScheme } from '../../../shared/adapters/dynamodb/scheme.ts';
import { createClaimWorkflow } from '../../../shared/adapters/step-functions/claim-workflow.ts';
import { createStepFunctionsClient } from '../../../shared/adapters/step-functions/client.ts';
import { resumeStalled } from '../../../shared/application/scheduled/resume-stalled.ts';
import { KNOWN_FUND_YEARS } from '../../../shared/domain/fund/ticket.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { scheduleHandler } from '../../../shared/runtime/task-bundle.ts';
import { processParts, wire } from '../../wiring.ts';
import { envSchema } from './env.ts';

const env = loadEnv(envSchema);
const wired = wire(env);
const { client } = wired;
const tables = {
  claims: env.CLAIMS_TABLE,
  line: env.LINE_TABLE,
  funds: env.FUNDS_TABLE,
  outbox: env.OUTBOX_TABLE,
};
const ports = {
  claims: createClaimStore({ client, tables }),
  evidence: createEvidenceRecords({ client, tables }),
  files: createEvidenceFiles({
    client: createS3Client(),
    buckets: { quarantine: env.QUARANTINE_BUCKET, evidence: env.EVIDENCE_BUCKET },
  }),
  ledger: createFundLedger({ client, tables }),
  outbox: createOutbox({ client, tables }),
  waits: createWaits({ client, tables }),
  workflow: createClaimWorkflow({
    client: createStepFunctionsClient(),
    stateMachineArn: env.CLAIM_WORKFLOW_ARN,
  }),
  scheme: createScheme(wired),
  ids: cryptoIds,
  fundYears: KNOWN_FUND_YEARS,
  sha256,
  pause,
  random: (below: number) => cryptoIds.random(below),
};

export const handler = scheduleHandler(processParts('resume-stalled', wired), (context) =>
  resumeStalled(ports, context),
);
