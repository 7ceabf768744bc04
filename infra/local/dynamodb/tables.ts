import type { DynamoDBClient, TableDescription } from '@aws-sdk/client-dynamodb';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import type { TableDefinition } from './table-definition.ts';
import { compare, differences } from './table-definition.ts';

/**
 * Makes sure that the table exists exactly as defined, and returns the ARN of its stream, if it has one.
 *
 * An existing table that differs is refused with every difference named: changing a key or an index in place could
 * hide or lose what the directory holds. A crash between creation and the expiry setting is made good here.
 */
export async function ensureTable(
  client: DynamoDBClient,
  table: TableDefinition,
): Promise<string | undefined> {
  if (!table.arn.endsWith(`:table/${table.name}`)) {
    throw new Error(`The ARN ${table.arn} is not that of a table named ${table.name}.`);
  }
  const existing = await describe(client, table.name);
  if (existing === undefined) {
    const created = await create(client, table);
    await setExpiry(client, table);
    return streamArn(table, created);
  }
  const different = differences(table, existing);
  const expiry = await ensureExpiry(client, table);
  if (expiry !== undefined) {
    different.push(expiry);
  }
  if (different.length > 0) {
    throw new Error(
      `The table ${table.name} in this data directory differs from its definition: ${different.join('; ')}. ` +
        'Use another data directory, or delete this one if nothing in it is needed.',
    );
  }
  return streamArn(table, existing);
}

async function describe(client: DynamoDBClient, name: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  }
}

async function create(client: DynamoDBClient, table: TableDefinition): Promise<TableDescription> {
  const created = await client.send(
    new CreateTableCommand({
      TableName: table.name,
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [...table.keySchema],
      AttributeDefinitions: [...table.attributeDefinitions],
      ...(table.globalSecondaryIndexes.length > 0 && {
        GlobalSecondaryIndexes: [...table.globalSecondaryIndexes],
      }),
      ...(table.localSecondaryIndexes.length > 0 && {
        LocalSecondaryIndexes: [...table.localSecondaryIndexes],
      }),
      ...(table.stream !== undefined && {
        StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream },
      }),
    }),
  );
  return created.TableDescription ?? {};
}

async function setExpiry(client: DynamoDBClient, table: TableDefinition): Promise<void> {
  if (table.timeToLiveAttribute !== undefined) {
    const setting = { AttributeName: table.timeToLiveAttribute, Enabled: true };
    await client.send(
      new UpdateTimeToLiveCommand({ TableName: table.name, TimeToLiveSpecification: setting }),
    );
  }
}

async function ensureExpiry(client: DynamoDBClient, table: TableDefinition): Promise<string | undefined> {
  const described = await client.send(new DescribeTimeToLiveCommand({ TableName: table.name }));
  const existing = described.TimeToLiveDescription?.AttributeName;
  if (existing === undefined) {
    await setExpiry(client, table);
    return undefined;
  }
  return compare('time to live attribute', table.timeToLiveAttribute ?? 'none', existing);
}

/** The stream's label is the time of its creation, as on AWS, so a table made anew has another stream. */
function streamArn(table: TableDefinition, description: TableDescription): string | undefined {
  if (table.stream === undefined) {
    return undefined;
  }
  const seconds = Number(description.LatestStreamLabel);
  if (!Number.isFinite(seconds)) {
    throw new Error(`The table ${table.name} has no stream label.`);
  }
  const label = new Date(Math.round(seconds * 1000)).toISOString().slice(0, -1);
  return `${table.arn}/stream/${label}`;
}
