import type * as z from 'zod';
import { INERT_RESOURCES } from './inert-resources.ts';
import { bucketProperties } from './resources/buckets.ts';
import { eventRuleProperties } from './resources/event-rules.ts';
import { eventSourceProperties } from './resources/event-sources.ts';
import { functionProperties } from './resources/functions.ts';
import {
  apiProperties,
  authorizerProperties,
  integrationProperties,
  routeProperties,
  stageProperties,
} from './resources/http-api.ts';
import { userPoolClientProperties, userPoolProperties } from './resources/identity.ts';
import { malwareProtectionProperties } from './resources/malware-protection.ts';
import { queueProperties } from './resources/queues.ts';
import { scheduleProperties } from './resources/schedules.ts';
import { stateMachineProperties } from './resources/state-machines.ts';
import { tableProperties } from './resources/tables.ts';
import { secretProperties } from './secrets.ts';

/**
 * One type of resource that the embedded cloud runs. Each of its properties is either in `implemented` (a strict
 * schema: what is not in it is refused, at every depth) or in `acknowledged`, with the reason why it has no effect here.
 */
export interface SupportedResource<Properties> {
  readonly type: string;
  readonly implemented: z.ZodType<Properties>;
  readonly acknowledged: Readonly<Record<string, string>>;
}

const NO_ENCRYPTION = 'data rests on this machine, under its own disk encryption';
const NO_BACKUP = 'there is nothing to restore to on one machine';
const NO_PERMISSIONS = 'permissions are not enforced on one machine';
const NO_TELEMETRY = 'logs go to files and traces nowhere';
const NO_COGNITO = 'people sign in at the local sign-in service';
const DESCRIPTION = 'text for people';
const LABEL = 'a label';

const supported = <Properties>(resource: SupportedResource<Properties>): SupportedResource<Properties> =>
  resource;

