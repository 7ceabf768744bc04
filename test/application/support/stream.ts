import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import * as z from 'zod';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../../infra/local/engine.ts';
import type { DataTables } from '../../support/data-tables.ts';

/** A table's stream, read from its beginning. */
export interface Stream {
  /** What happened since the last look, without rows that were taken out, in the order of the commits. */
  next(): Promise<readonly unknown[]>;
  /** All that ever happened: for bringing it again, or for counting it. */
  all(): Promise<readonly unknown[]>;
  end(): void;
}

const named = z.looseObject({ eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']) });
export const isInsert = (record: unknown): boolean => named.parse(record).eventName === 'INSERT';
const image = z.looseObject({
  dynamodb: z.looseObject({ NewImage: z.looseObject({ state: z.object({ S: z.string() }).optional() }) }),
});
/** Places on the waiting list lie in the same table; they have no state, and wake nobody. */
const stateIn = (record: unknown): string | undefined => image.parse(record).dynamodb.NewImage.state?.S;
/** What the two functions on the line's table are woken by. */
export const isTaken = (record: unknown): boolean => isInsert(record) && stateIn(record) === 'unsettled';
export const isSettled = (record: unknown): boolean => {
  const state = stateIn(record);
  return state !== undefined && state !== 'unsettled';
};
const isRemove = (record: unknown): boolean => named.parse(record).eventName === 'REMOVE';

export function openStream(data: DataTables, table: 'line' | 'outbox'): Stream {
  const config = { endpoint: data.engine.endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
  const client = new DynamoDBStreamsClient(config);
  const StreamArn = data.engine.streamArn(data.tables[table]);
  const fromTheBeginning = async (): Promise<string | undefined> => {
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn }));
    const [shard] = StreamDescription?.Shards ?? [];
    const start = { StreamArn, ShardId: shard?.ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    return (await client.send(new GetShardIteratorCommand(start))).ShardIterator;
  };
  const readFrom = async (from: string | undefined) => {
    const records: unknown[] = [];
    let at = from;
    for (;;) {
      const page = await client.send(new GetRecordsCommand({ ShardIterator: at }));
      at = page.NextShardIterator;
      if (!page.Records?.length) return { records: records.filter((record) => !isRemove(record)), at };
      records.push(...page.Records);
    }
  };
  let place: Promise<string | undefined> | undefined;
  return {
    async next() {
      place ??= fromTheBeginning();
      const { records, at } = await readFrom(await place);
      place = Promise.resolve(at);
      return records;
    },
    all: async () => (await readFrom(await fromTheBeginning())).records,
    end: () => client.destroy(),
  };
}
