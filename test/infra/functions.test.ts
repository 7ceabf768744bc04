import { globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { STAGES } from '../../functions/base-env.ts';
import { handlerFolders } from '../../infra/bundle-functions.ts';
import { functionOf, functionsOf } from '../support/lambda-functions.ts';
import { ofType, property, templatesOf, type Templates } from '../support/templates.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const RETENTION_DAYS = { production: 365, sandbox: 14, local: 14 };
/** Set for every function by the construct, and read by libraries, not by our schemas. */
const READ_BY_LIBRARIES = ['POWERTOOLS_SERVICE_NAME'];

describe.each(STAGES)('functions of stage %s', (stage) => {
  let templates: Templates;
  beforeAll(async () => {
    templates = await templatesOf(stage);
  });

  it('are those that have a handler, except that production has no sandbox', () => {
    const expected = handlerFolders(ROOT).filter(
      (folder) => stage !== 'production' || !folder.startsWith('sandbox/'),
    );
    expect(
      functionsOf(templates)
        .map(({ folder }) => folder)
        .toSorted(),
    ).toEqual(expected);
  });

  it('run on arm64 and Node 24, traced, from the bundle’s one handler', () => {
    for (const { folder, resource } of functionsOf(templates)) {
      expect(resource.Properties, folder).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
      });
    }
  });

  it('each write to a log group of their own that forgets in time', () => {
    const groups = new Map(ofType(templates, 'AWS::Logs::LogGroup').map((group) => [group.id, group]));
    const used = functionsOf(templates).map(({ resource }) => {
      const logging = property(
        resource,
        'LoggingConfig',
        z.object({ LogGroup: z.object({ Ref: z.string() }) }),
      );
      return logging.LogGroup.Ref;
    });
    expect(new Set(used).size).toBe(used.length);
    for (const id of used) expect(groups.get(id)?.Properties['RetentionInDays']).toBe(RETENTION_DAYS[stage]);
  });

  it('each have a role of their own, without a policy that AWS manages', () => {
    const functions = functionsOf(templates);
    expect(new Set(functions.map(({ roleId }) => roleId)).size).toBe(functions.length);
    for (const role of ofType(templates, 'AWS::IAM::Role')) {
      expect(role.Properties, role.id).not.toHaveProperty('ManagedPolicyArns');
    }
  });

  it('have the environment that their schema asks for, no more and no less', async () => {
    for (const { folder, environment } of functionsOf(templates)) {
      const asked = [...(await schemaKeys(folder)), ...READ_BY_LIBRARIES];
      expect(Object.keys(environment).toSorted(), folder).toEqual(asked.toSorted());
    }
  });

  it('read the sandbox clock everywhere but in production', () => {
    for (const { folder, environment } of functionsOf(templates)) {
      expect(environment, folder).toMatchObject({
        STAGE: stage,
        CLOCK: stage === 'production' ? 'system' : 'sandbox',
      });
    }
  });
});

