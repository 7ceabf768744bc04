import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

/**
 * The one way to make a client. Every call is short or fails: a hanging connection must not use up a function's time.
 * The region, the credentials and `AWS_ENDPOINT_URL_DYNAMODB` come from the environment unless `config` gives them.
 */
export const createDynamoDbClient = (config: DynamoDBClientConfig = {}): DynamoDBClient =>
  new DynamoDBClient({
    maxAttempts: 4,
    requestHandler: {
      connectionTimeout: 1_000,
      requestTimeout: 5_000,
      throwOnRequestTimeout: true,
      httpsAgent: { keepAlive: true, maxSockets: 100 },
      httpAgent: { keepAlive: true, maxSockets: 100 },
    },
    ...config,
  });

/** The tables, by name. A function knows only those that it was given. */
export interface TableNames {
  readonly claims: string;
  readonly line: string;
  readonly funds: string;
  readonly outbox: string;
}
