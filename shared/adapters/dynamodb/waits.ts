import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { WAIT_STEPS } from '../../application/ports/workflow.ts';
import type { Wait, Waits } from '../../application/ports/workflow.ts';
import { claimReference, identifier } from '../../contracts/stored/shape.ts';
import type { ShapeOf } from '../../contracts/stored/shape.ts';
import type { TableNames } from './client.ts';
import { attributeOf, checked, keyOf } from './item.ts';
import { WAITS, claimPartition, waitKey } from './keys.ts';
import { queryAll, rowsOf } from './read.ts';
import { deleteItem, putItem } from './single-writes.ts';

const waitSchema = z.strictObject({
  reference: claimReference,
  step: z.enum(WAIT_STEPS),
  token: identifier,
} satisfies ShapeOf<Wait>);

/** Keeps open waits beside their claim, in rows of their own: opening one changes nothing of the claim. */
export const createWaits = ({
  client,
  tables,
}: {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'claims'>;
}): Waits => ({
  async open(wait) {
    const key = waitKey(wait);
    const checkedWait = checked(waitSchema, wait, { record: 'wait', key });
    await putItem(client, tables.claims, { row: { ...key, wait: checkedWait } });
  },
  async list(reference) {
    const items = await queryAll(client, rowsOf(tables.claims, claimPartition(reference), WAITS));
    return items.map((item) =>
      attributeOf(item, { name: 'wait', schema: waitSchema }, { record: 'wait', key: keyOf(item) }),
    );
  },
  async close(wait) {
    await deleteItem(client, tables.claims, { key: waitKey(wait) });
  },
});
