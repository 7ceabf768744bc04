import { createClaimStore } from '../../../shared/adapters/dynamodb/claim-store.ts';
import { createEvidenceRecords } from '../../../shared/adapters/dynamodb/evidence-records.ts';
import { createOutbox } from '../../../shared/adapters/dynamodb/outbox.ts';
import { messageIn, sequenceNumberOf } from '../../../shared/adapters/dynamodb/stream-records.ts';
import { createTickets } from '../../../shared/adapters/dynamodb/ticket-store.ts';
import { createWaits } from '../../../shared/adapters/dynamodb/waits.ts';
import { cryptoIds } from '../../../shared/adapters/node/ids.ts';
import { createScheme } from '../../../shared/adapters/dynamodb/scheme.ts';
import { createClaimWorkflow } from '../../../shared/adapters/step-functions/claim-workflow.ts';
import { createStepFunctionsClient } from '../../../shared/adapters/step-functions/client.ts';
import { relayMessage } from '../../../shared/application/workflow/relay-message.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { recordHandler } from '../../../shared/runtime/record-bundle.ts';
import { processParts, wire } from '../../wiring.ts';
import { envSchema } from './env.ts';

const env = loadEnv(envSchema);
const wired = wire(env);
const { client } = wired;
const tables = { claims: env.CLAIMS_TABLE, line: env.LINE_TABLE, outbox: env.OUTBOX_TABLE };
const ports = {
  claims: createClaimStore({ client, tables }),
  evidence: createEvidenceRecords({ client, tables }),
  ledger: createTickets({ client, tables }),
  outbox: createOutbox({ client, tables }),
  waits: createWaits({ client, tables }),
  workflow: createClaimWorkflow({
    client: createStepFunctionsClient(),
    stateMachineArn: env.CLAIM_WORKFLOW_ARN,
  }),
  scheme: createScheme(wired),
  ids: cryptoIds,
};

export const handler = recordHandler(processParts('relay-outbox', wired), {
  identifierOf: sequenceNumberOf,
  inOrder: false,
  work: (record, context) => relayMessage(ports, messageIn(record), context),
});
