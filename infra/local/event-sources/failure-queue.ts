import type { SQSClient } from '@aws-sdk/client-sqs';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { Log } from '../engine.ts';
import type { StreamPlace } from './failure-report.ts';
import { failureReport } from './failure-report.ts';
import type { StreamMapping } from './mappings.ts';
import type { DeliveryContext } from './stream-delivery.ts';
import { pauseFor } from './waiting.ts';

const AFTER_A_FAULT_MS = 1_000;

/**
 * Reports what is given up to a queue. Tries again until the queue has it, because a batch must not be given up without
 * a trace; rejects only at closing.
 */
export function failureQueue(options: {
  readonly mapping: StreamMapping;
  readonly place: StreamPlace;
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly log: Log;
  readonly closing: AbortSignal;
}): DeliveryContext['report'] {
  const { mapping, place, client, queueUrl, log, closing } = options;
  return async (givenUp) => {
    const MessageBody = failureReport(mapping, place, givenUp);
    for (;;) {
      try {
        await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
        return;
      } catch (error) {
        log(`event source ${mapping.id}: its failure could not be reported: ${String(error)}`);
        if (closing.aborted) {
          throw error;
        }
        await pauseFor(AFTER_A_FAULT_MS, closing);
      }
    }
  };
}
