import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  ExecuteStatementCommand,
} from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from './table-definition.ts';

const PAGE = 500;
/** DynamoDB leaves items alone whose time to live ended more than five years ago. */
const OLDEST_SECONDS = 5 * 365 * 24 * 60 * 60;

/**
 * Deletes the items of a table whose time to live has ended, and resolves with how many.
 *
 * They go by ordinary deletes, so indexes and the stream follow; unlike on AWS the stream's record does not carry
 * DynamoDB's own identity. An item whose time to live is moved on between reading and deleting stays.
 */
export async function sweepExpired(
  client: DynamoDBClient,
  table: TableDefinition,
  now: number,
): Promise<number> {
  const attribute = table.timeToLiveAttribute;
  if (attribute === undefined) {
    return 0;
  }
  const keys = table.keySchema.flatMap((part) => part.AttributeName ?? []);
  const nowSeconds = Math.floor(now / 1000);
  let deleted = 0;
  let nextToken: string | undefined;
  do {
    // Small pages: the engine answers one request at a time, and nobody should wait for a sweep.
    const page = await client.send(
      new ExecuteStatementCommand({
        Statement: `SELECT ${keys.map(quoted).join(', ')} FROM ${quoted(table.name)} WHERE ${quoted(attribute)} < ? AND ${quoted(attribute)} > ?`,
        Parameters: [{ N: String(nowSeconds) }, { N: String(nowSeconds - OLDEST_SECONDS) }],
        Limit: PAGE,
        ...(nextToken !== undefined && { NextToken: nextToken }),
      }),
    );
    for (const key of page.Items ?? []) {
      deleted += (await deleteExpired(client, { table: table.name, key, attribute, nowSeconds })) ? 1 : 0;
    }
    nextToken = page.NextToken;
  } while (nextToken !== undefined);
  return deleted;
}

interface Expired {
  readonly table: string;
  readonly key: Record<string, AttributeValue>;
  readonly attribute: string;
  readonly nowSeconds: number;
}

async function deleteExpired(client: DynamoDBClient, expired: Expired): Promise<boolean> {
  try {
    await client.send(
      new DeleteItemCommand({
        TableName: expired.table,
        Key: expired.key,
        ConditionExpression: '#ttl < :now',
        ExpressionAttributeNames: { '#ttl': expired.attribute },
        ExpressionAttributeValues: { ':now': { N: String(expired.nowSeconds) } },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      return false;
    }
    throw error;
  }
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
