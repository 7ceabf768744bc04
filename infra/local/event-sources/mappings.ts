/** From a table's stream to a function, with the settings that a Lambda event source mapping has. */
export interface StreamMapping {
  readonly kind: 'dynamodb-stream';
  readonly id: string;
  readonly functionName: string;
  readonly tableName: string;
  readonly batchSize: number;
  readonly maximumBatchingWindowSeconds: number;
  readonly startingPosition: 'TRIM_HORIZON' | 'LATEST';
  /** -1: without end. */
  readonly maximumRetryAttempts: number;
  /** -1: as long as the stream keeps a record. */
  readonly maximumRecordAgeSeconds: number;
  readonly bisectBatchOnFunctionError: boolean;
  readonly reportBatchItemFailures: boolean;
  /** JSON texts as in `FilterCriteria`: a record passes when one of them fits; none lets everything pass. */
  readonly filters: readonly string[];
  readonly onFailureQueueArn?: string | undefined;
  readonly parallelizationFactor: 1;
}

/** From a standard queue to a function. */
export interface QueueMapping {
  readonly kind: 'sqs';
  readonly id: string;
  readonly functionName: string;
  readonly queueName: string;
  readonly batchSize: number;
  readonly maximumBatchingWindowSeconds: number;
  readonly reportBatchItemFailures: boolean;
  /** How many invocations at once at most. Five when absent. */
  readonly maximumConcurrency?: number | undefined;
  readonly filters: readonly string[];
}

export type EventSourceMapping = StreamMapping | QueueMapping;

/** Throws, naming the mapping, on a setting that Lambda refuses or that is not carried out here. */
export function checkMapping(mapping: EventSourceMapping): void {
  const largest = mapping.kind === 'sqs' ? 10_000 : 1_000;
  const { id, batchSize, maximumBatchingWindowSeconds: window } = mapping;
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > largest) {
    throw new Error(
      `The event source mapping ${id} has the batch size ${batchSize}; from 1 to ${largest} are possible.`,
    );
  }
  if (window < 0 || window > 300) {
    throw new Error(
      `The event source mapping ${id} has a batching window of ${window} s; from 0 to 300 are possible.`,
    );
  }
  if (mapping.kind === 'sqs') {
    checkQueueMapping(mapping);
  }
}

function checkQueueMapping({ id, batchSize, maximumBatchingWindowSeconds, filters }: QueueMapping): void {
  if (batchSize > 10 && maximumBatchingWindowSeconds < 1) {
    throw new Error(
      `The event source mapping ${id} needs a batching window for batches of more than 10 messages.`,
    );
  }
  if (filters.length > 0) {
    throw new Error(
      `The event source mapping ${id} filters the messages of a queue, which is not supported.`,
    );
  }
}
