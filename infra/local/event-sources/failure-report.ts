import { randomUUID } from 'node:crypto';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../engine.ts';
import type { StreamMapping } from './mappings.ts';
import type { Delivery } from './stream-event.ts';

/** A batch that is given up. */
export interface GivenUp {
  readonly deliveries: readonly Delivery[];
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded';
  readonly invocations: number;
  readonly functionError: string | undefined;
}

export interface StreamPlace {
  readonly streamArn: string;
  readonly shardId: string;
}

/** What Lambda sends to the queue for failures: where the batch is in the stream, never what is in it. */
export function failureReport(mapping: StreamMapping, place: StreamPlace, givenUp: GivenUp): string {
  const { deliveries, condition, invocations, functionError } = givenUp;
  const first = deliveries.at(0);
  const last = deliveries.at(-1);
  return JSON.stringify({
    requestContext: {
      requestId: randomUUID(),
      functionArn: `arn:aws:lambda:${LOCAL_REGION}:${LOCAL_ACCOUNT}:function:${mapping.functionName}`,
      condition,
      approximateInvokeCount: invocations,
    },
    ...(invocations > 0 && {
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        functionError: functionError ?? null,
      },
    }),
    version: '1.0',
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId: place.shardId,
      startSequenceNumber: first?.sequenceNumber,
      endSequenceNumber: last?.sequenceNumber,
      approximateArrivalOfFirstRecord: arrival(first),
      approximateArrivalOfLastRecord: arrival(last),
      batchSize: deliveries.length,
      streamArn: place.streamArn,
    },
  });
}

function arrival(delivery: Delivery | undefined): string | undefined {
  return delivery && `${new Date(delivery.createdAt).toISOString().slice(0, 19)}Z`;
}
