import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

const CLOSED = {
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
  removalPolicy: RemovalPolicy.RETAIN,
} satisfies QueueProps;

const RECEIVES_BEFORE_DEAD = 5;

/** Where work ends that could not be done. It keeps it for the longest time that SQS allows: fourteen days. */
export class DeadLetterQueue extends Queue {
  constructor(scope: Construct, id: string) {
    super(scope, id, { ...CLOSED, retentionPeriod: Duration.days(14) });
  }
}

export interface WorkQueueProps {
  /** The time that the function may take which reads the queue. */
  readonly consumerTimeout: Duration;
}

/**
 * A queue with dead letters. A message stays hidden for six times the consumer's timeout, so that a slow batch
 * and its retries end before anybody else is given the same message.
 */
export class WorkQueue extends Queue {
  readonly deadLetters: DeadLetterQueue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    const deadLetters = new DeadLetterQueue(scope, `${id}DeadLetters`);
    super(scope, id, {
      ...CLOSED,
      visibilityTimeout: Duration.seconds(props.consumerTimeout.toSeconds() * 6),
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount: RECEIVES_BEFORE_DEAD },
    });
    this.deadLetters = deadLetters;
  }
}
