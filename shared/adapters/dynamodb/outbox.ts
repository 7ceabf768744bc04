import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { Outbox, OutboxMessage } from '../../application/ports/workflow.ts';
import type { TableNames } from './client.ts';
import { attributeOf } from './item.ts';
import type { Item } from './item.ts';
import { ALL_SHARDS, pendingShard } from './keys.ts';
import { outboxMessageSchema } from './outbox-message.ts';
import { queryFirst, readItems } from './read.ts';
import { deleteItem } from './single-writes.ts';

const pendingItem = z.object({ pk: z.string(), pendingSince: z.string() });

function messageOf(item: Item): OutboxMessage {
  const { pk } = z.object({ pk: z.string() }).parse(unmarshall(item));
  const place = { record: 'message', key: { pk } };
  return attributeOf(item, { name: 'message', schema: outboxMessageSchema }, place);
}

/** Messages that were committed with a change. The row is the message's being pending: taken out, it is done. */
export const createOutbox = ({
  client,
  tables,
}: {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'outbox'>;
}): Outbox => {
  const table = tables.outbox;
  const pendingIn = async (shard: number, before: string, limit: number) => {
    const question = {
      table,
      index: 'pending',
      consistent: false,
      condition: 'pendingKey = :key AND pendingSince < :before',
      values: { key: pendingShard(shard), before },
      pageSize: limit,
    };
    const items = await queryFirst(client, question, limit);
    return items.map((item) => pendingItem.parse(unmarshall(item)));
  };
  return {
    /** Those that have waited longest come first. One that is done meanwhile is left out. */
    async listPending(before, limit) {
      const shards = await Promise.all(ALL_SHARDS.map((shard) => pendingIn(shard, before, limit)));
      const oldest = shards
        .flat()
        .toSorted((a, b) => (a.pendingSince < b.pendingSince ? -1 : 1))
        .slice(0, limit);
      const items = await readItems(
        client,
        table,
        oldest.map(({ pk }) => ({ pk })),
      );
      const byId = new Map(items.map(messageOf).map((message) => [message.messageId, message]));
      return oldest.flatMap(({ pk }) => byId.get(pk) ?? []);
    },
    async done(messageId) {
      await deleteItem(client, table, { key: { pk: messageId } });
    },
  };
};
