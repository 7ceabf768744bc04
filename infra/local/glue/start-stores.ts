import { join } from 'node:path';
import type { Plan } from '../assembly/plan.ts';
import { startDynamoDb } from '../dynamodb/start.ts';
import type { DynamoDbEngine } from '../dynamodb/start.ts';
import { startS3 } from '../s3/start-s3.ts';
import type { S3Engine } from '../s3/start-s3.ts';
import { startSqs } from '../sqs/start.ts';
import type { SqsEngine } from '../sqs/start.ts';
import { onRememberedPort } from './remembered-port.ts';
import type { Surroundings } from './surroundings.ts';

/** The parts that hold data and call nobody. */
export interface Stores {
  readonly dynamoDb: DynamoDbEngine;
  readonly s3: S3Engine;
  readonly sqs: SqsEngine;
}

export async function startStores(plan: Plan, { directory, log, closing }: Surroundings): Promise<Stores> {
  const s3Directory = join(directory, 's3');
  const buckets = plan.buckets.map(({ name, versioned, cors }) => ({ name, versioned, cors }));
  const [dynamoDb, s3, sqs] = await Promise.all([
    startDynamoDb({ directory: join(directory, 'dynamodb'), tables: plan.tables, log }).then((e) =>
      closing.add(e),
    ),
    onRememberedPort(s3Directory, (port) => startS3({ directory: s3Directory, port, buckets, log })).then(
      (engine) => closing.add(engine),
    ),
    startSqs({ directory: join(directory, 'sqs'), queues: plan.queues, log }).then((e) => closing.add(e)),
  ]);
  return { dynamoDb, s3, sqs };
}
