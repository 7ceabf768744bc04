import * as z from 'zod';
import type { SupportedResource } from './supported-resources.ts';

/** A type that has no effect on one machine, with the reason, and the properties that it is known to have. */
function inert(type: string, reason: string, properties: readonly string[]): SupportedResource<unknown> {
  const acknowledged = Object.fromEntries(properties.map((property) => [property, reason]));
  return { type, implemented: z.strictObject({}), acknowledged };
}

const NO_PERMISSIONS = 'permissions are not enforced on one machine';
const NO_ALARMS = 'nobody is on call for a local copy';
const NO_LOGS = 'logs go to files, which nobody has to keep';
const NO_KEYS = 'data rests on this machine, under its own disk encryption';
const NO_COGNITO = 'people sign in at the local sign-in service';

/** The resources that a deployed copy needs and a local one does not. A property that is not named here is refused. */
export const INERT_RESOURCES: readonly SupportedResource<unknown>[] = [
  inert('AWS::IAM::Role', NO_PERMISSIONS, [
    'AssumeRolePolicyDocument',
    'Description',
    'ManagedPolicyArns',
    'Path',
    'Policies',
    'RoleName',
    'Tags',
  ]),
  inert('AWS::IAM::Policy', NO_PERMISSIONS, ['PolicyDocument', 'PolicyName', 'Roles']),
  inert('AWS::IAM::ManagedPolicy', NO_PERMISSIONS, [
    'Description',
    'ManagedPolicyName',
    'Path',
    'PolicyDocument',
    'Roles',
  ]),
  inert('AWS::Lambda::Permission', NO_PERMISSIONS, [
    'Action',
    'FunctionName',
    'Principal',
    'SourceAccount',
    'SourceArn',
  ]),
  inert('AWS::S3::BucketPolicy', NO_PERMISSIONS, ['Bucket', 'PolicyDocument']),
  inert('AWS::SQS::QueuePolicy', NO_PERMISSIONS, ['PolicyDocument', 'Queues']),
  inert('AWS::SNS::TopicPolicy', NO_PERMISSIONS, ['PolicyDocument', 'Topics']),
  inert('AWS::SNS::Topic', NO_ALARMS, ['DisplayName', 'KmsMasterKeyId', 'Tags', 'TopicName']),
  inert('AWS::CloudWatch::Alarm', NO_ALARMS, [
    'ActionsEnabled',
    'AlarmActions',
    'AlarmDescription',
    'AlarmName',
    'ComparisonOperator',
    'DatapointsToAlarm',
    'Dimensions',
    'EvaluateLowSampleCountPercentile',
    'EvaluationPeriods',
    'ExtendedStatistic',
    'MetricName',
    'Metrics',
    'Namespace',
    'OKActions',
    'Period',
    'Statistic',
    'Tags',
    'Threshold',
    'TreatMissingData',
    'Unit',
  ]),
  inert('AWS::CloudWatch::Dashboard', NO_ALARMS, ['DashboardBody', 'DashboardName']),
  inert('AWS::Logs::LogGroup', NO_LOGS, ['KmsKeyId', 'LogGroupName', 'RetentionInDays', 'Tags']),
  inert('AWS::Logs::MetricFilter', NO_LOGS, [
    'FilterName',
    'FilterPattern',
    'LogGroupName',
    'MetricTransformations',
  ]),
  inert('AWS::Logs::ResourcePolicy', NO_PERMISSIONS, ['PolicyDocument', 'PolicyName']),
  inert('AWS::KMS::Key', NO_KEYS, [
    'Description',
    'EnableKeyRotation',
    'KeyPolicy',
    'PendingWindowInDays',
    'Tags',
  ]),
  inert('AWS::KMS::Alias', NO_KEYS, ['AliasName', 'TargetKeyId']),
  inert('AWS::Cognito::UserPoolDomain', NO_COGNITO, ['Domain', 'ManagedLoginVersion', 'UserPoolId']),
];
