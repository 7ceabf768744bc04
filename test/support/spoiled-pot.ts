import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../infra/local/engine.ts';
import type { FundYear } from '../../shared/domain/fund/ticket.ts';

/** Where a running copy keeps its funds. */
export interface FundsOfCopy {
  readonly endpoint: string;
  readonly table: string;
}

/** Moves pence between what is free in a pot and what is held, past the service, as a fault or a thief would. */
export async function movePence(
  { endpoint, table }: FundsOfCopy,
  { fund, year }: FundYear,
  pence: number,
): Promise<void> {
  const client = new DynamoDBClient({ endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS });
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: `FUND#${fund}#${year}` }, sk: { S: 'POT' } },
        UpdateExpression: 'ADD availablePence :less, heldPence :more',
        ExpressionAttributeValues: { ':less': { N: String(-pence) }, ':more': { N: String(pence) } },
      }),
    );
  } finally {
    client.destroy();
  }
}
