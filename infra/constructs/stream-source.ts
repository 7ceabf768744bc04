import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { allow } from './binding.ts';
import type { ClaimsFunction } from './claims-function.ts';
import type { ProtectedTable } from './protected-table.ts';
import type { DeadLetterQueue } from './work-queue.ts';

export interface StreamSourceProps {
  readonly table: ProtectedTable;
  readonly wakes: ClaimsFunction;
  /** Which changes wake the function, as the pattern that the mapping filters by. */
  readonly on: ChangePattern;
  /** How many changes the function is handed at most; without it, a hundred. */
  readonly batch?: number;
  /** How often a batch is tried again; -1 is as long as the stream keeps it. */
  readonly retries: number;
  readonly failures: DeadLetterQueue;
}

/** Changes of these kinds, and of these only whose new row has one of these states. */
export interface ChangePattern {
  readonly eventName: readonly ('INSERT' | 'MODIFY')[];
  readonly state?: readonly string[];
}

const filterFor = ({ eventName, state }: ChangePattern): string =>
  JSON.stringify({ eventName, ...(state && { dynamodb: { NewImage: { state: { S: state } } } }) });

/** The stream keeps a record for a day; one that is as old as that goes to the failures queue, not into nothing. */
const STREAM_KEEPS = Duration.hours(24);

/**
 * Wakes the function for each change that fits, in the stream's order. A batch that fails in part is tried
 * again from the first record that failed, and cut in half when the function does not say which one that was.
 */
export class StreamSource extends Construct {
  constructor(scope: Construct, id: string, props: StreamSourceProps) {
    super(scope, id);
    const { table, wakes, on, batch = 100, retries, failures } = props;
    const stream = table.tableStreamArn;
    if (stream === undefined) throw new Error(`${table.node.path} has no stream.`);
    wakes.role.addToPrincipalPolicy(allow(READ_STREAM, stream));
    wakes.role.addToPrincipalPolicy(allow(['dynamodb:ListStreams'], `${table.tableArn}/stream/*`));

    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: wakes.lambda,
      eventSourceArn: stream,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: batch,
      parallelizationFactor: 1,
      filters: [{ pattern: filterFor(on) }],
      retryAttempts: retries,
      maxRecordAge: STREAM_KEEPS,
      bisectBatchOnError: true,
      reportBatchItemFailures: true,
      onFailure: new SqsDlq(failures),
    });
    // Lambda reads the stream as the function's role when the mapping is made, so the permission comes first.
    mapping.node.addDependency(wakes.role);
  }
}

const READ_STREAM = ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'];
