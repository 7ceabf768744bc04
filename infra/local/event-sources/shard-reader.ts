import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { Checkpoint, Position } from './checkpoints.ts';
import type { StreamPlace } from './failure-report.ts';
import type { Delivery } from './stream-event.ts';
import { toDelivery } from './stream-event.ts';

/** Reads one shard onwards. What it has read it does not give again, unless it is told to go back. */
export interface ShardReader {
  readonly place: StreamPlace;
  /** The next records, at most so many, in order; none when there are none yet. */
  read(limit: number): Promise<readonly Delivery[]>;
  /** The next read begins after this record, or where the mapping began when there is none. */
  goBack(sequenceNumber: string | undefined): void;
}

export interface ShardReaderOptions {
  readonly client: DynamoDBStreamsClient;
  readonly streamArn: string;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  readonly checkpoint: Checkpoint;
}

/** Throws when the stream has other than one shard: order across shards is not what this reader keeps. */
export async function openShardReader(options: ShardReaderOptions): Promise<ShardReader> {
  const { client, streamArn, checkpoint } = options;
  const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: streamArn }));
  const shardIds = (StreamDescription?.Shards ?? []).map(({ ShardId }) => ShardId);
  const [shardId] = shardIds;
  if (shardId === undefined || shardIds.length > 1) {
    throw new Error(`The stream ${streamArn} has ${shardIds.length} shards; exactly one is supported.`);
  }
  const place = { streamArn, shardId };
  const beginning = await beginningOf(options, place);
  let position = beginning;
  let iterator: string | undefined;
  return {
    place,
    async read(limit) {
      iterator ??= await iteratorAt(client, place, position);
      try {
        const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }));
        iterator = page.NextShardIterator;
        const deliveries = (page.Records ?? []).map((record) => toDelivery(streamArn, record));
        position = {
          after: deliveries.at(-1)?.sequenceNumber ?? position.after,
          iterator: position.iterator,
        };
        return deliveries;
      } catch (error) {
        // An iterator may have expired; the position has not.
        iterator = undefined;
        throw error;
      }
    },
    goBack(sequenceNumber) {
      position = { after: sequenceNumber ?? checkpoint.load().after, iterator: beginning.iterator };
      iterator = undefined;
    },
  };
}

/** At the checkpoint; else at the starting position, which for `LATEST` is kept as the place where it was first asked for. */
async function beginningOf(options: ShardReaderOptions, place: StreamPlace): Promise<Position> {
  const stored = options.checkpoint.load();
  if (
    stored.after !== undefined ||
    stored.iterator !== undefined ||
    options.startingPosition === 'TRIM_HORIZON'
  ) {
    return stored;
  }
  const iterator = await newIterator(options.client, place, { ShardIteratorType: 'LATEST' });
  options.checkpoint.begin(iterator);
  return { after: undefined, iterator };
}

async function iteratorAt(
  client: DynamoDBStreamsClient,
  place: StreamPlace,
  position: Position,
): Promise<string> {
  if (position.after !== undefined) {
    return newIterator(client, place, {
      ShardIteratorType: 'AFTER_SEQUENCE_NUMBER',
      SequenceNumber: position.after,
    });
  }
  return position.iterator ?? newIterator(client, place, { ShardIteratorType: 'TRIM_HORIZON' });
}

async function newIterator(
  client: DynamoDBStreamsClient,
  { streamArn, shardId }: StreamPlace,
  where:
    | { readonly ShardIteratorType: 'LATEST' | 'TRIM_HORIZON' }
    | { readonly ShardIteratorType: 'AFTER_SEQUENCE_NUMBER'; readonly SequenceNumber: string },
): Promise<string> {
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shardId, ...where }),
  );
  if (ShardIterator === undefined) {
    throw new Error(`The stream ${streamArn} gives no iterator.`);
  }
  return ShardIterator;
}
