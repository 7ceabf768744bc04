import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import * as z from 'zod';
import { ticketNameIn } from '../../../shared/adapters/dynamodb/stream-records.ts';
import type { TicketName } from '../../../shared/adapters/dynamodb/stream-records.ts';
import type { Clock } from '../limits-proxy/clock.ts';
import type { BenchEngine } from './bench-engine.ts';

/** "Lambda polls shards in your DynamoDB stream for records at a base rate of four times per second": its guide. */
const POLL_EVERY_MS = 250;
/** The most that one read of a stream brings. */
const PAGE = 1_000;

/** The mapping's filter: the settled rows of the same table are none of the allocator's. */
const taken = z.object({
  eventName: z.literal('INSERT'),
  dynamodb: z.object({ NewImage: z.object({ state: z.object({ S: z.literal('unsettled') }) }) }),
});

async function newestIterator({ streams, lineStream: StreamArn }: BenchEngine): Promise<string | undefined> {
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));
  const { ShardId } = StreamDescription?.Shards?.at(-1) ?? {};
  const from = { StreamArn, ShardId, ShardIteratorType: 'LATEST' } as const;
  return (await streams.send(new GetShardIteratorCommand(from))).ShardIterator;
}

/** Who is fed: as many tickets at a time as this, at most. */
export interface Eater {
  readonly batch: number;
  readonly deliver: (batch: readonly TicketName[]) => Promise<void>;
}

export interface LineFeed {
  /** Delivers what is left and stops. */
  close(): Promise<void>;
}

/**
 * Reads the line's own stream, so the order is the one in which the engine committed the tickets, and hands the new ones
 * on as Lambda does: up to a batch at a time, one batch after the other, looking four times a second while there is
 * nothing, and at once again after a batch.
 */
export async function feedLine(
  engine: BenchEngine,
  clock: Clock,
  { batch, deliver }: Eater,
): Promise<LineFeed> {
  let iterator = await newestIterator(engine);
  let closing = false;
  const round = async (): Promise<boolean> => {
    const page = await engine.streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: PAGE }));
    iterator = page.NextShardIterator;
    const names = (page.Records ?? []).filter((record) => taken.safeParse(record).success).map(ticketNameIn);
    for (let from = 0; from < names.length; from += batch) await deliver(names.slice(from, from + batch));
    return names.length > 0;
  };
  const run = async (): Promise<void> => {
    for (let looked = clock.now(); ; looked = clock.now()) {
      const last = closing;
      if (await round()) continue;
      if (last) return;
      await clock.until(looked + POLL_EVERY_MS);
    }
  };
  const ended = run();
  return {
    close() {
      closing = true;
      return ended;
    },
  };
}
