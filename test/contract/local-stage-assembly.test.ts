import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../infra/app.ts';
import type { Plan } from '../../infra/local/assembly/plan.ts';
import { readAssembly } from '../../infra/local/assembly/read-assembly.ts';
import { withLocalSignIn } from '../../infra/local/glue/sign-in-substitution.ts';
import { ROUTES } from '../../shared/contracts/routes.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/hand-made-assembly.ts';

/** The assembly that `npm start` runs, with stubs for code, read as it is read there. */
describe('the local stage of this app', () => {
  let plan: Plan;
  beforeAll(async () => {
    const directory = temporaryDirectory();
    const app = await buildApp({ stage: 'local', assets: 'stub', outdir: join(directory, 'cdk.out') });
    app.synth();
    plan = readAssembly(join(directory, 'cdk.out'), { secretsDirectory: join(directory, 'secrets') });
  });
  afterAll(removeTemporaryDirectories);

  it('holds nothing that the embedded cloud does not support', () => {
    expect(plan.functions.length).toBeGreaterThan(0);
    expect(plan.stateMachines).toHaveLength(1);
  });

  it('has every route of the route table, with an authoriser exactly where people sign in', () => {
    const planned = plan.httpApi?.routes.map(
      ({ routeKey, authorizer }) => `${routeKey} ${String(authorizer !== undefined)}`,
    );
    const wanted = ROUTES.map(
      ({ method, path, access }) => `${method} ${path} ${String(access === 'signed-in')}`,
    );
    expect(planned?.toSorted()).toEqual(wanted.toSorted());
  });

  it('names a function that puts the first data in', () => {
    const names = plan.functions.map(({ name }) => name);
    expect(names).toContain(plan.outputs.get('SeedFunction'));
  });

  it('feeds functions that exist from tables and queues that exist', () => {
    const functions = new Set(plan.functions.map(({ name }) => name));
    const sources = new Set([...plan.tables, ...plan.queues].map(({ name }) => name));
    const dangling = [
      ...plan.eventSources.filter(
        (source) => !sources.has(source.kind === 'sqs' ? source.queueName : source.tableName),
      ),
      ...[...plan.eventSources, ...plan.schedules].filter(({ functionName }) => !functions.has(functionName)),
    ];
    expect(dangling).toEqual([]);
    expect(plan.eventSources.length).toBeGreaterThan(0);
    expect(plan.schedules.length).toBeGreaterThan(0);
  });

  it('gives no function an address at AWS, once the local sign-in stands for the user pool', () => {
    const local = withLocalSignIn(plan, { issuer: 'http://127.0.0.1:1', audience: 'here' });
    const values = local.functions.flatMap(({ environment }) => Object.values(environment));
    expect(values).toContain('http://127.0.0.1:1');
    expect(values).toContain('here');
    expect(
      local.httpApi?.routes.find(({ authorizer }) => authorizer !== undefined)?.authorizer,
    ).toMatchObject({
      issuer: 'http://127.0.0.1:1',
      audience: ['here'],
    });
  });

  it('refuses to run a function that is given an address at AWS', () => {
    const leaking = {
      ...plan,
      functions: plan.functions.map((one) => ({
        ...one,
        environment: { A: 'https://sqs.eu-west-2.amazonaws.com/1/q' },
      })),
    };
    expect(() => withLocalSignIn(leaking, { issuer: 'a', audience: 'b' })).toThrow(
      'is given an address at AWS in A',
    );
  });
});
