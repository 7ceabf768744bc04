import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../infra/local/assembly/plan.ts';
import { readAssembly } from '../../infra/local/assembly/read-assembly.ts';
import { RESOURCES } from '../../infra/local/assembly/supported-resources.ts';
import {
  handMadeAssembly,
  removeTemporaryDirectories,
  temporaryDirectory,
} from '../support/hand-made-assembly.ts';
import type { HandMadeTemplate } from '../support/hand-made-assembly.ts';

const code = join(temporaryDirectory(), 'code');
mkdirSync(code);
writeFileSync(join(code, 'index.js'), 'exports.handler = async () => "here";');

afterAll(removeTemporaryDirectories);

interface Reading {
  readonly assets?: Readonly<Record<string, string>>;
  readonly secretsDirectory?: string;
}

function read(stacks: Readonly<Record<string, HandMadeTemplate>>, reading: Reading = {}): Plan {
  const directory = handMadeAssembly({ stacks, assets: reading.assets ?? { 'code.zip': code } });
  return readAssembly(directory, { secretsDirectory: reading.secretsDirectory ?? temporaryDirectory() });
}

const functionWith = (
  variables: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Code: { S3Bucket: { 'Fn::Sub': 'assets-${AWS::AccountId}' }, S3Key: 'code.zip' },
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Role: 'any',
    Environment: { Variables: variables },
    ...more,
  },
});

const table = (properties: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    ...properties,
  },
});

const queue = (properties: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'AWS::SQS::Queue',
  Properties: properties,
});

/** What one expression becomes in the environment of a function beside a table, a bucket and a queue. */
function valueOf(expression: unknown, template: HandMadeTemplate = {}): string | undefined {
  const plan = read({
    One: {
      ...template,
      Resources: {
        ClaimsTable: table(),
        NamedTable: table({ TableName: 'given-name' }),
        Evidence: { Type: 'AWS::S3::Bucket' },
        Arrivals: queue(),
        Reader: functionWith({ VALUE: expression }),
        ...template.Resources,
      },
    },
  });
  return plan.functions.find(({ name }) => name === 'Reader')?.environment['VALUE'];
}

