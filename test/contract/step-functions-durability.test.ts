import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { positionSchema } from '../../infra/local/step-functions/position.ts';
import {
  asl,
  begin,
  cleanUp,
  deploy,
  finished,
  historyOf,
  INVOKE,
  machineArn,
  startEngine,
  startProcess,
  temporaryDirectory,
  until,
  WAIT_FOR_TOKEN,
  type Functions,
} from '../support/step-functions-harness.ts';

afterEach(cleanUp);

const tokenTask = {
  Type: 'Task',
  Resource: WAIT_FOR_TOKEN,
  Arguments: {
    FunctionName: 'f',
    Payload: { token: '{% $states.context.Task.Token %}', input: '{% $states.input %}' },
  },
  End: true,
};
const delivery = z.object({ token: z.string(), input: z.unknown() });
const never = () => new Promise<never>(() => undefined);
const types = (events: readonly HistoryEvent[]) => events.map(({ type }) => type);

/** What the journal waits for in each execution, oldest first, by name. No process may have it open. */
function instants(directory: string): Record<string, number>[] {
  const database = new DatabaseSync(join(directory, 'step-functions.sqlite'));
  const rows = database.prepare('SELECT deadline AS life, position FROM executions ORDER BY seq').all();
  database.close();
  const row = z.object({ life: z.number().nullable(), position: z.string() });
  return rows.map((found) => {
    const { life, position } = row.parse(found);
    const { activity } = positionSchema.parse(JSON.parse(position));
    const known = {
      life,
      until: activity.kind === 'waiting' ? activity.until : undefined,
      deadline: activity.kind === 'task' ? activity.task.deadline : undefined,
      heartbeat: activity.kind === 'task' ? activity.task.heartbeatDeadline : undefined,
    };
    return Object.fromEntries(
      Object.entries(known).filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
    );
  });
}

/** Resolves once the history of an execution has an event of the type. */
async function reached(client: SFNClient, executionArn: string, type: string): Promise<void> {
  await until(async () => types(await historyOf(client, executionArn)).find((seen) => seen === type));
}

/** Keeps every delivery of a task, in order. */
function deliveries(): { seen: z.infer<typeof delivery>[]; f: (payload: unknown) => void } {
  const seen: z.infer<typeof delivery>[] = [];
  return { seen, f: (payload) => void seen.push(delivery.parse(payload)) };
}