/** The one table of what the embedded cloud runs. What only has to exist on AWS stands in `INERT_RESOURCES`. */
export const RESOURCES = {
  table: supported({
    type: 'AWS::DynamoDB::Table',
    implemented: tableProperties,
    acknowledged: {
      DeletionProtectionEnabled: 'nothing here deletes a table',
      PointInTimeRecoverySpecification: NO_BACKUP,
      SSESpecification: NO_ENCRYPTION,
      Tags: LABEL,
    },
  }),
  bucket: supported({
    type: 'AWS::S3::Bucket',
    implemented: bucketProperties,
    acknowledged: {
      BucketEncryption: NO_ENCRYPTION,
      LifecycleConfiguration: 'a local copy does not live long enough for an object to expire',
      LoggingConfiguration: NO_TELEMETRY,
      OwnershipControls: NO_PERMISSIONS,
      PublicAccessBlockConfiguration: 'the engine listens on loopback only',
      Tags: LABEL,
    },
  }),
  queue: supported({
    type: 'AWS::SQS::Queue',
    implemented: queueProperties,
    acknowledged: { KmsMasterKeyId: NO_ENCRYPTION, SqsManagedSseEnabled: NO_ENCRYPTION, Tags: LABEL },
  }),
  lambdaFunction: supported({
    type: 'AWS::Lambda::Function',
    implemented: functionProperties,
    acknowledged: {
      Architectures: 'the code is JavaScript and runs on the processor of this machine',
      Description: DESCRIPTION,
      LoggingConfig: NO_TELEMETRY,
      Role: NO_PERMISSIONS,
      Tags: LABEL,
      TracingConfig: NO_TELEMETRY,
    },
  }),
  eventSource: supported({
    type: 'AWS::Lambda::EventSourceMapping',
    implemented: eventSourceProperties,
    acknowledged: { Tags: LABEL },
  }),
  schedule: supported({
    type: 'AWS::Scheduler::Schedule',
    implemented: scheduleProperties,
    acknowledged: { Description: DESCRIPTION },
  }),
  eventRule: supported({
    type: 'AWS::Events::Rule',
    implemented: eventRuleProperties,
    acknowledged: { Description: DESCRIPTION, Tags: LABEL },
  }),
  malwareProtection: supported({
    type: 'AWS::GuardDuty::MalwareProtectionPlan',
    implemented: malwareProtectionProperties,
    acknowledged: { Role: NO_PERMISSIONS, Tags: LABEL },
  }),
  stateMachine: supported({
    type: 'AWS::StepFunctions::StateMachine',
    implemented: stateMachineProperties,
    acknowledged: {
      EncryptionConfiguration: NO_ENCRYPTION,
      LoggingConfiguration: NO_TELEMETRY,
      Tags: LABEL,
      TracingConfiguration: NO_TELEMETRY,
    },
  }),
  secret: supported({
    type: 'AWS::SecretsManager::Secret',
    implemented: secretProperties,
    acknowledged: { Description: DESCRIPTION, KmsKeyId: NO_ENCRYPTION, Tags: LABEL },
  }),
  api: supported({
    type: 'AWS::ApiGatewayV2::Api',
    implemented: apiProperties,
    acknowledged: {
      Description: DESCRIPTION,
      DisableExecuteApiEndpoint: 'this machine has one address for the API',
      Name: LABEL,
      Tags: LABEL,
    },
  }),
  stage: supported({
    type: 'AWS::ApiGatewayV2::Stage',
    implemented: stageProperties,
    acknowledged: { AccessLogSettings: NO_TELEMETRY, Description: DESCRIPTION, Tags: LABEL },
  }),
  integration: supported({
    type: 'AWS::ApiGatewayV2::Integration',
    implemented: integrationProperties,
    acknowledged: {},
  }),
  route: supported({ type: 'AWS::ApiGatewayV2::Route', implemented: routeProperties, acknowledged: {} }),
  authorizer: supported({
    type: 'AWS::ApiGatewayV2::Authorizer',
    implemented: authorizerProperties,
    acknowledged: {},
  }),
  userPool: supported({
    type: 'AWS::Cognito::UserPool',
    implemented: userPoolProperties,
    acknowledged: {
      AccountRecoverySetting: NO_COGNITO,
      AdminCreateUserConfig: NO_COGNITO,
      AutoVerifiedAttributes: NO_COGNITO,
      DeletionProtection: NO_COGNITO,
      DeviceConfiguration: NO_COGNITO,
      EmailConfiguration: NO_COGNITO,
      EmailVerificationMessage: NO_COGNITO,
      EmailVerificationSubject: NO_COGNITO,
      EnabledMfas: NO_COGNITO,
      MfaConfiguration: NO_COGNITO,
      Policies: NO_COGNITO,
      Schema: NO_COGNITO,
      SmsVerificationMessage: NO_COGNITO,
      UserAttributeUpdateSettings: NO_COGNITO,
      UserPoolAddOns: NO_COGNITO,
      UserPoolName: NO_COGNITO,
      UserPoolTags: LABEL,
      UserPoolTier: NO_COGNITO,
      UsernameAttributes: NO_COGNITO,
      UsernameConfiguration: NO_COGNITO,
      VerificationMessageTemplate: NO_COGNITO,
    },
  }),
  userPoolClient: supported({
    type: 'AWS::Cognito::UserPoolClient',
    implemented: userPoolClientProperties,
    acknowledged: {
      AccessTokenValidity: NO_COGNITO,
      AllowedOAuthFlows: NO_COGNITO,
      AllowedOAuthFlowsUserPoolClient: NO_COGNITO,
      AllowedOAuthScopes: NO_COGNITO,
      ClientName: NO_COGNITO,
      EnableTokenRevocation: NO_COGNITO,
      ExplicitAuthFlows: NO_COGNITO,
      GenerateSecret: NO_COGNITO,
      IdTokenValidity: NO_COGNITO,
      PreventUserExistenceErrors: NO_COGNITO,
      RefreshTokenValidity: NO_COGNITO,
      SupportedIdentityProviders: NO_COGNITO,
      TokenValidityUnits: NO_COGNITO,
    },
  }),
} as const;

/** What the embedded cloud makes of a type of resource; undefined for one that it does not support. */
export function supportOf(type: string): SupportedResource<unknown> | undefined {
  return BY_TYPE.get(type);
}

const BY_TYPE: ReadonlyMap<string, SupportedResource<unknown>> = new Map(
  [...Object.values<SupportedResource<unknown>>(RESOURCES), ...INERT_RESOURCES].map((resource) => [
    resource.type,
    resource,
  ]),
);