describe('intrinsics', () => {
  it.each([
    ['Ref of a table', { Ref: 'ClaimsTable' }, 'ClaimsTable'],
    ['Ref of a table with a given name', { Ref: 'NamedTable' }, 'given-name'],
    ['Ref of a bucket, written small', { Ref: 'Evidence' }, 'evidence'],
    ['a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-2'],
    ['the account', { Ref: 'AWS::AccountId' }, '000000000000'],
    ['the name of the stack', { Ref: 'AWS::StackName' }, 'One'],
    [
      'GetAtt of an ARN',
      { 'Fn::GetAtt': ['Arrivals', 'Arn'] },
      'arn:aws:sqs:eu-west-2:000000000000:Arrivals',
    ],
    ['GetAtt written with a dot', { 'Fn::GetAtt': 'Evidence.Arn' }, 'arn:aws:s3:::evidence'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'ClaimsTable' }, 7]] }, 'a-ClaimsTable-7'],
    [
      'Sub',
      { 'Fn::Sub': '${AWS::Partition}:${ClaimsTable}:${Arrivals.QueueName}:${!Literal}' },
      'aws:ClaimsTable:Arrivals:${Literal}',
    ],
    [
      'Sub with variables',
      { 'Fn::Sub': ['${mine}/${ClaimsTable}', { mine: { Ref: 'NamedTable' } }] },
      'given-name/ClaimsTable',
    ],
    ['Select of a Split', { 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    ['Select of a list', { 'Fn::Select': [0, [{ Ref: 'ClaimsTable' }, 'other']] }, 'ClaimsTable'],
  ])('resolves %s', (_, expression, expected) => {
    expect(valueOf(expression)).toBe(expected);
  });

  it('resolves If by the conditions of the stack', () => {
    const Conditions = {
      IsLondon: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-2'] },
      IsElsewhere: { 'Fn::Not': [{ Condition: 'IsLondon' }] },
      Both: { 'Fn::And': [{ Condition: 'IsLondon' }, { Condition: 'IsElsewhere' }] },
      Either: { 'Fn::Or': [{ Condition: 'IsLondon' }, { Condition: 'IsElsewhere' }] },
    };
    const chosen = ['IsLondon', 'IsElsewhere', 'Both', 'Either'].map((name) =>
      valueOf({ 'Fn::If': [name, 'yes', 'no'] }, { Conditions }),
    );
    expect(chosen).toEqual(['yes', 'no', 'no', 'yes']);
  });

  it('leaves out a property whose value is AWS::NoValue', () => {
    const plan = read({
      One: { Resources: { Reader: functionWith({ KEPT: 'a', GONE: { Ref: 'AWS::NoValue' } }) } },
    });
    expect(plan.functions[0]?.environment).toEqual({ KEPT: 'a' });
  });

  it('leaves out a resource whose condition does not hold', () => {
    const Conditions = { Never: { 'Fn::Equals': ['a', 'b'] } };
    const plan = read({
      One: { Conditions, Resources: { Absent: { ...table(), Condition: 'Never' }, Kept: table() } },
    });
    expect(plan.tables.map(({ name }) => name)).toEqual(['Kept']);
  });

  it('gives a parameter its default', () => {
    const Parameters = { Size: { Type: 'String', Default: 'large' } };
    expect(valueOf({ Ref: 'Size' }, { Parameters })).toBe('large');
  });

  it('imports what another stack exports, whichever comes first', () => {
    const plan = read({
      First: {
        Resources: { Reader: functionWith({ VALUE: { 'Fn::ImportValue': { 'Fn::Sub': 'Second:Table' } } }) },
      },
      Second: {
        Resources: { Claims: table() },
        Outputs: {
          Table: { Value: { Ref: 'Claims' }, Export: { Name: { 'Fn::Join': [':', ['Second', 'Table']] } } },
        },
      },
    });
    expect(plan.functions[0]?.environment['VALUE']).toBe('Claims');
  });
});

describe('generated secrets', () => {
  const Resources = {
    Pepper: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true, ExcludeCharacters: 'abc' },
      },
    },
    Reader: functionWith({
      PEPPER: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'Pepper' }, ':SecretString:::}}']] },
    }),
  };

  it('are made by the recipe, kept for their owner alone, and the same after a restart', () => {
    const secretsDirectory = join(temporaryDirectory(), 'secrets');
    const [first, second] = [1, 2].map(
      () => read({ One: { Resources } }, { secretsDirectory }).functions[0]?.environment,
    );
    expect(first?.['PEPPER']).toMatch(/^[d-zA-Z0-9]{64}$/);
    expect(second).toEqual(first);
    const files = readdirSync(secretsDirectory);
    expect(files).toEqual(['Pepper']);
    expect(statSync(join(secretsDirectory, 'Pepper')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(secretsDirectory, 'Pepper'), 'utf8')).toBe(first?.['PEPPER']);
  });

  it('differ between two data directories', () => {
    const [one, other] = [1, 2].map(() => read({ One: { Resources } }).functions[0]?.environment['PEPPER']);
    expect(one).not.toBe(other);
  });
});

