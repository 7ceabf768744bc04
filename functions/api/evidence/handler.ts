import { createClaimStore } from '../../../shared/adapters/dynamodb/claim-store.ts';
import { createEvidenceRecords } from '../../../shared/adapters/dynamodb/evidence-records.ts';
import { createIdempotencyStore } from '../../../shared/adapters/dynamodb/idempotency-store.ts';
import { createPeople } from '../../../shared/adapters/dynamodb/registry.ts';
import { sha256 } from '../../../shared/adapters/node/hashing.ts';
import { cryptoIds } from '../../../shared/adapters/node/ids.ts';
import { createS3Client } from '../../../shared/adapters/s3/client.ts';
import { createEvidenceFiles } from '../../../shared/adapters/s3/evidence-files.ts';
import { createScheme } from '../../../shared/adapters/dynamodb/scheme.ts';
import { apiHandler } from '../../../shared/http/api-bundle.ts';
import { loadEnv } from '../../../shared/runtime/load-env.ts';
import { wire } from '../../wiring.ts';
import { evidenceEndpoints } from './endpoints.ts';
import { envSchema } from './env.ts';

const env = loadEnv(envSchema);
const wired = wire(env);
const { client } = wired;
const tables = { claims: env.CLAIMS_TABLE };

const endpoints = evidenceEndpoints({
  claims: createClaimStore({ client, tables }),
  evidence: createEvidenceRecords({ client, tables }),
  files: createEvidenceFiles({
    client: createS3Client(),
    buckets: { quarantine: env.QUARANTINE_BUCKET, evidence: env.EVIDENCE_BUCKET },
  }),
  idempotency: createIdempotencyStore({ client, tables }),
  scheme: createScheme(wired),
  ids: cryptoIds,
});

export const handler = apiHandler({ ...wired, endpoints, people: createPeople(wired), sha256 });
