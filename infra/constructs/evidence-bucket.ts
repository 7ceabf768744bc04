import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type BucketProps,
  CfnBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { allow, type Binding } from './binding.ts';

const CLOSED = {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  encryption: BucketEncryption.S3_MANAGED,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
  versioned: true,
  removalPolicy: RemovalPolicy.RETAIN,
} satisfies BucketProps;

/** Where the other buckets write who asked for what. It is the one bucket that keeps no access log of its own. */
export class AccessLogsBucket extends Bucket {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      ...CLOSED,
      lifecycleRules: [{ expiration: Duration.days(400), noncurrentVersionExpiration: Duration.days(30) }],
    });
  }

  /** Takes the access logs of a bucket, and only from that bucket, under its id. */
  keepLogsOf(bucket: Bucket): void {
    const prefix = `${bucket.node.id}/`;
    resourceOf(bucket).loggingConfiguration = {
      destinationBucketName: this.bucketName,
      logFilePrefix: prefix,
    };
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [this.arnForObjects(`${prefix}*`)],
        conditions: {
          ArnLike: { 'aws:SourceArn': bucket.bucketArn },
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
        },
      }),
    );
  }
}

export interface EvidenceBucketProps extends Pick<BucketProps, 'lifecycleRules' | 'cors'> {
  readonly accessLogs: AccessLogsBucket;
}

/** A bucket for people's documents: private, encrypted, versioned, logged and kept. */
export class EvidenceBucket extends Bucket {
  constructor(scope: Construct, id: string, { accessLogs, ...props }: EvidenceBucketProps) {
    super(scope, id, { ...CLOSED, ...props });
    accessLogs.keepLogsOf(this);
  }

  /**
   * Tells the queue of each new object. The L1 property sets it without a custom resource. EventBridge is on as
   * well because GuardDuty turns it on for a protected bucket, and a deployment must not turn it off again.
   * The queue's policy names the account, not the bucket: S3 wants the policy to stand before the bucket does.
   */
  announceArrivalsTo(queue: Queue): void {
    queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    resourceOf(this).notificationConfiguration = {
      queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: queue.queueArn }],
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    this.node.addDependency(queue);
  }

  /** Objects and their versions. Listing is part of it, for without it S3 answers 403 for an absent object. */
  read(): Binding {
    return this.#binding(
      allow(['s3:GetObject', 's3:GetObjectVersion'], this.arnForObjects('*')),
      allow(['s3:ListBucket'], this.bucketArn),
    );
  }

  /** Objects, their versions, and the tags that carry the result of the malware scan. */
  readWithTags(): Binding {
    const tags = ['s3:GetObjectTagging', 's3:GetObjectVersionTagging'];
    return this.#binding(...this.read().statements, allow(tags, this.arnForObjects('*')));
  }

  readAndDelete(): Binding {
    return this.#binding(...this.read().statements, allow(['s3:DeleteObject'], this.arnForObjects('*')));
  }

  /**
   * Upload forms for browsers, and removal. Tagging is left out on purpose: a form signed with this permission
   * cannot claim that its file has already been scanned.
   */
  receiveUploads(): Binding {
    return this.#binding(allow(['s3:PutObject', 's3:DeleteObject'], this.arnForObjects('*')));
  }

  /** Copies from another bucket, with their tags. */
  keepCopies(): Binding {
    return this.#binding(allow(['s3:PutObject', 's3:PutObjectTagging'], this.arnForObjects('*')));
  }

  #binding(...statements: Binding['statements']): Binding {
    return { value: this.bucketName, statements };
  }
}

function resourceOf(bucket: Bucket): CfnBucket {
  const resource = bucket.node.defaultChild;
  if (resource instanceof CfnBucket) return resource;
  throw new Error(`${bucket.node.path} has no bucket resource.`);
}