describe('the plan', () => {
  it('has tables with keys, indexes, stream and time to live', () => {
    const index = (name: string) => ({
      IndexName: name,
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['status'] },
    });
    const plan = read({
      One: {
        Resources: {
          Claims: table({
            GlobalSecondaryIndexes: [index('global')],
            LocalSecondaryIndexes: [index('local')],
            StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
            TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
            DeletionProtectionEnabled: true,
          }),
        },
      },
    });
    expect(plan.tables).toMatchObject([
      {
        name: 'Claims',
        globalSecondaryIndexes: [index('global')],
        localSecondaryIndexes: [index('local')],
        stream: 'NEW_IMAGE',
        timeToLiveAttribute: 'expiresAt',
      },
    ]);
  });

  it('has buckets with versions, CORS and notifications, and queues with their dead letters', () => {
    const plan = read({
      One: {
        Resources: {
          Dead: queue({ MessageRetentionPeriod: 1_209_600 }),
          Arrivals: queue({
            VisibilityTimeout: 180,
            RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 5 },
          }),
          Quarantine: {
            Type: 'AWS::S3::Bucket',
            Properties: {
              VersioningConfiguration: { Status: 'Enabled' },
              CorsConfiguration: {
                CorsRules: [{ AllowedMethods: ['POST'], AllowedOrigins: ['*'], MaxAge: 60 }],
              },
              NotificationConfiguration: {
                QueueConfigurations: [
                  {
                    Event: 's3:ObjectCreated:*',
                    Queue: { 'Fn::GetAtt': ['Arrivals', 'Arn'] },
                    Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }] } },
                  },
                ],
              },
            },
          },
        },
      },
    });
    expect(plan.queues[1]).toMatchObject({
      name: 'Arrivals',
      visibilityTimeoutSeconds: 180,
      redrive: { deadLetterTargetArn: 'arn:aws:sqs:eu-west-2:000000000000:Dead', maxReceiveCount: 5 },
    });
    const queueArn = 'arn:aws:sqs:eu-west-2:000000000000:Arrivals';
    expect(plan.buckets).toMatchObject([
      {
        name: 'quarantine',
        versioned: true,
        cors: [{ allowedMethods: ['POST'], allowedOrigins: ['*'], maxAgeSeconds: 60 }],
        notifications: [{ event: 's3:ObjectCreated:*', queueArn, prefix: 'in/', suffix: '' }],
      },
    ]);
  });

  it('has functions with the code of their asset', () => {
    const more = { Timeout: 60, MemorySize: 1024, ReservedConcurrentExecutions: 1 };
    const [planned] = read({ One: { Resources: { Reader: functionWith({}, more) } } }).functions;
    expect(planned).toMatchObject({
      name: 'Reader',
      arn: 'arn:aws:lambda:eu-west-2:000000000000:function:Reader',
      handler: 'index.handler',
      timeoutSeconds: 60,
      memoryMegabytes: 1024,
      reservedConcurrency: 1,
    });
    expect(readFileSync(join(planned?.codeDirectory ?? '', 'index.js'), 'utf8')).toContain('here');
  });

  it('has what feeds the functions: streams, queues and schedules', () => {
    const mapping = (properties: Readonly<Record<string, unknown>>) => ({
      Type: 'AWS::Lambda::EventSourceMapping',
      Properties: { FunctionName: { Ref: 'Reader' }, ...properties },
    });
    const plan = read({
      One: {
        Resources: {
          Line: table({ StreamSpecification: { StreamViewType: 'NEW_IMAGE' } }),
          Arrivals: queue(),
          Dead: queue(),
          Reader: functionWith({}),
          FromLine: mapping({
            EventSourceArn: { 'Fn::GetAtt': ['Line', 'StreamArn'] },
            StartingPosition: 'TRIM_HORIZON',
            BisectBatchOnFunctionError: true,
            MaximumRetryAttempts: 10_000,
            FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
            FunctionResponseTypes: ['ReportBatchItemFailures'],
            DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
          }),
          FromArrivals: mapping({ EventSourceArn: { 'Fn::GetAtt': ['Arrivals', 'Arn'] }, BatchSize: 5 }),
          Hourly: {
            Type: 'AWS::Scheduler::Schedule',
            Properties: {
              ScheduleExpression: 'cron(5 * * * ? *)',
              ScheduleExpressionTimezone: 'Europe/London',
              FlexibleTimeWindow: { Mode: 'OFF' },
              Target: {
                Arn: { 'Fn::GetAtt': ['Reader', 'Arn'] },
                RoleArn: 'any',
                RetryPolicy: { MaximumRetryAttempts: 2 },
              },
            },
          },
        },
      },
    });
    expect(plan.eventSources).toMatchObject([
      {
        kind: 'dynamodb-stream',
        tableName: 'Line',
        functionName: 'Reader',
        batchSize: 100,
        filters: ['{"eventName":["INSERT"]}'],
        bisectBatchOnFunctionError: true,
        maximumRetryAttempts: 10_000,
        maximumRecordAgeSeconds: -1,
        reportBatchItemFailures: true,
        onFailureQueueArn: 'arn:aws:sqs:eu-west-2:000000000000:Dead',
      },
      {
        kind: 'sqs',
        queueName: 'Arrivals',
        functionName: 'Reader',
        batchSize: 5,
        reportBatchItemFailures: false,
      },
    ]);
    expect(plan.schedules).toEqual([
      {
        name: 'Hourly',
        expression: 'cron(5 * * * ? *)',
        timezone: 'Europe/London',
        state: 'ENABLED',
        functionName: 'Reader',
        input: '{}',
        flexibleWindowMinutes: 0,
      },
    ]);
  });

  it('has the malware scan and the rule that carries its results', () => {
    const plan = read({
      One: {
        Resources: {
          Quarantine: { Type: 'AWS::S3::Bucket' },
          Results: queue(),
          Scan: {
            Type: 'AWS::GuardDuty::MalwareProtectionPlan',
            Properties: {
              Role: 'any',
              ProtectedResource: { S3Bucket: { BucketName: { Ref: 'Quarantine' } } },
              Actions: { Tagging: { Status: 'ENABLED' } },
            },
          },
          Ended: {
            Type: 'AWS::Events::Rule',
            Properties: {
              State: 'ENABLED',
              EventPattern: { source: ['aws.guardduty'], detail: { bucket: [{ Ref: 'Quarantine' }] } },
              Targets: [{ Id: 'one', Arn: { 'Fn::GetAtt': ['Results', 'Arn'] } }],
            },
          },
        },
      },
    });
    expect(plan.malwareProtection).toMatchObject([{ bucket: 'quarantine', prefixes: [], tagging: true }]);
    expect(plan.eventRules).toEqual([
      {
        name: 'Ended',
        eventPattern: { source: ['aws.guardduty'], detail: { bucket: ['quarantine'] } },
        targets: [{ kind: 'sqs', queueArn: 'arn:aws:sqs:eu-west-2:000000000000:Results' }],
      },
    ]);
  });

  it('has state machines with their definition resolved', () => {
    const definition = JSON.stringify({
      QueryLanguage: 'JSONata',
      StartAt: 'Only',
      States: {
        Only: {
          Type: 'Task',
          Resource: 'arn:aws:states:::lambda:invoke',
          Arguments: { FunctionName: 'NAME' },
          End: true,
        },
      },
    });
    const [before, after] = definition.split('NAME');
    const plan = read({
      One: {
        Resources: {
          Reader: functionWith({}),
          Workflow: stateMachine({ 'Fn::Join': ['', [before, { Ref: 'Reader' }, after]] }),
        },
      },
    });
    expect(plan.stateMachines).toEqual([
      {
        name: 'Workflow',
        arn: 'arn:aws:states:eu-west-2:000000000000:stateMachine:Workflow',
        roleArn: 'any',
        definition: definition.replace('NAME', 'Reader'),
      },
    ]);
  });

  it('has the HTTP API with routes, authoriser, CORS and limits, and who signs its tokens', () => {
    const plan = read({ One: { Resources: httpApi } });
    const issuer = 'https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_Pool';
    expect(plan.identity).toEqual({
      issuer,
      audience: 'Client',
      callbackUrls: ['http://web.test/back'],
      logoutUrls: [],
    });
    expect(plan.httpApi).toMatchObject({
      routes: [
        { routeKey: 'GET /open', functionName: 'Reader' },
        {
          routeKey: 'POST /closed/{id}',
          functionName: 'Reader',
          authorizer: { issuer, audience: ['Client'] },
        },
      ],
      cors: { allowOrigins: ['http://web.test'], maxAgeSeconds: 60 },
      throttle: { burst: 500, ratePerSecond: 200 },
    });
  });
});

