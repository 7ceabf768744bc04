import { DescribeExecutionCommand, ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createClaimWorkflow } from '../../shared/adapters/step-functions/claim-workflow.ts';
import { createStepFunctionsClient } from '../../shared/adapters/step-functions/client.ts';
import type { Workflow } from '../../shared/application/ports/workflow.ts';
import { LOCAL_CREDENTIALS, LOCAL_REGION } from '../../infra/local/engine.ts';
import {
  WAIT_FOR_TOKEN,
  asl,
  cleanUp,
  finished,
  machineArn,
  startEngine,
  until,
} from '../support/step-functions-harness.ts';
import type { Running } from '../support/step-functions-harness.ts';
import { aReference } from '../support/stored-things.ts';

afterEach(cleanUp);

/** A machine that waits for one answer, as each waiting state of a claim's walk does. */
const waiting = (timeoutSeconds = 60): string =>
  asl({
    Review: {
      Type: 'Task',
      Resource: WAIT_FOR_TOKEN,
      Arguments: {
        FunctionName: 'await-review',
        Payload: { token: '{% $states.context.Task.Token %}', walk: '{% $states.input %}' },
      },
      TimeoutSeconds: timeoutSeconds,
      End: true,
    },
  });

const payload = z.object({ token: z.string(), walk: z.unknown() });

interface Walking extends Running {
  readonly workflow: Workflow;
  readonly waits: z.output<typeof payload>[];
}

async function walking(timeoutSeconds?: number): Promise<Walking> {
  const waits: z.output<typeof payload>[] = [];
  const functions = { 'await-review': (given: unknown) => void waits.push(payload.parse(given)) };
  const running = await startEngine(waiting(timeoutSeconds), { functions });
  const { endpoint } = running.engine;
  const client = createStepFunctionsClient({
    endpoint,
    region: LOCAL_REGION,
    credentials: LOCAL_CREDENTIALS,
  });
  return {
    ...running,
    waits,
    workflow: createClaimWorkflow({ client, stateMachineArn: machineArn('machine') }),
  };
}

const aWalk = (changes: { reference?: string; attempt?: number } = {}) => ({
  reference: aReference(),
  submissionNumber: 1,
  attempt: 1,
  correlationId: 'correlation-1',
  ...changes,
});

const executionOf = (reference: string, attempt: number): string =>
  `${machineArn('machine').replace(':stateMachine:', ':execution:')}:${reference}-${attempt}`;

const tokenOf = ({ waits }: Walking) => until(() => waits[0]?.token);

describe('a walk', () => {
  it('starts once however often it is asked, named by its claim and attempt, with identifiers alone', async () => {
    const { client, workflow, waits } = await walking();
    const walk = aWalk();

    await Promise.all(Array.from({ length: 10 }, () => workflow.start(walk)));
    await workflow.start({ ...walk, correlationId: 'another' });

    const listed = await client.send(new ListExecutionsCommand({ stateMachineArn: machineArn('machine') }));
    expect(listed.executions?.map(({ name }) => name)).toEqual([`${walk.reference}-1`]);
    const { reference, submissionNumber, correlationId } = walk;
    await until(() => waits[0]);
    expect(waits.map((wait) => wait.walk)).toEqual([{ reference, submissionNumber, correlationId }]);
  });

  it('is not started again under its name after it has ended', async () => {
    const { client, workflow } = await walking();
    const walk = aWalk();
    await workflow.start(walk);
    await client.send(new StopExecutionCommand({ executionArn: executionOf(walk.reference, 1) }));

    await workflow.start(walk);

    expect(await workflow.status(walk.reference)).toEqual({ running: false, attempts: 1 });
  });
});

describe('an answer', () => {
  it('lets the walk go on with its outcome, once', async () => {
    const setting = await walking();
    const { client, workflow } = setting;
    const walk = aWalk();
    await workflow.start(walk);
    const token = await tokenOf(setting);

    expect(await workflow.answer(token, 'approved')).toBe('answered');

    const { status, output } = await finished(client, executionOf(walk.reference, 1));
    expect([status, output]).toEqual(['SUCCEEDED', '{"outcome":"approved"}']);
    expect(await workflow.answer(token, 'rejected')).toBe('gone');
  });

  it('is taken once when many answer at the same time', async () => {
    const setting = await walking();
    await setting.workflow.start(aWalk());
    const token = await tokenOf(setting);

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => setting.workflow.answer(token, 'approved')),
    );

    expect(answers.filter((answer) => answer === 'answered')).toHaveLength(1);
  });

  it('is gone when nobody waits: a token of no walk, of a stopped one, or one that took too long', async () => {
    const setting = await walking(1);
    const { client, workflow } = setting;
    const [stopped, slow] = [aWalk(), aWalk()];
    expect(await workflow.answer('no-token-of-ours', 'approved')).toBe('gone');

    await workflow.start(stopped);
    const token = await tokenOf(setting);
    await client.send(new StopExecutionCommand({ executionArn: executionOf(stopped.reference, 1) }));
    expect(await workflow.answer(token, 'approved')).toBe('gone');

    await workflow.start(slow);
    const late = await until(() => setting.waits[1]?.token);
    await finished(client, executionOf(slow.reference, 1));
    expect(await workflow.answer(late, 'approved')).toBe('gone');
  });

  it('that cannot be given is a fault, and never taken for gone', async () => {
    const { engine, workflow } = await walking();
    await engine.close();

    await expect(workflow.answer('token', 'approved')).rejects.toThrow();
  });
});

describe('the status of a claim’s walk', () => {
  it('is none before the first, and follows the latest attempt', async () => {
    const { client, workflow } = await walking();
    const { reference } = aWalk();
    const stop = (attempt: number) =>
      client.send(new StopExecutionCommand({ executionArn: executionOf(reference, attempt) }));
    expect(await workflow.status(reference)).toEqual({ running: false, attempts: 0 });

    await workflow.start(aWalk({ reference }));
    expect(await workflow.status(reference)).toEqual({ running: true, attempts: 1 });
    await stop(1);
    await workflow.start(aWalk({ reference, attempt: 2 }));
    expect(await workflow.status(reference)).toEqual({ running: true, attempts: 2 });
    await stop(2);
    expect(await workflow.status(reference)).toEqual({ running: false, attempts: 2 });
  });

  it('is found although earlier attempts were forgotten', async () => {
    const { client, workflow } = await walking();
    const walk = aWalk({ attempt: 3 });

    await workflow.start(walk);

    const executionArn = executionOf(walk.reference, 3);
    expect((await client.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('RUNNING');
    expect(await workflow.status(walk.reference)).toEqual({ running: true, attempts: 3 });
  });
});
