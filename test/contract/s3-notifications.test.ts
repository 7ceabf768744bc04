import { afterAll, describe, expect, it } from 'vitest';
import type { BucketPlan, NotificationPlan } from '../../infra/local/assembly/resources/buckets.ts';
import { notificationBody } from '../../infra/local/glue/s3-notification-event.ts';
import { startS3Notifications } from '../../infra/local/glue/s3-notifications.ts';
import type { ObjectCreated } from '../../infra/local/s3/configuration.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/hand-made-assembly.ts';

afterAll(removeTemporaryDirectories);

const object = (key: string, more: Partial<ObjectCreated> = {}): ObjectCreated => ({
  bucket: 'quarantine',
  key,
  sizeBytes: 12,
  eTag: '"0123456789abcdef"',
  versionId: 'version-1',
  sequencer: '00000000000000000A',
  at: new Date('2025-10-01T09:00:00.000Z'),
  eventName: 'ObjectCreated:Post',
  ...more,
});

const bucket = (...notifications: Partial<NotificationPlan>[]): BucketPlan => ({
  name: 'quarantine',
  versioned: true,
  cors: [],
  notifications: notifications.map((one) => ({
    event: 's3:ObjectCreated:*',
    queueArn: 'arn:q',
    prefix: '',
    suffix: '',
    ...one,
  })),
});

/** Notifications whose objects and queue are in the test's hands. */
function start(options: { buckets: BucketPlan[]; directory?: string; refuse?: number }) {
  const sent: string[] = [];
  let refusals = options.refuse ?? 0;
  let tell: (created: ObjectCreated) => void = () => undefined;
  const notifications = startS3Notifications({
    buckets: options.buckets,
    directory: options.directory ?? temporaryDirectory(),
    onObjectCreated: (listener) => (tell = listener),
    send: (queueArn, body) => {
      if (refusals-- > 0) return Promise.reject(new Error('the queue is away'));
      sent.push(`${queueArn} ${/"key":"([^"]*)"/.exec(body)?.[1] ?? ''}`);
      return Promise.resolve();
    },
    log: () => undefined,
  });
  return { sent, tell: (created: ObjectCreated) => tell(created), close: () => notifications.close() };
}

describe('the body of a notification', () => {
  it('is that of S3, field for field', () => {
    expect(JSON.parse(notificationBody(object('in/a b.pdf'), 'rule-1'))).toEqual({
      Records: [
        {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          awsRegion: 'eu-west-2',
          eventTime: '2025-10-01T09:00:00.000Z',
          eventName: 'ObjectCreated:Post',
          userIdentity: { principalId: 'LOCAL' },
          requestParameters: { sourceIPAddress: '127.0.0.1' },
          responseElements: { 'x-amz-request-id': '00000000000000000A', 'x-amz-id-2': '00000000000000000A' },
          s3: {
            s3SchemaVersion: '1.0',
            configurationId: 'rule-1',
            bucket: {
              name: 'quarantine',
              ownerIdentity: { principalId: 'LOCAL' },
              arn: 'arn:aws:s3:::quarantine',
            },
            object: {
              key: 'in/a+b.pdf',
              size: 12,
              eTag: '0123456789abcdef',
              versionId: 'version-1',
              sequencer: '00000000000000000A',
            },
          },
        },
      ],
    });
  });

  it.each([
    ["it's (1)+2=é.pdf", 'it%27s+%281%29%2B2%3D%C3%A9.pdf'],
    ['plain/_-.*', 'plain/_-.*'],
  ])('writes the key %s as in a form', (key, encoded) => {
    expect(notificationBody(object(key), 'rule-1')).toContain(`"key":"${encoded}"`);
  });

  it('has no version where the bucket keeps none', () => {
    expect(notificationBody(object('a', { versionId: undefined }), 'rule-1')).not.toContain('versionId');
  });
});

describe('notifications of new objects', () => {
  it('go to each queue whose events and keys fit, in order', async () => {
    const { tell, sent, close } = start({
      buckets: [
        bucket(
          { queueArn: 'arn:all' },
          { queueArn: 'arn:some', prefix: 'in/', suffix: '.pdf' },
          { queueArn: 'arn:put', event: 's3:ObjectCreated:Put' },
        ),
      ],
    });
    tell(object('in/1.pdf'));
    tell(object('in/2.txt', { eventName: 'ObjectCreated:Put' }));
    tell(object('elsewhere', { bucket: 'another' }));
    await expect
      .poll(() => sent)
      .toEqual(['arn:all in/1.pdf', 'arn:some in/1.pdf', 'arn:all in/2.txt', 'arn:put in/2.txt']);
    await close();
  });

  it('are sent again, in order, until the queue takes them', async () => {
    const { tell, sent, close } = start({ buckets: [bucket({})], refuse: 2 });
    ['1', '2', '3'].forEach((key) => tell(object(key)));
    await expect.poll(() => sent).toEqual(['arn:q 1', 'arn:q 2', 'arn:q 3']);
    await close();
  });

  it('outlive the process that took them from S3 and could not send them', async () => {
    const directory = temporaryDirectory();
    const before = start({ buckets: [bucket({})], directory, refuse: Infinity });
    before.tell(object('kept'));
    await before.close();
    const after = start({ buckets: [bucket({})], directory });
    await expect.poll(() => after.sent).toEqual(['arn:q kept']);
    await after.close();
    expect(before.sent).toEqual([]);
  });
});
