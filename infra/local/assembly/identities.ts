import { LOCAL_ACCOUNT, LOCAL_REGION } from '../engine.ts';

type FromName = (name: string) => string;

/** How other resources may speak of a resource: by `Ref` and by `Fn::GetAtt`. */
interface Identity {
  /** The property that may give the resource its name. */
  readonly named?: string;
  readonly ref: FromName;
  readonly attributes?: Readonly<Record<string, FromName>>;
}

const itself: FromName = (name) => name;
const arn =
  (service: string, prefix = ''): FromName =>
  (name) =>
    `arn:aws:${service}:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${prefix}${name}`;
const iam =
  (kind: string): FromName =>
  (name) =>
    `arn:aws:iam::${LOCAL_ACCOUNT}:${kind}/${name}`;
const userPoolId: FromName = (name) => `${LOCAL_REGION}_${name}`;
const userPoolProvider: FromName = (name) => `cognito-idp.${LOCAL_REGION}.amazonaws.com/${userPoolId(name)}`;
/** The names of buckets hold no capitals, so a logical id is written small, as CloudFormation does it. */
const bucketName: FromName = (name) => name.toLowerCase();

/**
 * A queue's real address is known only once its engine runs. This one looks as it would on AWS; what would use it
 * at run time (a function's environment) is refused by the reader of functions.
 */
const queueAddress: FromName = (name) => `https://sqs.${LOCAL_REGION}.amazonaws.com/${LOCAL_ACCOUNT}/${name}`;

const IDENTITIES: Readonly<Record<string, Identity>> = {
  'AWS::ApiGatewayV2::Api': {
    ref: itself,
    attributes: {
      ApiId: itself,
      ApiEndpoint: (name) => `https://${name}.execute-api.${LOCAL_REGION}.amazonaws.com`,
    },
  },
  'AWS::ApiGatewayV2::Authorizer': { ref: itself },
  'AWS::ApiGatewayV2::Integration': { ref: itself },
  'AWS::ApiGatewayV2::Stage': { named: 'StageName', ref: itself },
  'AWS::CloudWatch::Alarm': {
    named: 'AlarmName',
    ref: itself,
    attributes: { Arn: arn('cloudwatch', 'alarm:') },
  },
  'AWS::Cognito::UserPool': {
    ref: userPoolId,
    attributes: {
      Arn: (name) => arn('cognito-idp', 'userpool/')(userPoolId(name)),
      ProviderName: userPoolProvider,
      ProviderURL: (name) => `https://${userPoolProvider(name)}`,
      UserPoolId: userPoolId,
    },
  },
  'AWS::Cognito::UserPoolClient': { ref: itself, attributes: { ClientId: itself } },
  'AWS::Cognito::UserPoolDomain': { named: 'Domain', ref: itself },
  'AWS::DynamoDB::Table': {
    named: 'TableName',
    ref: itself,
    attributes: {
      Arn: arn('dynamodb', 'table/'),
      StreamArn: (name) => `${arn('dynamodb', 'table/')(name)}/stream/local`,
    },
  },
  'AWS::Events::Rule': { named: 'Name', ref: itself, attributes: { Arn: arn('events', 'rule/') } },
  'AWS::GuardDuty::MalwareProtectionPlan': {
    ref: itself,
    attributes: { Arn: arn('guardduty', 'malware-protection-plan/'), MalwareProtectionPlanId: itself },
  },
  'AWS::IAM::ManagedPolicy': { named: 'ManagedPolicyName', ref: iam('policy') },
  'AWS::IAM::Role': { named: 'RoleName', ref: itself, attributes: { Arn: iam('role'), RoleId: itself } },
  'AWS::KMS::Key': { ref: itself, attributes: { Arn: arn('kms', 'key/'), KeyId: itself } },
  'AWS::Lambda::Function': {
    named: 'FunctionName',
    ref: itself,
    attributes: { Arn: arn('lambda', 'function:') },
  },
  'AWS::Logs::LogGroup': {
    named: 'LogGroupName',
    ref: itself,
    attributes: { Arn: (name) => `${arn('logs', 'log-group:')(name)}:*` },
  },
  'AWS::S3::Bucket': {
    named: 'BucketName',
    ref: bucketName,
    attributes: { Arn: (name) => `arn:aws:s3:::${bucketName(name)}` },
  },
  'AWS::SNS::Topic': {
    named: 'TopicName',
    ref: arn('sns'),
    attributes: { TopicArn: arn('sns'), TopicName: itself },
  },
  'AWS::SQS::Queue': {
    named: 'QueueName',
    ref: queueAddress,
    attributes: { Arn: arn('sqs'), QueueName: itself, QueueUrl: queueAddress },
  },
  'AWS::Scheduler::Schedule': {
    named: 'Name',
    ref: itself,
    attributes: { Arn: arn('scheduler', 'schedule/default/') },
  },
  'AWS::SecretsManager::Secret': { named: 'Name', ref: arn('secretsmanager', 'secret:') },
  'AWS::StepFunctions::StateMachine': {
    named: 'StateMachineName',
    ref: arn('states', 'stateMachine:'),
    attributes: { Arn: arn('states', 'stateMachine:'), Name: itself },
  },
};

/** A resource of which the reference is wanted. `name` gives its physical name from the property that may hold it. */
export interface Referenced {
  readonly type: string;
  readonly name: (nameProperty: string | undefined) => string;
  /** Absent for `Ref`. */
  readonly attribute?: string | undefined;
}

/** The value of `Ref` or of `Fn::GetAtt`, or undefined where the embedded cloud knows none. */
export function referenceTo({ type, name, attribute }: Referenced): string | undefined {
  const identity = IDENTITIES[type];
  if (identity === undefined) return undefined;
  const derive = attribute === undefined ? identity.ref : identity.attributes?.[attribute];
  return derive?.(name(identity.named));
}

/** The name at the end of an ARN: of a function, table, queue, bucket or state machine. */
export function nameFromArn(arnOrName: string): string {
  return arnOrName.split(/[:/]/).at(-1) ?? arnOrName;
}

/** The property that may give a resource of this type its name. */
export function nameProperty(type: string): string | undefined {
  return IDENTITIES[type]?.named;
}
