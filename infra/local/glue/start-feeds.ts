import { join } from 'node:path';
import type { Plan } from '../assembly/plan.ts';
import { startEventSources } from '../event-sources/start.ts';
import { startEvents } from '../events/start-events.ts';
import { startMalwareProtection } from '../malware-protection/start-malware-protection.ts';
import type { MalwareProtection } from '../malware-protection/start-malware-protection.ts';
import { startScheduler } from '../scheduler/start-scheduler.ts';
import type { Scheduler } from '../scheduler/start-scheduler.ts';
import { openQueueSender } from './queue-sender.ts';
import { startS3Notifications } from './s3-notifications.ts';
import type { Compute } from './start-compute.ts';
import type { Stores } from './start-stores.ts';
import type { Surroundings } from './surroundings.ts';

/** The parts that carry news from one part to another, and those that wake functions. */
export interface Feeds {
  readonly malwareProtection: MalwareProtection;
  readonly scheduler: Scheduler;
}

export async function startFeeds(
  plan: Plan,
  { s3, sqs, dynamoDb, lambda }: Stores & Compute,
  { directory, log, closing }: Surroundings,
): Promise<Feeds> {
  const queues = closing.add(openQueueSender(sqs));
  const invokeEvent = (functionName: string, payload: unknown): Promise<void> =>
    Promise.resolve().then(() => lambda.invokeEvent(functionName, payload));
  const events = startEvents({
    rules: plan.eventRules,
    deliver: { toQueue: (queueArn, body) => queues.send(queueArn, body), toFunction: invokeEvent },
    log,
  });
  const onObjectCreated = s3.onObjectCreated.bind(s3);
  closing.add(
    startS3Notifications({
      buckets: plan.buckets,
      onObjectCreated,
      send: (queueArn, body) => queues.send(queueArn, body),
      directory: join(directory, 's3-notifications'),
      log,
    }),
  );
  const malwareProtection = closing.add(
    await startMalwareProtection({
      plans: plan.malwareProtection,
      s3Endpoint: s3.endpoint,
      onObjectCreated,
      putEvent: (entry) => events.putEvent(entry),
      directory: join(directory, 'malware-protection'),
      log,
    }),
  );
  closing.add(
    await startEventSources({
      mappings: plan.eventSources,
      directory: join(directory, 'event-sources'),
      invoke: lambda.invoke,
      dynamoDb,
      sqs,
      log,
    }),
  );
  const scheduler = closing.add(startScheduler({ schedules: plan.schedules, invokeEvent, log }));
  return { malwareProtection, scheduler };
}