describe('permissions', () => {
  let production: Templates;
  let local: Templates;
  beforeAll(async () => {
    production = await templatesOf('production');
    local = await templatesOf('local');
  });

  it('never name a table by a wildcard, and never allow a scan', () => {
    const onTables = functionsOf(local)
      .flatMap(({ permissions }) => permissions)
      .filter(({ action }) => action.startsWith('dynamodb:'));
    expect(onTables.length).toBeGreaterThan(0);
    for (const { action, resource } of onTables) {
      expect(action).not.toMatch(/\*|Scan/);
      // Lambda lists the streams of a table that it may already read; the list is of that table alone.
      if (action === 'dynamodb:ListStreams') expect(resource).toMatch(/^<\w+Table\w+\.Arn>\/stream\/\*$/);
      else expect(resource).not.toContain('*');
    }
  });

  it('have no wildcard in an action, and none for all resources except to send traces', () => {
    for (const { folder, permissions } of functionsOf(local)) {
      for (const { action, resource } of permissions) {
        expect(action, folder).not.toContain('*');
        if (resource === '*') expect(action, folder).toMatch(/^xray:Put(TraceSegments|TelemetryRecords)$/);
      }
    }
  });

  it('reach exactly the tables, buckets, functions and workflow that the environment names', () => {
    for (const { folder, environment, permissions } of functionsOf(local)) {
      const named = Object.entries(environment)
        .filter(([name]) => /_(TABLE|BUCKET|ARN|FUNCTION)$/.test(name))
        .map(([, value]) => value.slice(1, -1));
      const reached = permissions
        .filter(({ action, resource }) => resource !== '*' && !isOfTheTrigger(action))
        .map(({ resource }) => /<(\w+)/g.exec(resource.replace('<AWS::AccountId>', ''))?.[1]);
      expect([...new Set(reached)].toSorted(), folder).toEqual(named.toSorted());
    }
  });

  it.each([
    // Who may change the money, the order of arrival, and the messages to come.
    { folder: 'api/scheme', claims: 'read' },
    { folder: 'api/funds', claims: 'read', funds: 'read' },
    { folder: 'api/learners', claims: 'change' },
    { folder: 'api/claims', claims: 'change', line: 'read+put', outbox: 'put' },
    { folder: 'api/quotes', claims: 'read', funds: 'read' },
    { folder: 'api/evidence', claims: 'change' },
    { folder: 'api/fund-releases', claims: 'read', funds: 'change' },
    { folder: 'api/scheme-changes', claims: 'change', line: 'read' },
    { folder: 'api/reviews', claims: 'change', line: 'read+put', outbox: 'put' },
    { folder: 'workflow/await-evidence', claims: 'change' },
    { folder: 'workflow/validate-claim', claims: 'change', line: 'put', outbox: 'put' },
    { folder: 'workflow/await-funds', claims: 'change', line: 'read', outbox: 'put' },
    { folder: 'workflow/await-review', claims: 'change', outbox: 'put' },
    { folder: 'workflow/await-action', claims: 'change' },
    { folder: 'workflow/await-settlement', claims: 'change', line: 'read' },
    { folder: 'streams/allocate-funds', claims: 'read', line: 'change', funds: 'change' },
    { folder: 'streams/announce-allocations', claims: 'change', line: 'read', outbox: 'put' },
    { folder: 'streams/relay-outbox', claims: 'change', line: 'read', outbox: 'change' },
    { folder: 'streams/record-upload', claims: 'change', outbox: 'put' },
    { folder: 'streams/record-scan', claims: 'change', outbox: 'put' },
    { folder: 'scheduled/expire-claims', claims: 'change', line: 'put', outbox: 'put' },
    { folder: 'scheduled/reconcile-funds', claims: 'read', line: 'read', funds: 'change' },
    {
      folder: 'scheduled/resume-stalled',
      claims: 'change',
      line: 'change',
      funds: 'change',
      outbox: 'change',
    },
  ])('give $folder in production just its part of the tables', ({ folder, ...expected }) => {
    expect(tableAccess(production, folder)).toEqual(expected);
  });

  it('let nobody delete a ticket or a figure of the funds', () => {
    const deletable = functionsOf(local)
      .flatMap(({ permissions }) => permissions)
      .filter(({ action }) => /^dynamodb:(Delete|BatchWrite|PartiQL)/.test(action))
      .map(({ resource }) => resource.replace(/[0-9A-F]{8}\.Arn>$/, '>'));
    expect(new Set(deletable)).toEqual(new Set(['<ClaimsTable>', '<OutboxTable>']));
  });

  it('let no upload form claim that its file was scanned', () => {
    const { permissions } = functionOf(production, 'api/evidence');
    expect(permissions.map(({ action }) => action).filter((action) => action.includes('Tagging'))).toEqual(
      [],
    );
  });

  it('let only those answer the workflow’s waits who learn an answer', () => {
    const answering = functionsOf(production)
      .filter(({ permissions }) => permissions.some(({ action }) => action === 'states:SendTaskSuccess'))
      .map(({ folder }) => folder);
    expect(answering.toSorted()).toEqual([
      'scheduled/resume-stalled',
      'streams/announce-allocations',
      'streams/relay-outbox',
      'workflow/await-action',
      'workflow/await-evidence',
      'workflow/await-funds',
      'workflow/await-review',
      'workflow/await-settlement',
    ]);
  });
});