describe('after kill -9', () => {
  it('invokes a task again, with the same payload, when its invocation had not returned', async () => {
    const directory = temporaryDirectory();
    const T = {
      Type: 'Task',
      Resource: INVOKE,
      Arguments: { FunctionName: 'f', Payload: { id: '{% $uuid() %}', k: '{% $k %}' } },
      End: true,
    };
    const machines = [
      deploy(asl({ A: { Type: 'Pass', Assign: { k: '{% $states.input.k %}' }, Next: 'T' }, T })),
    ];
    const calls: unknown[] = [];
    const functions = (answer: () => unknown): Functions => ({
      f: (payload) => {
        calls.push(payload);
        return answer();
      },
    });

    const first = await startProcess(directory, machines, functions(never));
    const executionArn = await begin(first.client, { k: 7 });
    await until(() => calls[0]);
    await first.kill();

    const second = await startProcess(
      directory,
      machines,
      functions(() => 'done'),
    );
    const { status, output } = await finished(second.client, executionArn);
    expect(status).toBe('SUCCEEDED');
    expect(output).toContain('"Payload":"done"');
    expect(calls).toHaveLength(2);
    expect(calls[1]).toEqual(calls[0]);
    expect(calls[0]).toMatchObject({ k: 7 });
    const events = await historyOf(second.client, executionArn);
    expect(types(events)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('keeps an open token open, delivers it no second time, and takes its answer', async () => {
    const directory = temporaryDirectory();
    const machines = [deploy(asl({ T: tokenTask }))];
    const { seen, f } = deliveries();
    const first = await startProcess(directory, machines, { f });
    const executionArn = await begin(first.client);
    await reached(first.client, executionArn, 'TaskSubmitted');
    await first.kill();

    const second = await startProcess(directory, machines, { f });
    await pause(50);
    expect(seen).toHaveLength(1);
    const taskToken = seen[0]?.token;
    await second.client.send(new SendTaskSuccessCommand({ taskToken, output: '{"ok":true}' }));
    expect((await finished(second.client, executionArn)).output).toBe('{"ok":true}');
    await second.kill();

    const third = await startProcess(directory, machines, { f });
    const again = third.client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    await expect(again).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('delivers the same token again when the function had not returned', async () => {
    const directory = temporaryDirectory();
    const machines = [deploy(asl({ T: tokenTask }))];
    const { seen, f } = deliveries();
    const hang = (payload: unknown) => {
      f(payload);
      return never();
    };
    const first = await startProcess(directory, machines, { f: hang });
    const executionArn = await begin(first.client);
    await until(() => seen[0]);
    await first.kill();

    const second = await startProcess(directory, machines, { f });
    await until(() => seen[1]);
    expect(seen[1]).toEqual(seen[0]);
    await second.client.send(new SendTaskSuccessCommand({ taskToken: seen[0]?.token, output: '1' }));
    expect((await finished(second.client, executionArn)).status).toBe('SUCCEEDED');
  });

  it('never loses a start or a task answer that was acknowledged', async () => {
    const directory = temporaryDirectory();
    const machines = [
      deploy(asl({ T: { ...tokenTask, End: undefined, Next: 'S' }, S: { Type: 'Pass', End: true } })),
    ];
    const { seen, f } = deliveries();
    let engine = await startProcess(directory, machines, { f });
    const started: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      const executionArn = await begin(engine.client, round);
      started.push(executionArn);
      const { token } = await until(() => seen.find(({ input }) => input === round));
      await engine.client.send(
        new SendTaskSuccessCommand({ taskToken: token, output: `{"round":${round}}` }),
      );
      // One more start is acknowledged right before the end of the process.
      started.push(await begin(engine.client, `late ${round}`));
      await engine.kill();
      engine = await startProcess(directory, machines, { f });
    }
    for (const [index, executionArn] of started.entries()) {
      if (index % 2 === 1) {
        const { status } = await engine.client.send(new DescribeExecutionCommand({ executionArn }));
        expect(status).toBe('RUNNING');
      } else {
        const { output } = await finished(engine.client, executionArn);
        expect(output).toBe(`{"round":${index / 2}}`);
      }
    }
  });

  it('keeps every instant that an execution waits for', async () => {
    const directory = temporaryDirectory();
    const machines = [
      deploy(asl({ W: { Type: 'Wait', Seconds: 900, End: true } }), 'wait'),
      deploy(asl({ T: { ...tokenTask, TimeoutSeconds: 900 } }), 'deadline'),
      deploy(
        asl({ T: { ...tokenTask, HeartbeatSeconds: 900, TimeoutSeconds: 9000 } }, { TimeoutSeconds: 90_000 }),
        'beat',
      ),
    ];
    const { f } = deliveries();
    const first = await startProcess(directory, machines, { f });
    const [wait = '', deadline = '', beat = ''] = await Promise.all(
      machines.map(({ name }) => begin(first.client, {}, name)),
    );
    await Promise.all([
      reached(first.client, wait, 'WaitStateEntered'),
      reached(first.client, deadline, 'TaskSubmitted'),
      reached(first.client, beat, 'TaskSubmitted'),
    ]);
    await first.kill();
    const before = instants(directory);
    expect(before.map((known) => Object.keys(known))).toEqual([
      ['until'],
      ['deadline'],
      ['life', 'deadline', 'heartbeat'],
    ]);

    const second = await startProcess(directory, machines, { f });
    await pause(100);
    await second.kill();
    expect(instants(directory)).toEqual(before);
  });

  it('ends at once what fell due while no process lived, without invoking anything again', async () => {
    const directory = temporaryDirectory();
    const machines = [
      deploy(asl({ T: { ...tokenTask, TimeoutSeconds: 1 } }), 'deadline'),
      deploy(asl({ T: { ...tokenTask, HeartbeatSeconds: 1 } }), 'heartbeat'),
      deploy(asl({ T: tokenTask }, { TimeoutSeconds: 1 }), 'life'),
      deploy(asl({ W: { Type: 'Wait', Seconds: 1, End: true } }), 'wait'),
    ];
    const { seen, f } = deliveries();
    const hang = (payload: unknown) => {
      f(payload);
      return never();
    };
    const first = await startProcess(directory, machines, { f: hang });
    const arns = await Promise.all(machines.map(({ name }) => begin(first.client, {}, name)));
    await until(() => seen[2]);
    await first.kill();
    await pause(1_050);

    const second = await startProcess(directory, machines, { f });
    const ended = await Promise.all(arns.map((executionArn) => finished(second.client, executionArn)));
    expect(ended.map(({ status, error }) => [status, error])).toEqual([
      ['FAILED', 'States.Timeout'],
      ['FAILED', 'States.Timeout'],
      ['TIMED_OUT', undefined],
      ['SUCCEEDED', undefined],
    ]);
    expect(seen).toHaveLength(3);
  });

  it('walks many executions to their right ends through one kill after another', async () => {
    const directory = temporaryDirectory();
    const plain = (next: string) => ({
      Type: 'Task',
      Resource: INVOKE,
      Arguments: { FunctionName: 'plain', Payload: '{% $k %}' },
      Next: next,
    });
    const walk = asl({
      A: { Type: 'Pass', Assign: { k: '{% $states.input.k %}', steps: 0 }, Next: 'One' },
      One: { ...plain('Two'), Assign: { steps: '{% $steps + $states.result.Payload %}' } },
      Two: {
        ...tokenTask,
        End: undefined,
        Next: 'C',
        Assign: { steps: '{% $steps + $states.result.add %}' },
      },
      C: { Type: 'Choice', Choices: [{ Condition: '{% $k % 2 = 0 %}', Next: 'Three' }], Default: 'S' },
      Three: { ...plain('S'), Assign: { steps: '{% $steps + $states.result.Payload %}' } },
      S: { Type: 'Succeed', Output: { k: '{% $k %}', steps: '{% $steps %}' } },
    });
    const machines = [deploy(walk)];
    const tokens: string[] = [];
    const functions: Functions = {
      plain: async () => {
        await pause(Math.random() * 30);
        return 1;
      },
      f: (payload) => void tokens.push(delivery.parse(payload).token),
    };
    let engine = await startProcess(directory, machines, functions);
    const arns = await Promise.all(Array.from({ length: 12 }, (_, k) => begin(engine.client, { k })));

    const acknowledged = new Set<string>();
    const answerAll = async () => {
      for (let token = tokens.shift(); token !== undefined; token = tokens.shift()) {
        try {
          await engine.client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{"add":10}' }));
          // A token is accepted once in its life, however often its delivery was repeated.
          expect(acknowledged.has(token)).toBe(false);
          acknowledged.add(token);
        } catch (error) {
          // The process died under the request: the answer may or may not have counted, so it is sent again.
          if (!(error instanceof Error && error.name === 'TaskTimedOut')) tokens.push(token);
          return;
        }
      }
    };
    for (let kills = 0; kills < 3; kills += 1) {
      const life = Date.now() + 40 + Math.random() * 60;
      while (Date.now() < life) await Promise.all([answerAll(), pause(5)]);
      await engine.kill();
      engine = await startProcess(directory, machines, functions);
    }
    const done = new AbortController();
    const ends = Promise.all(arns.map((executionArn) => finished(engine.client, executionArn)));
    void ends.finally(() => done.abort());
    while (!done.signal.aborted) await Promise.all([answerAll(), pause(5)]);

    const outputs = (await ends).map(({ output }): unknown => JSON.parse(output ?? 'null'));
    expect(outputs).toEqual(arns.map((_, k) => ({ k, steps: k % 2 === 0 ? 12 : 11 })));
    for (const [k, executionArn] of arns.entries()) {
      const events = await historyOf(engine.client, executionArn);
      expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
      const entered = types(events).filter((type) => type?.endsWith('StateEntered'));
      expect(entered).toHaveLength(k % 2 === 0 ? 6 : 5);
    }
  });
});

describe('a directory that was used before', () => {
  it('keeps ended executions, their histories and their transitions', async () => {
    const directory = temporaryDirectory();
    const definition = asl({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', End: true } });
    const before = await startEngine(definition, { directory });
    const executionArn = await begin(before.client, { a: 1 });
    const ended = await finished(before.client, executionArn);
    const events = await historyOf(before.client, executionArn);
    await before.engine.close();

    const after = await startEngine(definition, { directory });
    const { status, input, output, startDate, stopDate } = ended;
    expect(await finished(after.client, executionArn)).toMatchObject({
      status,
      input,
      output,
      startDate,
      stopDate,
    });
    expect(await historyOf(after.client, executionArn)).toEqual(events);
    expect(after.engine.transitions(executionArn)).toBe(2);
  });

  it('finishes a running execution with the definition it was started with', async () => {
    const directory = temporaryDirectory();
    const { seen, f } = deliveries();
    const old = asl({ T: { ...tokenTask, Output: 'old' } });
    const before = await startEngine(old, { directory, functions: { f } });
    const executionArn = await begin(before.client);
    await reached(before.client, executionArn, 'TaskSubmitted');
    await before.engine.close();

    const after = await startEngine(asl({ N: { Type: 'Pass', Output: 'new', End: true } }), { directory });
    await after.client.send(new SendTaskSuccessCommand({ taskToken: seen[0]?.token, output: '1' }));
    expect((await finished(after.client, executionArn)).output).toBe('"old"');
    expect((await finished(after.client, await begin(after.client))).output).toBe('"new"');
  });

  it('carries retries on: what was used stays used', async () => {
    const directory = temporaryDirectory();
    const T = {
      Type: 'Task',
      Resource: INVOKE,
      Arguments: { FunctionName: 'f' },
      Retry: [{ ErrorEquals: ['Lambda.SdkClientException'], MaxAttempts: 2 }],
      End: true,
    };
    const definition = asl({ T });
    let calls = 0;
    const invoke = () => {
      calls += 1;
      return Promise.reject(new Error('no'));
    };
    const before = await startEngine(definition, { directory, invoke, retryScale: 1_000 });
    const executionArn = await begin(before.client);
    await reached(before.client, executionArn, 'TaskFailed');
    await before.engine.close();
    expect(calls).toBe(1);

    // The delay before the first retry stands in the journal as an instant: this engine still waits for it.
    const after = await startEngine(definition, { directory, invoke });
    await pause(50);
    expect(calls).toBe(1);
    expect((await after.client.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('RUNNING');
  });

  it('starts empty in a fresh directory, where names are free again', async () => {
    const definition = asl({ A: { Type: 'Pass', End: true } });
    const start = new StartExecutionCommand({
      stateMachineArn: machineArn('machine'),
      name: 'same',
      input: '{}',
    });
    for (let turn = 0; turn < 2; turn += 1) {
      const { client } = await startEngine(definition);
      const { executionArn = '' } = await client.send(start);
      expect((await finished(client, executionArn)).status).toBe('SUCCEEDED');
    }
  });
});