const stateMachine = (definition: unknown) => ({
  Type: 'AWS::StepFunctions::StateMachine',
  Properties: { DefinitionString: definition, RoleArn: 'any' },
});

const route = (key: string, more: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  Properties: {
    ApiId: { Ref: 'Api' },
    RouteKey: key,
    Target: { 'Fn::Join': ['/', ['integrations', { Ref: 'ToReader' }]] },
    ...more,
  },
});

const httpApi = {
  Reader: functionWith({}),
  Pool: { Type: 'AWS::Cognito::UserPool', Properties: { MfaConfiguration: 'ON' } },
  Client: {
    Type: 'AWS::Cognito::UserPoolClient',
    Properties: { UserPoolId: { Ref: 'Pool' }, CallbackURLs: ['http://web.test/back'] },
  },
  Api: {
    Type: 'AWS::ApiGatewayV2::Api',
    Properties: {
      Name: 'api',
      ProtocolType: 'HTTP',
      CorsConfiguration: { AllowOrigins: ['http://web.test'], MaxAge: 60 },
    },
  },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: {
      ApiId: { Ref: 'Api' },
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingBurstLimit: 500, ThrottlingRateLimit: 200 },
    },
  },
  ToReader: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: { Ref: 'Api' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: { 'Fn::GetAtt': ['Reader', 'Arn'] },
      PayloadFormatVersion: '2.0',
    },
  },
  Jwt: {
    Type: 'AWS::ApiGatewayV2::Authorizer',
    Properties: {
      ApiId: { Ref: 'Api' },
      Name: 'jwt',
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Audience: [{ Ref: 'Client' }], Issuer: { 'Fn::GetAtt': ['Pool', 'ProviderURL'] } },
    },
  },
  Open: route('GET /open', { AuthorizationType: 'NONE' }),
  Closed: route('POST /closed/{id}', { AuthorizationType: 'JWT', AuthorizerId: { Ref: 'Jwt' } }),
};

