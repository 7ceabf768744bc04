import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../infra/local/engine.ts';
import type { DataTables } from './data-tables.ts';

/** Every record that a table's stream holds, as Lambda hands them to a function. */
export async function readStream(data: DataTables, table: 'line' | 'outbox'): Promise<readonly unknown[]> {
  const config = { endpoint: data.engine.endpoint, region: LOCAL_REGION, credentials: LOCAL_CREDENTIALS };
  const streams = new DynamoDBStreamsClient(config);
  const StreamArn = data.engine.streamArn(data.tables[table]);
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const records: unknown[] = [];
  for (const { ShardId } of StreamDescription?.Shards ?? []) {
    const start = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    const { ShardIterator } = await streams.send(new GetShardIteratorCommand(start));
    const page = await streams.send(new GetRecordsCommand({ ShardIterator }));
    records.push(...(page.Records ?? []));
  }
  streams.destroy();
  return records;
}