describe('what wakes the functions', () => {
  let templates: Templates;
  beforeAll(async () => {
    templates = await templatesOf('production');
  });

  const mappingsOf = (folder: string) => {
    const { resource } = functionOf(templates, folder);
    return ofType(templates, 'AWS::Lambda::EventSourceMapping')
      .filter(
        ({ Properties }) =>
          JSON.stringify(Properties['FunctionName']) === JSON.stringify({ Ref: resource.id }),
      )
      .map(({ Properties }) => Properties);
  };

  it('wakes one allocator at a time with new tickets, and never gives a batch up while the stream has it', () => {
    expect(
      functionOf(templates, 'streams/allocate-funds').resource.Properties['ReservedConcurrentExecutions'],
    ).toBe(1);
    expect(mappingsOf('streams/allocate-funds')).toEqual([
      expect.objectContaining({
        BatchSize: 300,
        ParallelizationFactor: 1,
        MaximumRetryAttempts: -1,
        MaximumRecordAgeInSeconds: 86_400,
        BisectBatchOnFunctionError: true,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        FilterCriteria: {
          Filters: [
            { Pattern: '{"eventName":["INSERT"],"dynamodb":{"NewImage":{"state":{"S":["unsettled"]}}}}' },
          ],
        },
      }),
    ]);
  });

  it.each([
    [
      'streams/announce-allocations',
      'settled tickets',
      {
        eventName: ['INSERT', 'MODIFY'],
        dynamodb: {
          NewImage: { state: { S: ['held', 'waiting', 'refused', 'committed', 'released', 'done'] } },
        },
      },
    ],
    ['streams/relay-outbox', 'new messages', { eventName: ['INSERT'] }],
  ])('wakes %s with %s alone, and sends what it gives up to the failures queue', (folder, _what, pattern) => {
    expect(mappingsOf(folder)).toEqual([
      expect.objectContaining({
        MaximumRetryAttempts: 10_000,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        FilterCriteria: { Filters: [{ Pattern: JSON.stringify(pattern) }] },
      }),
    ]);
    const destinations = mappingsOf(folder).map((mapping) => JSON.stringify(mapping['DestinationConfig']));
    expect(destinations).toEqual([expect.stringMatching(/^\{"OnFailure":.*StreamFailures/)]);
  });

  it.each(['streams/record-upload', 'streams/record-scan'])(
    'hides a message from others for six times as long as %s may take',
    (folder) => {
      const [mapping] = mappingsOf(folder);
      expect(mapping).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
      const queue = ofType(templates, 'AWS::SQS::Queue').find(({ id }) =>
        JSON.stringify(mapping?.['EventSourceArn']).includes(`${id}Arn`),
      );
      const timeout = property(functionOf(templates, folder).resource, 'Timeout', z.number());
      expect(queue && property(queue, 'VisibilityTimeout', z.number())).toBe(6 * timeout);
    },
  );

  it('sweeps overdue claims at five past each hour in London, stalled ones every five minutes, and proves the books each night', () => {
    const schedules = ofType(templates, 'AWS::Scheduler::Schedule').map(({ Properties }) => [
      Properties['ScheduleExpression'],
      Properties['ScheduleExpressionTimezone'],
    ]);
    expect(schedules).toEqual([
      ['cron(5 * * * ? *)', 'Europe/London'],
      ['rate(5 minutes)', 'Etc/UTC'],
      ['cron(30 2 * * ? *)', 'Europe/London'],
    ]);
  });
});

/** Permissions that come with a stream, a queue, a log group or the workflow's waits, which no variable names. */
function isOfTheTrigger(action: string): boolean {
  return /^(sqs|logs):|Stream|GetRecords|GetShardIterator|SendTaskSuccess/.test(action);
}

async function schemaKeys(folder: string): Promise<string[]> {
  const path = join(ROOT, 'functions', folder, 'env.ts');
  const module: unknown = await import(path);
  const { envSchema } = z.object({ envSchema: z.instanceof(z.ZodObject) }).parse(module);
  return Object.keys(envSchema.shape);
}

type Access = 'read' | 'put' | 'read+put' | 'change';

function tableAccess(templates: Templates, folder: string): Partial<Record<string, Access>> {
  const access: Partial<Record<string, Access>> = {};
  for (const table of ['claims', 'line', 'funds', 'outbox']) {
    const actions = functionOf(templates, folder)
      .permissions.filter(({ resource }) => resource.toLowerCase().startsWith(`<${table}table`))
      .filter(({ action }) => !isOfTheTrigger(action))
      .map(({ action }) => action);
    const reads = actions.includes('dynamodb:GetItem');
    if (actions.includes('dynamodb:UpdateItem')) access[table] = 'change';
    else if (actions.includes('dynamodb:PutItem')) access[table] = reads ? 'read+put' : 'put';
    else if (reads) access[table] = 'read';
  }
  return access;
}

it('finds an environment for every handler, and a handler for every environment', () => {
  const environments = globSync('**/env.ts', { cwd: join(ROOT, 'functions') }).map((path) => dirname(path));
  expect(environments.toSorted()).toEqual(handlerFolders(ROOT));
});
