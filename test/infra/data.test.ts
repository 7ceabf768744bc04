import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { STAGES } from '../../functions/base-env.ts';
import { statementsOf } from '../support/permissions.ts';
import { textOf } from '../support/resolve-text.ts';
import {
  isKept,
  ofType,
  property,
  templatesOf,
  type Resource,
  type Templates,
} from '../support/templates.ts';

const keySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.string() }));
const index = z.object({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.object({ ProjectionType: z.string(), NonKeyAttributes: z.array(z.string()).optional() }),
});

describe.each(STAGES)('data of stage %s', (stage) => {
  let templates: Templates;
  beforeAll(async () => {
    templates = await templatesOf(stage);
  });

  it('protects, restores, encrypts and keeps every table', () => {
    for (const table of ofType(templates, 'AWS::DynamoDB::Table')) {
      expect(table.Properties, table.id).toMatchObject({
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
        BillingMode: 'PAY_PER_REQUEST',
      });
      expect(isKept(table), table.id).toBe(true);
    }
  });

  it('has the four tables with the keys and indexes that the adapters use', () => {
    expect(ofType(templates, 'AWS::DynamoDB::Table').map(shapeOf)).toEqual([
      {
        keys: 'pk S, sk S',
        indexes: [
          'claimsByEmployer: employerKey S, employerSort S + status type trainingCode submittedAt reference learnerIds',
          'dueItems: dueKey S, dueAt S',
          'workQueue: workKey S, workSort S + reference kind assignee leaseUntil',
        ],
        stream: 'none',
      },
      {
        keys: 'line S, ticketId S',
        indexes: ['waiting: line S, waitingNumber N + waitingPence'],
        stream: 'NEW_IMAGE',
      },
      { keys: 'pk S, sk S', indexes: [], stream: 'none' },
      { keys: 'pk S', indexes: ['pending: pendingKey S, pendingSince S'], stream: 'NEW_IMAGE' },
    ]);
  });

  it('lets only the rows of the claims table expire that are safe to lose', () => {
    const expiring = ofType(templates, 'AWS::DynamoDB::Table').filter(
      (table) => 'TimeToLiveSpecification' in table.Properties,
    );
    expect(expiring.map(({ id }) => id)).toEqual([expect.stringMatching(/^ClaimsTable/)]);
    expect(expiring[0]?.Properties['TimeToLiveSpecification']).toEqual({
      AttributeName: 'expiresAt',
      Enabled: true,
    });
  });

  it('closes every bucket to the public, encrypts it, and keeps it with its versions', () => {
    for (const bucket of ofType(templates, 'AWS::S3::Bucket')) {
      expect(bucket.Properties, bucket.id).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: 'Enabled' },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        BucketEncryption: { ServerSideEncryptionConfiguration: [expect.anything()] },
      });
      expect(isKept(bucket), bucket.id).toBe(true);
    }
  });

  it('refuses plain HTTP on every bucket, queue and topic', () => {
    const guarded = [
      { owners: ofType(templates, 'AWS::S3::Bucket'), policies: 'AWS::S3::BucketPolicy', names: 'Bucket' },
      { owners: ofType(templates, 'AWS::SQS::Queue'), policies: 'AWS::SQS::QueuePolicy', names: 'Queues' },
      { owners: ofType(templates, 'AWS::SNS::Topic'), policies: 'AWS::SNS::TopicPolicy', names: 'Topics' },
    ];
    for (const { owners, policies, names } of guarded) {
      const refusing = ofType(templates, policies).filter(refusesPlainHttp);
      const covered = refusing.flatMap((policy) =>
        [policy.Properties[names]].flat().map((name) => textOf(name, templates)),
      );
      expect(covered.toSorted()).toEqual(owners.map(({ id }) => `<${id}>`).toSorted());
    }
  });

  it('logs the access to every bucket except the one that holds the logs', () => {
    const unlogged = ofType(templates, 'AWS::S3::Bucket').filter(
      (bucket) => !('LoggingConfiguration' in bucket.Properties),
    );
    expect(unlogged.map(({ id }) => id)).toEqual([expect.stringMatching(/^AccessLogsBucket/)]);
  });

  it('expires what is in quarantine after a week and keeps clean evidence', () => {
    const lifecycles = Object.fromEntries(
      ofType(templates, 'AWS::S3::Bucket').map((bucket) => [
        bucket.id.replace(/[0-9A-F]{8}$/, ''),
        property(bucket, 'LifecycleConfiguration', z.object({ Rules: z.array(z.unknown()) })).Rules,
      ]),
    );
    expect(lifecycles['QuarantineBucket']).toEqual([
      {
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
        ExpirationInDays: 7,
        NoncurrentVersionExpiration: { NoncurrentDays: 7 },
        Status: 'Enabled',
      },
    ]);
    expect(lifecycles['EvidenceBucket']).toEqual([
      {
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        Transitions: [{ StorageClass: 'STANDARD_IA', TransitionInDays: 90 }],
        Status: 'Enabled',
      },
    ]);
  });

  it('encrypts every queue and gives each queue of work its own dead letters after five tries', () => {
    const queues = ofType(templates, 'AWS::SQS::Queue');
    for (const queue of queues) {
      expect(queue.Properties['SqsManagedSseEnabled'], queue.id).toBe(true);
      expect(isKept(queue), queue.id).toBe(true);
    }
    const redrives = queues.flatMap(({ Properties }) => Properties['RedrivePolicy'] ?? []);
    expect(redrives).toHaveLength(2);
    for (const redrive of redrives) expect(redrive).toMatchObject({ maxReceiveCount: 5 });
    expect(new Set(redrives.map((redrive) => JSON.stringify(redrive))).size).toBe(2);
  });

  it('keeps the identity pepper when everything else goes, and has it generated', () => {
    const [pepper, ...others] = ofType(templates, 'AWS::SecretsManager::Secret');
    expect(others).toEqual([]);
    expect(pepper?.Properties['GenerateSecretString']).toEqual({
      PasswordLength: 64,
      ExcludePunctuation: true,
    });
    expect(pepper && isKept(pepper)).toBe(true);
  });

  it('has what lands in quarantine scanned, and its result told to the queue of results', () => {
    const [plan] = ofType(templates, 'AWS::GuardDuty::MalwareProtectionPlan');
    const quarantine = ofType(templates, 'AWS::S3::Bucket').find(({ id }) =>
      id.startsWith('QuarantineBucket'),
    );
    expect(plan?.Properties).toMatchObject({
      Actions: { Tagging: { Status: 'ENABLED' } },
      ProtectedResource: { S3Bucket: { BucketName: { Ref: quarantine?.id } } },
    });
    const [rule] = ofType(templates, 'AWS::Events::Rule');
    expect(rule?.Properties['EventPattern']).toEqual({
      source: ['aws.guardduty'],
      'detail-type': ['GuardDuty Malware Protection Object Scan Result'],
      detail: { s3ObjectDetails: { bucketName: [{ Ref: quarantine?.id }] } },
    });
    expect(quarantine?.Properties['NotificationConfiguration']).toEqual({
      EventBridgeConfiguration: { EventBridgeEnabled: true },
      QueueConfigurations: [
        {
          Event: 's3:ObjectCreated:*',
          Queue: { 'Fn::GetAtt': [expect.stringMatching(/^EvidenceArrivals/), 'Arn'] },
        },
      ],
    });
  });

  it('needs no code of the CDK’s own to be deployed', () => {
    const types = new Set(templates.resources.map(({ Type }) => Type));
    expect([...types].filter((type) => /^Custom::|CustomResource/.test(type))).toEqual([]);
  });
});

function shapeOf(table: Resource) {
  const types = new Map(
    property(
      table,
      'AttributeDefinitions',
      z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
    ).map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  const keys = (schema: z.infer<typeof keySchema>): string =>
    schema.map(({ AttributeName }) => `${AttributeName} ${types.get(AttributeName) ?? '?'}`).join(', ');
  const indexes = ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes'].flatMap((name) =>
    property(table, name, z.array(index).default([])),
  );
  return {
    keys: keys(property(table, 'KeySchema', keySchema)),
    indexes: indexes.map(({ IndexName, KeySchema, Projection: { NonKeyAttributes } }) =>
      [`${IndexName}: ${keys(KeySchema)}`, ...(NonKeyAttributes ? ['+', ...NonKeyAttributes] : [])].join(' '),
    ),
    stream:
      property(table, 'StreamSpecification', z.object({ StreamViewType: z.string() }).optional())
        ?.StreamViewType ?? 'none',
  };
}

function refusesPlainHttp(policy: Resource): boolean {
  return statementsOf(policy).some(
    ({ Effect, Condition }) =>
      Effect === 'Deny' &&
      JSON.stringify(Condition) === JSON.stringify({ Bool: { 'aws:SecureTransport': 'false' } }),
  );
}
