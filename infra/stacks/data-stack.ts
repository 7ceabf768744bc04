import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, StreamViewType, type Attribute } from 'aws-cdk-lib/aws-dynamodb';
import { HttpMethods, StorageClass } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Binding } from '../constructs/binding.ts';
import { AccessLogsBucket, EvidenceBucket } from '../constructs/evidence-bucket.ts';
import { MalwareScan } from '../constructs/malware-scan.ts';
import { ProtectedTable } from '../constructs/protected-table.ts';
import { DeadLetterQueue, WorkQueue } from '../constructs/work-queue.ts';
import type { StageSettings } from '../stages.ts';

export interface DataStackProps extends StackProps {
  readonly settings: StageSettings;
}

/** How long the functions may take that read the two queues. */
export const RECORD_UPLOAD_TIMEOUT = Duration.seconds(30);
export const RECORD_SCAN_TIMEOUT = Duration.seconds(60);

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });
const number = (name: string): Attribute => ({ name, type: AttributeType.NUMBER });

/** Everything that must outlive a deployment: the claims, the money, the evidence, and work not yet done. */
export class DataStack extends Stack {
  readonly claims: ProtectedTable;
  readonly line: ProtectedTable;
  readonly funds: ProtectedTable;
  readonly outbox: ProtectedTable;
  readonly quarantine: EvidenceBucket;
  readonly evidence: EvidenceBucket;
  readonly evidenceArrivals: WorkQueue;
  readonly scanResults: WorkQueue;
  readonly streamFailures: DeadLetterQueue;
  readonly #pepper: Secret;

  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, props);
    this.claims = claimsTable(this);
    this.line = lineTable(this);
    this.funds = new ProtectedTable(this, 'FundsTable', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      keepsEveryRow: true,
    });
    this.outbox = outboxTable(this);
    // For tools that count the books again beside the service.
    for (const [output, { tableName }] of Object.entries({
      ClaimsTableName: this.claims,
      LineTableName: this.line,
      FundsTableName: this.funds,
    }))
      new CfnOutput(this, output, { value: tableName });

    const accessLogs = new AccessLogsBucket(this, 'AccessLogsBucket');
    this.quarantine = quarantineBucket(this, accessLogs, settings.webOrigin);
    this.evidence = evidenceBucket(this, accessLogs);

    this.evidenceArrivals = new WorkQueue(this, 'EvidenceArrivals', {
      consumerTimeout: RECORD_UPLOAD_TIMEOUT,
    });
    this.scanResults = new WorkQueue(this, 'ScanResults', { consumerTimeout: RECORD_SCAN_TIMEOUT });
    this.streamFailures = new DeadLetterQueue(this, 'StreamFailures');
    this.quarantine.announceArrivalsTo(this.evidenceArrivals);
    new MalwareScan(this, 'MalwareScan', { bucket: this.quarantine, results: this.scanResults });

    this.#pepper = new Secret(this, 'IdentityPepper', {
      description:
        'Mixed into the fingerprints of National Insurance numbers. Never rotated: see the runbooks.',
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /**
   * The secret as a dynamic reference, which CloudFormation fills in when it writes the function. The function
   * needs no permission to read it, and no call to Secrets Manager stands between a cold start and its answer.
   */
  identityPepper(): Binding {
    return { value: this.#pepper.secretValue.unsafeUnwrap(), statements: [] };
  }
}

function claimsTable(scope: Construct): ProtectedTable {
  return new ProtectedTable(scope, 'ClaimsTable', {
    partitionKey: text('pk'),
    sortKey: text('sk'),
    expiresBy: 'expiresAt',
    globalIndexes: [
      {
        name: 'claimsByEmployer',
        partitionKey: text('employerKey'),
        sortKey: text('employerSort'),
        include: ['status', 'type', 'trainingCode', 'submittedAt', 'reference', 'learnerIds'],
      },
      { name: 'dueItems', partitionKey: text('dueKey'), sortKey: text('dueAt') },
      {
        name: 'workQueue',
        partitionKey: text('workKey'),
        sortKey: text('workSort'),
        include: ['reference', 'kind', 'assignee', 'leaseUntil'],
      },
    ],
  });
}

/**
 * The order of arrival. A table with a local index never splits an item collection, so the tickets of one fund
 * stay in one partition and its stream delivers them in the order in which they were committed.
 */
function lineTable(scope: Construct): ProtectedTable {
  return new ProtectedTable(scope, 'LineTable', {
    partitionKey: text('line'),
    sortKey: text('ticketId'),
    keepsEveryRow: true,
    stream: StreamViewType.NEW_IMAGE,
    localIndexes: [{ name: 'waiting', sortKey: number('waitingNumber'), include: ['waitingPence'] }],
  });
}

function outboxTable(scope: Construct): ProtectedTable {
  return new ProtectedTable(scope, 'OutboxTable', {
    partitionKey: text('pk'),
    stream: StreamViewType.NEW_IMAGE,
    globalIndexes: [{ name: 'pending', partitionKey: text('pendingKey'), sortKey: text('pendingSince') }],
  });
}

/** Where uploads land. Nothing stays: what is clean is copied away, and the rest is gone within a fortnight. */
function quarantineBucket(scope: Construct, accessLogs: AccessLogsBucket, webOrigin: string): EvidenceBucket {
  return new EvidenceBucket(scope, 'QuarantineBucket', {
    accessLogs,
    lifecycleRules: [
      {
        expiration: Duration.days(7),
        noncurrentVersionExpiration: Duration.days(7),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
    cors: [
      {
        allowedOrigins: [webOrigin],
        allowedMethods: [HttpMethods.POST],
        allowedHeaders: ['*'],
        maxAge: 3600,
      },
    ],
  });
}

function evidenceBucket(scope: Construct, accessLogs: AccessLogsBucket): EvidenceBucket {
  return new EvidenceBucket(scope, 'EvidenceBucket', {
    accessLogs,
    lifecycleRules: [
      {
        transitions: [{ storageClass: StorageClass.INFREQUENT_ACCESS, transitionAfter: Duration.days(90) }],
        noncurrentVersionExpiration: Duration.days(30),
        abortIncompleteMultipartUploadAfter: Duration.days(1),
      },
    ],
  });
}
