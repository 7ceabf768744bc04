import * as z from 'zod';
import type { EventSourceMapping, QueueMapping, StreamMapping } from '../../event-sources/mappings.ts';
import { nameFromArn } from '../identities.ts';
import type { Planned } from '../planned.ts';
import { unsupported, within } from '../unsupported.ts';

/** The properties of an event source mapping that its poller carries out. */
export const eventSourceProperties = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.literal(true).optional(),
  BatchSize: z.number().int().min(1).optional(),
  MaximumBatchingWindowInSeconds: z.number().int().min(0).default(0),
  FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })) }).optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).optional(),
  ParallelizationFactor: z.literal(1).default(1),
  BisectBatchOnFunctionError: z.boolean().default(false),
  MaximumRetryAttempts: z.number().int().min(-1).default(-1),
  MaximumRecordAgeInSeconds: z.number().int().min(-1).default(-1),
  DestinationConfig: z
    .strictObject({ OnFailure: z.strictObject({ Destination: z.string().startsWith('arn:aws:sqs:') }) })
    .optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.number().int().min(2) }).optional(),
});
type Properties = z.output<typeof eventSourceProperties>;

export function toEventSource(planned: Planned<Properties>): EventSourceMapping {
  const { EventSourceArn: source } = planned.properties;
  if (source.startsWith('arn:aws:dynamodb:')) return toStreamMapping(planned);
  if (source.startsWith('arn:aws:sqs:')) return toQueueMapping(planned);
  throw unsupported(
    within(planned.place, 'EventSourceArn'),
    `${source} is neither a DynamoDB stream nor a queue`,
  );
}

function toStreamMapping(planned: Planned<Properties>): StreamMapping {
  const { properties, place } = planned;
  if (properties.ScalingConfig !== undefined)
    throw unsupported(within(place, 'ScalingConfig'), 'a stream has none');
  if (properties.StartingPosition === undefined)
    throw unsupported(within(place, 'StartingPosition'), 'a stream needs one');
  return {
    ...common(planned),
    kind: 'dynamodb-stream',
    tableName: properties.EventSourceArn.split('/')[1] ?? '',
    batchSize: properties.BatchSize ?? 100,
    startingPosition: properties.StartingPosition,
    bisectBatchOnFunctionError: properties.BisectBatchOnFunctionError,
    maximumRetryAttempts: properties.MaximumRetryAttempts,
    maximumRecordAgeSeconds: properties.MaximumRecordAgeInSeconds,
    onFailureQueueArn: properties.DestinationConfig?.OnFailure.Destination,
    parallelizationFactor: properties.ParallelizationFactor,
  };
}

function toQueueMapping(planned: Planned<Properties>): QueueMapping {
  const { properties } = planned;
  return {
    ...common(planned),
    kind: 'sqs',
    queueName: nameFromArn(properties.EventSourceArn),
    batchSize: properties.BatchSize ?? 10,
    maximumConcurrency: properties.ScalingConfig?.MaximumConcurrency,
  };
}

function common({ name, properties }: Planned<Properties>) {
  return {
    id: name,
    functionName: nameFromArn(properties.FunctionName),
    maximumBatchingWindowSeconds: properties.MaximumBatchingWindowInSeconds,
    filters: (properties.FilterCriteria?.Filters ?? []).map((filter) => filter.Pattern),
    reportBatchItemFailures: properties.FunctionResponseTypes.length > 0,
  };
}
