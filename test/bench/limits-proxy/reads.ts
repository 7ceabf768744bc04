import * as z from 'zod';
import type { TableDefinition } from '../../../infra/local/dynamodb/table-definition.ts';
import { AnswerError, jsonAnswer, tooFast } from './answers.ts';
import type { Answer } from './answers.ts';
import { goodAnswer } from './engine-link.ts';
import type { Call } from './engine-link.ts';
import { partitionNameOf } from './images.ts';
import { chargeReads, tableNamed } from './service.ts';
import type { Service } from './service.ts';
import { placeOf } from './write-actions.ts';

const wireItem = z.record(z.string(), z.unknown());
const getShape = z.looseObject({ TableName: z.string(), Key: wireItem });
const queryShape = z.looseObject({
  TableName: z.string(),
  IndexName: z.string().optional(),
  KeyConditionExpression: z.string(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  ExpressionAttributeValues: wireItem.optional(),
});
const keysShape = z.looseObject({ Keys: z.array(wireItem).min(1) });
const batchShape = z.looseObject({ RequestItems: z.record(z.string(), keysShape) });

const consumed = z.object({ TableName: z.string(), CapacityUnits: z.number() });
const oneConsumed = z.looseObject({ ConsumedCapacity: consumed });
const batchAnswer = z.looseObject({
  ConsumedCapacity: z.array(consumed),
  UnprocessedKeys: z.record(z.string(), keysShape).optional(),
});

const inputOf = (call: Call): unknown => JSON.parse(call.body.toString());

/** The engine counts the units: of reads it knows them by DynamoDB's rules, for it sees what it has read. */
const counted = (service: Service, call: Call, input: object): Promise<Answer> =>
  service.engine.ask(call, call.operation, { ...input, ReturnConsumedCapacity: 'TOTAL' });

async function readFrom(
  service: Service,
  from: { readonly table: TableDefinition; readonly bucket: string; readonly input: object },
  call: Call,
): Promise<Answer> {
  const { clock, latencies, tally } = service;
  const began = clock.now();
  const takes = latencies.single();
  await clock.until(began + takes / 2);
  if (!service.reads.hasSome(from.bucket)) {
    tally.count('throttles');
    await clock.until(began + takes);
    return tooFast();
  }
  const answer = await counted(service, call, from.input);
  if (answer.status === 200) {
    const { ConsumedCapacity } = goodAnswer(answer, oneConsumed);
    chargeReads(service, from.table, { bucket: from.bucket, units: ConsumedCapacity.CapacityUnits });
  }
  await clock.until(began + takes);
  return answer;
}

/** A read of one item. It is never rejected for a transaction. */
export function getItem(service: Service, call: Call): Promise<Answer> {
  const input = getShape.parse(inputOf(call));
  const table = tableNamed(service, input.TableName);
  return readFrom(service, { table, bucket: placeOf(table, input.Key).bucket, input }, call);
}

/** The bucket of the one partition that a query reads. */
function queriedBucket(table: TableDefinition, input: z.output<typeof queryShape>): string {
  const {
    IndexName: index,
    ExpressionAttributeNames: names = {},
    ExpressionAttributeValues: values = {},
  } = input;
  const global = table.globalSecondaryIndexes.find(({ IndexName }) => IndexName === index);
  const partition = partitionNameOf(global?.KeySchema ?? table.keySchema);
  for (const [, name = '', value = ''] of input.KeyConditionExpression.matchAll(/(#?\w+)\s*=\s*(:\w+)/g)) {
    if ((names[name] ?? name) !== partition) continue;
    const store = global === undefined ? table.name : `${table.name}/${String(index)}`;
    return `${store} ${JSON.stringify(values[value])}`;
  }
  throw new AnswerError(`A query of ${table.name} names no partition.`);
}

export function query(service: Service, call: Call): Promise<Answer> {
  const input = queryShape.parse(inputOf(call));
  const table = tableNamed(service, input.TableName);
  return readFrom(service, { table, bucket: queriedBucket(table, input), input }, call);
}

type Requested = z.output<typeof batchShape>['RequestItems'];

function divide(service: Service, requested: Requested) {
  const bucketsOf = (table: string, { Keys }: Requested[string]) =>
    Keys.map((key) => ({ key, bucket: placeOf(tableNamed(service, table), key).bucket }));
  const some = (wanted: boolean): Requested =>
    Object.fromEntries(
      Object.entries(requested).flatMap(([table, asked]) => {
        const ready = bucketsOf(table, asked).filter(
          ({ bucket }) => service.reads.hasSome(bucket) === wanted,
        );
        return ready.length === 0 ? [] : [[table, { ...asked, Keys: ready.map(({ key }) => key) }]];
      }),
    );
  return { served: some(true), left: some(false), bucketsOf };
}

/** Keys of partitions without capacity come back unprocessed; when none is left, the request is refused. */
export async function batchGetItem(service: Service, call: Call): Promise<Answer> {
  const { clock, latencies, tally } = service;
  const began = clock.now();
  const input = batchShape.parse(inputOf(call));
  const keys = Object.values(input.RequestItems).reduce((sum, { Keys }) => sum + Keys.length, 0);
  const takes = latencies.batch(keys);
  await clock.until(began + takes / 2);
  const { served, left, bucketsOf } = divide(service, input.RequestItems);
  if (Object.keys(left).length > 0) tally.count('throttles');
  if (Object.keys(served).length === 0) {
    await clock.until(began + takes);
    return tooFast();
  }
  const answer = await counted(service, call, { ...input, RequestItems: served });
  await clock.until(began + takes);
  if (answer.status !== 200) return answer;
  const content = goodAnswer(answer, batchAnswer);
  if (Object.keys(content.UnprocessedKeys ?? {}).length > 0)
    throw new AnswerError('The engine left keys out.');
  for (const { TableName, CapacityUnits } of content.ConsumedCapacity) {
    const asked = served[TableName];
    if (asked === undefined) continue;
    // The engine gives the sum for a table. Our items are alike, so it is shared out evenly among the keys.
    const table = tableNamed(service, TableName);
    for (const { bucket } of bucketsOf(TableName, asked)) {
      chargeReads(service, table, { bucket, units: CapacityUnits / asked.Keys.length });
    }
  }
  return Object.keys(left).length === 0 ? answer : jsonAnswer(200, { ...content, UnprocessedKeys: left });
}
