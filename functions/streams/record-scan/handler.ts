import { createClaimStore } from '../../../shared/adapters/dynamodb/claim-store.ts';
import { createEvidenceRecords } from '../../../shared/adapters/dynamodb/evidence-records.ts';
import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { cryptoIds } from '../../../shared/adapters/node/ids.ts';
import { createS3Client } from '../../../shared/adapters/s3/client.ts';
import { createEvidenceFiles } from '../../../shared/adapters/s3/evidence-files.ts';
import { quarantinedObjectOf } from '../../../shared/adapters/s3/object-keys.ts';
import { recordScan } from '../../../shared/application/evidence/record-scan.ts';
import { messageIdOf, scanResultIn } from '../../../shared/contracts/storage-messages.ts';
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
  files: createEvidenceFiles({
    client: createS3Client(),
    buckets: { quarantine: env.QUARANTINE_BUCKET, evidence: env.EVIDENCE_BUCKET },
  }),
  ids: cryptoIds,
  sha256,
};

export const handler = recordHandler(processParts('record-scan', wired), {
  identifierOf: messageIdOf,
  inOrder: false,
  work: async (record, context) => {
    const { key, objectVersion, scan } = scanResultIn(record);
    const scanned = quarantinedObjectOf(key, objectVersion);
    if (scanned) await recordScan(ports, { ...scanned, scan }, context);
  },
});
