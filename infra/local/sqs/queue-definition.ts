import { LOCAL_ACCOUNT, LOCAL_REGION } from '../engine.ts';

/** A standard queue as the template describes it. What is absent has the value that AWS gives it. */
export interface QueueDefinition {
  readonly name: string;
  readonly visibilityTimeoutSeconds?: number | undefined;
  readonly messageRetentionSeconds?: number | undefined;
  readonly delaySeconds?: number | undefined;
  readonly receiveWaitSeconds?: number | undefined;
  /** A message received this often and still not deleted goes to the dead-letter queue on its next receipt. */
  readonly redrive?: { readonly maxReceiveCount: number; readonly deadLetterTargetArn: string } | undefined;
}

/** The same with nothing left open. */
export interface Queue {
  readonly name: string;
  readonly arn: string;
  readonly visibilityTimeoutSeconds: number;
  readonly messageRetentionSeconds: number;
  readonly delaySeconds: number;
  readonly receiveWaitSeconds: number;
  readonly redrive: { readonly maxReceiveCount: number; readonly deadLetterQueue: string } | undefined;
}

export function queueArn(name: string): string {
  return `arn:aws:sqs:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${name}`;
}

/**
 * The queues by name. Throws on what would not behave as on AWS: a FIFO queue, a name given twice, a dead-letter queue
 * that is not among them.
 */
export function defineQueues(definitions: readonly QueueDefinition[]): ReadonlyMap<string, Queue> {
  const names = new Map(definitions.map(({ name }) => [queueArn(name), name]));
  if (names.size !== definitions.length) {
    throw new Error('Two queues have the same name.');
  }
  return new Map(definitions.map((definition) => [definition.name, defined(definition, names)]));
}

function defined(definition: QueueDefinition, names: ReadonlyMap<string, string>): Queue {
  const { name, redrive } = definition;
  if (name.endsWith('.fifo')) {
    throw new Error(`The queue ${name} is a FIFO queue, which the local SQS does not have.`);
  }
  const deadLetterQueue = redrive && names.get(redrive.deadLetterTargetArn);
  if (redrive !== undefined && deadLetterQueue === undefined) {
    throw new Error(
      `The queue ${name} sends its dead letters to ${redrive.deadLetterTargetArn}, which is no queue.`,
    );
  }
  return {
    name,
    arn: queueArn(name),
    visibilityTimeoutSeconds: definition.visibilityTimeoutSeconds ?? 30,
    messageRetentionSeconds: definition.messageRetentionSeconds ?? 345_600,
    delaySeconds: definition.delaySeconds ?? 0,
    receiveWaitSeconds: definition.receiveWaitSeconds ?? 0,
    redrive:
      redrive !== undefined && deadLetterQueue !== undefined
        ? { maxReceiveCount: redrive.maxReceiveCount, deadLetterQueue }
        : undefined,
  };
}
