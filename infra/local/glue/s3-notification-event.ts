import { LOCAL_REGION } from '../engine.ts';
import type { ObjectCreated } from '../s3/configuration.ts';

/** Everything is written by the one account of this machine. */
const WRITER = { principalId: 'LOCAL' };

/** The body of the message that S3 sends to a queue for a new object, field for field. */
export function notificationBody(object: ObjectCreated, configurationId: string): string {
  return JSON.stringify({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: LOCAL_REGION,
        eventTime: object.at.toISOString(),
        eventName: object.eventName,
        userIdentity: WRITER,
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: { 'x-amz-request-id': object.sequencer, 'x-amz-id-2': object.sequencer },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId,
          bucket: { name: object.bucket, ownerIdentity: WRITER, arn: `arn:aws:s3:::${object.bucket}` },
          object: {
            key: encodeKey(object.key),
            size: object.sizeBytes,
            eTag: object.eTag.replaceAll('"', ''),
            // JSON leaves the field out where the bucket keeps no versions, as S3 does.
            versionId: object.versionId,
            sequencer: object.sequencer,
          },
        },
      },
    ],
  });
}

/** As in a form: a space is a plus, a slash stays, and everything else that is not plain is a percent code. */
function encodeKey(key: string): string {
  return encodeURIComponent(key)
    .replaceAll(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');
}
