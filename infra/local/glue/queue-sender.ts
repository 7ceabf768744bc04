import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { nameFromArn } from '../assembly/identities.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../engine.ts';
import type { SqsEngine } from '../sqs/start.ts';

/** Puts messages into queues on behalf of S3 and the event bus. */
export interface QueueSender {
  /** Resolves once the queue holds the message. */
  send(queueArn: string, body: string): Promise<void>;
  close(): Promise<void>;
}

export function openQueueSender(sqs: SqsEngine): QueueSender {
  const client = new SQSClient({
    endpoint: sqs.endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
  });
  return {
    async send(queueArn, body) {
      await client.send(
        new SendMessageCommand({ QueueUrl: sqs.queueUrl(nameFromArn(queueArn)), MessageBody: body }),
      );
    },
    close() {
      client.destroy();
      return Promise.resolve();
    },
  };
}
