import { createClaimStore } from '../../../shared/adapters/dynamodb/claim-store.ts';
import { createEvidenceRecords } from '../../../shared/adapters/dynamodb/evidence-records.ts';
import { cryptoIds } from '../../../shared/adapters/node/ids.ts';
import { quarantinedObjectOf } from '../../../shared/adapters/s3/object-keys.ts';
import { recordArrival } from '../../../shared/application/evidence/record-arrival.ts';
import { arrivalsIn, messageIdOf } from '../../../shared/contracts/storage-messages.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { recordHandler } from '../../../shared/runtime/record-bundle.ts';
import { processParts, wire } from '../../wiring.ts';
import { envSchema } from './env.ts';

const env = loadEnv(envSchema);
const wired = wire(env);
const { client } = wired;
const tables = { claims: env.CLAIMS_TABLE, outbox: env.OUTBOX_TABLE };
const ports = {
  claims: createClaimStore({ client, tables }),
  evidence: createEvidenceRecords({ client, tables }),
  ids: cryptoIds,
};

export const handler = recordHandler(processParts('record-upload', wired), {
  identifierOf: messageIdOf,
  inOrder: false,
  work: async (record, context) => {
    for (const { key, objectVersion } of arrivalsIn(record)) {
      const arrived = quarantinedObjectOf(key, objectVersion);
      if (arrived) await recordArrival(ports, arrived, context);
    }
  },
});