describe('outputs', () => {
  it('are resolved for people and tools; exports between stacks are left out', () => {
    const Outputs = {
      ApiUrl: { Value: { 'Fn::Sub': 'https://${Api}.execute-api.${AWS::Region}.${AWS::URLSuffix}/' } },
      Shared: { Value: { Ref: 'Reader' }, Export: { Name: 'shared' } },
    };
    const { outputs } = read({ One: { Resources: httpApi, Outputs } });
    expect([...outputs]).toEqual([['ApiUrl', 'https://Api.execute-api.eu-west-2.amazonaws.com/']]);
  });
});

describe('what it does not support', () => {
  const refusal = (template: HandMadeTemplate): string => {
    try {
      read({ Some: template });
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
    return 'nothing was refused';
  };
  const refusalOf = (resource: unknown) => refusal({ Resources: { Thing: resource } });

  it('names stack, logical id and type of an unknown type of resource', () => {
    expect(refusalOf({ Type: 'AWS::RDS::DBInstance', Properties: {} })).toBe(
      'Some / Thing (AWS::RDS::DBInstance): the embedded cloud does not support this type of resource',
    );
  });

  it.each([
    ['an unknown property', table({ KinesisStreamSpecification: {} }), 'property KinesisStreamSpecification'],
    [
      'an unknown property deep inside',
      table({ TimeToLiveSpecification: { AttributeName: 'a', Enabled: true, Soon: 1 } }),
      'property TimeToLiveSpecification.Soon',
    ],
    ['a value that means something else', table({ BillingMode: 'PROVISIONED' }), 'property BillingMode'],
    [
      'an unknown intrinsic',
      table({ TableName: { 'Fn::FindInMap': ['a', 'b', 'c'] } }),
      'property TableName: the embedded cloud does not support the intrinsic Fn::FindInMap',
    ],
    [
      'an unknown intrinsic in what has no effect',
      table({ Tags: [{ 'Fn::GetAZs': '' }] }),
      'property Tags.0: the embedded cloud does not support the intrinsic Fn::GetAZs',
    ],
    ['a reference to nothing', table({ TableName: { Ref: 'Nobody' } }), 'the stack has no resource Nobody'],
    [
      'an attribute that it does not know',
      table({ TableName: { 'Fn::GetAtt': ['Thing', 'Colour'] } }),
      'Fn::GetAtt Thing.Colour',
    ],
    [
      'an import of nothing',
      table({ TableName: { 'Fn::ImportValue': 'no-such-export' } }),
      'no stack of the assembly exports no-such-export',
    ],
    [
      'a malformed intrinsic',
      table({ TableName: { 'Fn::Join': ['only a delimiter'] } }),
      'malformed intrinsic',
    ],
    ['an attribute of the resource itself', { ...table(), CreationPolicy: {} }, 'property CreationPolicy'],
    [
      'a function without code in the assembly',
      functionWith({}, { Code: { S3Bucket: 'a', S3Key: 'gone.zip' } }),
      'property Code: the assembly holds no asset gone.zip',
    ],
    ['another runtime', functionWith({}, { Runtime: 'python3.13' }), 'property Runtime'],
    [
      'an unknown property of an inert resource',
      { Type: 'AWS::IAM::Role', Properties: { PermissionsBoundary: 'a' } },
      'property PermissionsBoundary',
    ],
    [
      'a secret that it did not generate',
      functionWith({ A: '{{resolve:secretsmanager:elsewhere:SecretString:::}}' }),
      'the assembly generates no secret elsewhere',
    ],
    [
      'another dynamic reference',
      functionWith({ A: '{{resolve:ssm:/name}}' }),
      'does not support this dynamic reference',
    ],
    [
      'a state machine that it cannot run',
      stateMachine('{"StartAt":"A","States":{"A":{"Type":"Parallel"}}}'),
      'property DefinitionString',
    ],
    [
      'a rule for events that nobody sends',
      { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['aws.s3'] }, Targets: [] } },
      'property EventPattern.source',
    ],
  ])('refuses %s', (_, resource, named) => {
    const message = refusalOf(resource);
    expect(message).toContain('Some / Thing (AWS::');
    expect(message).toContain(named);
  });

  it('refuses a parameter that only an account can fill', () => {
    const Parameters = { Name: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/path' } };
    const message = refusal({ Parameters, Resources: { Thing: table({ TableName: { Ref: 'Name' } }) } });
    expect(message).toContain('parameter Name has no value of its own on this machine');
  });

  it('tells everything that is wrong at once, a line for each resource', () => {
    const message = refusal({ Resources: { A: table({ Odd: 1 }), Fine: table(), B: { Type: 'AWS::X::Y' } } });
    expect(message.split('\n').map((line) => line.split(':')[0])).toEqual(['Some / A (AWS', 'Some / B (AWS']);
  });

  it('refuses two tables of one name', () => {
    expect(refusal({ Resources: { A: table({ TableName: 'x' }), B: table({ TableName: 'x' }) } })).toContain(
      'the same name, x',
    );
  });

  it('refuses rules and parts of a template that it does not know', () => {
    expect(refusal({ Rules: { Mine: {} } })).toContain('Some / Mine (Rule)');
    expect(() => read({ Some: { Transform: 'AWS::LanguageExtensions' } })).toThrow('Transform');
  });

  it('refuses a stack of another region', () => {
    const directory = handMadeAssembly({ stacks: { Far: { Resources: {} } }, region: 'us-east-1' });
    expect(() => readAssembly(directory, { secretsDirectory: temporaryDirectory() })).toThrow(
      'Far: the embedded cloud is eu-west-2',
    );
  });

  it('refuses a directory without an assembly', () => {
    const secretsDirectory = temporaryDirectory();
    expect(() => readAssembly(join(secretsDirectory, 'nothing'), { secretsDirectory })).toThrow(
      'holds no cloud assembly',
    );
  });
});

describe('the table of supported resources', () => {
  it('gives every property that has no effect a reason', () => {
    const reasons = Object.values(RESOURCES).flatMap(({ acknowledged }) => Object.values(acknowledged));
    expect(reasons.filter((reason) => reason.length < 5)).toEqual([]);
    expect(reasons.length).toBeGreaterThan(0);
  });
});
