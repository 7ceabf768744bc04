import { createHash } from 'node:crypto';
import type { AttributeValue, _Record as StreamRecord } from '@aws-sdk/client-dynamodb-streams';
import type { AttributeValue as EventAttribute, DynamoDBRecord } from 'aws-lambda';
import { LOCAL_REGION } from '../engine.ts';

/** A record of a stream, ready to be delivered. */
export interface Delivery {
  readonly sequenceNumber: string;
  /** Milliseconds since 1970; streams know whole seconds. */
  readonly createdAt: number;
  readonly record: DynamoDBRecord;
}

type Image = Readonly<Record<string, AttributeValue>>;

/** The record as Lambda hands it to a function. Throws when it lacks what every record has. */
export function toDelivery(streamArn: string, record: StreamRecord): Delivery {
  const { dynamodb, eventName, userIdentity } = record;
  const { SequenceNumber: sequenceNumber, ApproximateCreationDateTime: created, Keys: keys } = dynamodb ?? {};
  if (
    sequenceNumber === undefined ||
    created === undefined ||
    keys === undefined ||
    eventName === undefined
  ) {
    throw new Error(
      `The stream ${streamArn} has a record without its keys, its number, its time or its name.`,
    );
  }
  return {
    sequenceNumber,
    createdAt: created.getTime(),
    record: {
      eventID: createHash('md5').update(`${streamArn}/${sequenceNumber}`).digest('hex'),
      eventName,
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: LOCAL_REGION,
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(created.getTime() / 1000),
        Keys: toImage(keys),
        ...(dynamodb?.NewImage && { NewImage: toImage(dynamodb.NewImage) }),
        ...(dynamodb?.OldImage && { OldImage: toImage(dynamodb.OldImage) }),
        SequenceNumber: sequenceNumber,
        SizeBytes: dynamodb?.SizeBytes,
        StreamViewType: dynamodb?.StreamViewType,
      },
      ...(userIdentity && {
        userIdentity: { type: userIdentity.Type, principalId: userIdentity.PrincipalId },
      }),
      eventSourceARN: streamArn,
    },
  };
}

function toImage(image: Image): Record<string, EventAttribute> {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, toEventAttribute(value)]));
}

/** The same value, with bytes in base64 as JSON carries them. */
function toEventAttribute(value: AttributeValue): EventAttribute {
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: value.N };
  if (value.BOOL !== undefined) return { BOOL: value.BOOL };
  if (value.NULL !== undefined) return { NULL: value.NULL };
  if (value.M !== undefined) return { M: toImage(value.M) };
  if (value.L !== undefined) return { L: value.L.map(toEventAttribute) };
  if (value.SS !== undefined) return { SS: value.SS };
  if (value.NS !== undefined) return { NS: value.NS };
  if (value.B !== undefined) return { B: base64(value.B) };
  if (value.BS !== undefined) return { BS: value.BS.map(base64) };
  throw new Error(`An attribute has a type that is not known: ${Object.keys(value).join(', ')}`);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
