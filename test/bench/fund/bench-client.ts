import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../infra/local/engine.ts';
import { createDynamoDbClient } from '../../../shared/adapters/dynamodb/client.ts';

/**
 * A client as the functions make it, with as many connections and attempts, but that a busy machine under slowed time
 * is not taken for one that hangs.
 */
export const benchClient = (endpoint: string): DynamoDBClient =>
  createDynamoDbClient({
    endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
    requestHandler: {
      connectionTimeout: 30_000,
      requestTimeout: 60_000,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: 100 },
    },
  });
