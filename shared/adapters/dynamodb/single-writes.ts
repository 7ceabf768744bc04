import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBClient, UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { patiently } from './back-off.ts';
import { toItem, toKey } from './item.ts';
import type { Item, Row } from './item.ts';
import type { AnyKey } from './keys.ts';
import { conditioned } from './condition.ts';
import type { Condition } from './condition.ts';

/** Whether a single write was done, or else the item that its condition did not allow it to touch. */
export type Written = { readonly done: true } | { readonly done: false; readonly old: Item | undefined };

async function unlessRefused(write: () => Promise<unknown>): Promise<Written> {
  try {
    await patiently(write);
    return { done: true };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return { done: false, old: error.Item };
    throw error;
  }
}

export const putItem = (
  client: DynamoDBClient,
  table: string,
  row: { readonly row: Row; readonly condition?: Condition },
): Promise<Written> => {
  const condition = row.condition && conditioned(row.condition);
  const command = new PutItemCommand({ TableName: table, Item: toItem(row.row), ...condition });
  return unlessRefused(() => client.send(command));
};

export const deleteItem = (
  client: DynamoDBClient,
  table: string,
  item: { readonly key: AnyKey; readonly condition?: Condition },
): Promise<Written> => {
  const condition = item.condition && conditioned(item.condition);
  const command = new DeleteItemCommand({ TableName: table, Key: toKey(item.key), ...condition });
  return unlessRefused(() => client.send(command));
};

/** An update in DynamoDB's own words. */
export const updateItem = (client: DynamoDBClient, update: UpdateItemCommandInput): Promise<Written> => {
  const command = new UpdateItemCommand({ ...update, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' });
  return unlessRefused(() => client.send(command));
};
