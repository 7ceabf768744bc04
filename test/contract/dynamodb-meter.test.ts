import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCAL_ACCOUNT, LOCAL_CREDENTIALS, LOCAL_REGION } from '../../infra/local/engine.ts';
import { startDynamoDb } from '../../infra/local/dynamodb/start.ts';
import type { DynamoDbEngine } from '../../infra/local/dynamodb/start.ts';
import { startDynamoDbMeter } from '../bench/dynamodb-meter.ts';
import type { DynamoDbMeter, Usage } from '../bench/dynamodb-meter.ts';

const TableName = 'papers';
const item = (pk: string, bytes = 0, group?: string) => ({
  pk: { S: pk },
  ...(bytes > 0 && { text: { S: 'x'.repeat(bytes) } }),
  ...(group !== undefined && { group: { S: group } }),
});

describe('the meter of the benchmark', () => {
  const directory = mkdtempSync(join(tmpdir(), 'ldss-meter-'));
  let engine: DynamoDbEngine;
  let meter: DynamoDbMeter;
  let client: DynamoDBClient;
  beforeAll(async () => {
    engine = await startDynamoDb({
      directory,
      tables: [
        {
          name: TableName,
          arn: `arn:aws:dynamodb:${LOCAL_REGION}:${LOCAL_ACCOUNT}:table/${TableName}`,
          keySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          attributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'group', AttributeType: 'S' },
          ],
          globalSecondaryIndexes: [
            {
              IndexName: 'byGroup',
              KeySchema: [{ AttributeName: 'group', KeyType: 'HASH' }],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          ],
          localSecondaryIndexes: [],
        },
      ],
    });
    meter = await startDynamoDbMeter(engine.endpoint);
    client = new DynamoDBClient({
      endpoint: meter.endpoint,
      region: LOCAL_REGION,
      credentials: LOCAL_CREDENTIALS,
    });
  });
  afterAll(async () => {
    client.destroy();
    await meter.close();
    await engine.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function cost(
    work: () => Promise<unknown>,
  ): Promise<Pick<Usage, 'requests' | 'writeUnits' | 'readUnits'>> {
    const before = meter.usage();
    await work();
    const after = meter.usage();
    return {
      requests: after.requests - before.requests,
      writeUnits: after.writeUnits - before.writeUnits,
      readUnits: after.readUnits - before.readUnits,
    };
  }

  it('counts a write unit for each KB begun, and one more for an index that the item is in', async () => {
    const put = (given: ReturnType<typeof item>) => () =>
      client.send(new PutItemCommand({ TableName, Item: given }));
    expect(await cost(put(item('small')))).toEqual({ requests: 1, writeUnits: 1, readUnits: 0 });
    expect(await cost(put(item('large', 2_500)))).toMatchObject({ writeUnits: 3 });
    expect(await cost(put(item('listed', 0, 'a')))).toMatchObject({ writeUnits: 2 });
  });

  it('counts a transaction twice, its conditions too', async () => {
    const both = new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName, Item: item('first') } },
        {
          ConditionCheck: {
            TableName,
            Key: { pk: { S: 'small' } },
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
      ],
    });
    expect(await cost(() => client.send(both))).toEqual({ requests: 1, writeUnits: 4, readUnits: 0 });
  });

  it('counts a read unit for each 4 KB begun, and half of it for a read that may be behind', async () => {
    const get = (ConsistentRead: boolean) => () =>
      client.send(new GetItemCommand({ TableName, Key: { pk: { S: 'large' } }, ConsistentRead }));
    expect(await cost(get(true))).toEqual({ requests: 1, writeUnits: 0, readUnits: 1 });
    expect(await cost(get(false))).toMatchObject({ readUnits: 0.5 });
    const query = new QueryCommand({
      TableName,
      IndexName: 'byGroup',
      KeyConditionExpression: '#group = :group',
      ExpressionAttributeNames: { '#group': 'group' },
      ExpressionAttributeValues: { ':group': { S: 'a' } },
    });
    expect(await cost(() => client.send(query))).toMatchObject({ requests: 1, readUnits: 0.5 });
  });

  it('keeps apart what is asked of the sandbox clock', async () => {
    const before = meter.usage();
    await client.send(new GetItemCommand({ TableName, Key: { pk: { S: 'SANDBOX' } } }));
    const after = meter.usage();
    expect(after.clockReads - before.clockReads).toBe(1);
    expect(after.requests).toBe(before.requests);
  });
});
