import * as z from 'zod';
import type { QueueDefinition } from '../../sqs/queue-definition.ts';
import type { Planned } from '../planned.ts';

/** The properties of a queue that its engine carries out. Standard queues only. */
export const queueProperties = z.strictObject({
  QueueName: z.string().optional(),
  VisibilityTimeout: z.number().int().optional(),
  DelaySeconds: z.number().int().optional(),
  MessageRetentionPeriod: z.number().int().optional(),
  ReceiveMessageWaitTimeSeconds: z.number().int().optional(),
  RedrivePolicy: z
    .strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.number().int() })
    .optional(),
});
type Properties = z.output<typeof queueProperties>;

/** What a template leaves out, the engine fills in as AWS does. */
export function toQueue({ name, properties }: Planned<Properties>): QueueDefinition {
  return {
    name,
    visibilityTimeoutSeconds: properties.VisibilityTimeout,
    delaySeconds: properties.DelaySeconds,
    messageRetentionSeconds: properties.MessageRetentionPeriod,
    receiveWaitSeconds: properties.ReceiveMessageWaitTimeSeconds,
    redrive: properties.RedrivePolicy,
  };
}
