import { setTimeout as pause } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  ValidateStateMachineDefinitionCommand,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Position } from '../../infra/local/step-functions/position.ts';
import { planRetry } from '../../infra/local/step-functions/retry-and-catch.ts';
import { withinHistory } from '../../infra/local/step-functions/run.ts';
import { end, type Step } from '../../infra/local/step-functions/scene.ts';
import {
  asl,
  begin,
  cleanUp,
  connect,
  deploy,
  finished,
  FunctionFailure,
  historyOf,
  INVOKE,
  machineArn,
  runOnce,
  startEngine,
  until,
  WAIT_FOR_TOKEN,
} from '../support/step-functions-harness.ts';

afterEach(cleanUp);

const pass = { Type: 'Pass', End: true };
const task = {
  Type: 'Task',
  Resource: INVOKE,
  Arguments: { FunctionName: 'f', Payload: '{% $states.input %}' },
  End: true,
};
const caught = { Type: 'Pass', End: true };
const tokenTask = {
  ...task,
  Resource: WAIT_FOR_TOKEN,
  Arguments: { FunctionName: 'f', Payload: { token: '{% $states.context.Task.Token %}' } },
};
const types = (events: readonly HistoryEvent[]) => events.map(({ type }) => type);
const boom = () => {
  throw new FunctionFailure('Boom', 'nope');
};

const text = (pattern: RegExp): unknown => expect.stringMatching(pattern);

const resting: Position = {
  state: 'A',
  input: {},
  variables: {},
  enteredAt: '2026-01-01T00:00:00.000Z',
  enteredEvent: 2,
  retriesUsed: [],
  retryCount: 0,
  attempts: 0,
  activity: { kind: 'entered' },
};

/** A function that keeps the tokens it is given, oldest first. */
function tokenKeeper() {
  const tokens: string[] = [];
  const schema = z.object({ token: z.string() });
  return {
    keep: (payload: unknown) => {
      tokens.push(schema.parse(payload).token);
    },
    next: () => until(() => tokens.shift()),
  };
}

describe('states', () => {
  it('walks pass, choice, wait and succeed with variables', async () => {
    const { output } = await runOnce(
      asl({
        A: { Type: 'Pass', Assign: { k: '{% $states.input.a * 2 %}' }, Next: 'C' },
        C: {
          Type: 'Choice',
          Choices: [
            { Condition: '{% $k > 100 %}', Next: 'F' },
            {
              Condition: '{% $k = 8 and $not($exists($states.input.zz)) %}',
              Assign: { c: 'yes' },
              Next: 'W',
            },
          ],
          Default: 'F',
        },
        F: { Type: 'Fail', Error: 'E' },
        W: { Type: 'Wait', Seconds: '{% $k - 8 %}', Next: 'S' },
        S: { Type: 'Succeed', Output: { k: '{% $k %}', c: '{% $c %}' } },
      }),
      { input: { a: 4 } },
    );
    expect(output).toEqual({ k: 8, c: 'yes' });
  });

  it('shows the old variables to Assign and Output, and the new ones to the next state', async () => {
    const { output, events } = await runOnce(
      asl({
        A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
        B: {
          Type: 'Pass',
          Assign: { x: '{% $x + 1 %}', y: '{% $x %}' },
          Output: { during: '{% $x %}' },
          Next: 'C',
        },
        C: { ...pass, Output: { during: '{% $states.input.during %}', x: '{% $x %}', y: '{% $y %}' } },
      }),
    );
    expect(output).toEqual({ during: 1, x: 2, y: 1 });
    expect(events[4]?.stateExitedEventDetails?.assignedVariables).toEqual({ x: '2', y: '1' });
  });

  it('gives a rule its own Output and Assign, and those of the choice to its default', async () => {
    const definition = asl({
      C: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input.yes %}', Next: 'E', Output: 'rule', Assign: { by: 'rule' } },
        ],
        Default: 'E',
        Output: 'default',
        Assign: { by: 'default' },
      },
      E: { ...pass, Output: ['{% $states.input %}', '{% $by %}'] },
    });
    expect((await runOnce(definition, { input: { yes: true } })).output).toEqual(['rule', 'rule']);
    expect((await runOnce(definition, { input: { yes: false } })).output).toEqual(['default', 'default']);
  });

  it('fails a choice without a true rule and without a default', async () => {
    const { execution, events } = await runOnce(
      asl({ C: { Type: 'Choice', Choices: [{ Condition: false, Next: 'E' }] }, E: pass }),
    );
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
    expect(types(events)).toEqual(['ExecutionStarted', 'ChoiceStateEntered', 'ExecutionFailed']);
  });

  it('fails with the error and the cause of a Fail state, both of which may be expressions', async () => {
    const { execution, events } = await runOnce(
      asl({ F: { Type: 'Fail', Error: "{% 'E' & $states.input.n %}", Cause: 'why' } }),
      { input: { n: 1 } },
    );
    expect(execution).toMatchObject({ status: 'FAILED', error: 'E1', cause: 'why' });
    expect(types(events)).toEqual(['ExecutionStarted', 'FailStateEntered', 'ExecutionFailed']);
  });

  it('waits until a timestamp on the clock that people see', async () => {
    const now = () => new Date('2030-01-01T12:00:00.000Z');
    const { output, execution } = await runOnce(
      asl({ W: { Type: 'Wait', Timestamp: '{% $states.input.until %}', End: true, Output: '{% $now() %}' } }),
      { input: { until: '2030-01-01T12:00:00.050Z' }, now },
    );
    expect(output).toBe('2030-01-01T12:00:00.000Z');
    expect(execution.startDate?.toISOString()).toBe('2030-01-01T12:00:00.000Z');
  });

  it('fills the context object as AWS does', async () => {
    const { output, executionArn } = await runOnce(
      asl({
        T: {
          ...task,
          Arguments: { FunctionName: 'f', Payload: '{% $states.context %}' },
          Output: '{% $states.result.Payload %}',
        },
      }),
      { functions: { f: (payload) => payload }, input: { a: 1 } },
    );
    expect(output).toEqual({
      Execution: {
        Id: executionArn,
        Input: { a: 1 },
        StartTime: text(/Z$/),
        Name: executionArn.split(':').at(-1),
        RoleArn: 'arn:aws:iam::000000000000:role/machine',
        RedriveCount: 0,
      },
      StateMachine: { Id: machineArn('machine'), Name: 'machine' },
      State: { Name: 'T', EnteredTime: text(/Z$/), RetryCount: 0 },
    });
  });
});

describe('expressions', () => {
  it('has the functions that AWS adds to JSONata', async () => {
    const { output } = await runOnce(
      asl({
        A: {
          ...pass,
          Output: {
            partition: '{% $partition([1,2,3,4,5], 2) %}',
            range: '{% [$range(1, 5, 2), $range(3, 1, -1)] %}',
            hash: "{% $hash('a', 'SHA-256') %}",
            seeded: '{% $random(7) = $random(7) %}',
            random: '{% $random() < 1 %}',
            uuid: '{% $match($uuid(), /^[0-9a-f-]{36}$/).index %}',
            parse: '{% $parse(\'{"a": [1]}\').a %}',
          },
        },
      }),
    );
    expect(output).toEqual({
      partition: [[1, 2], [3, 4], [5]],
      range: [1, 3, 5, 3, 2, 1],
      hash: 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb',
      seeded: true,
      random: true,
      uuid: 0,
      parse: [1],
    });
  });

  it('copies strings that are not expressions, and every JSON type, untouched', async () => {
    const literal = {
      s: '$states.input',
      padded: ' {% 1 %} ',
      n: 0.1,
      z: null,
      list: [true, [], {}],
      'dollar.$': '$',
    };
    expect((await runOnce(asl({ A: { ...pass, Output: literal } }))).output).toEqual(literal);
  });

  it('fails on an expression that returns nothing, naming the field, the expression and the state', async () => {
    const { execution, events } = await runOnce(
      asl({ A: { ...pass, Output: { v: ['{% $states.input.none %}'] } } }),
    );
    const cause =
      "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$states.input.none' specified for the field 'Output/v[0]' returned nothing (undefined).";
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError', cause });
    expect(types(events)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'EvaluationFailed',
      'ExecutionFailed',
    ]);
    expect(events[2]?.evaluationFailedEventDetails).toEqual({
      error: 'States.QueryEvaluationError',
      cause,
      location: 'Output/v[0]',
      state: 'A',
    });
  });

  it.each([
    ['throws', { Output: '{% $uppercase(1) %}' }, 'T0410'],
    ['asserts', { Output: "{% $error('stop') %}" }, 'stop'],
    ['returns a function', { Output: '{% function($x) { $x } %}' }, 'unsupported result type'],
    ['returns no JSON number', { Output: '{% 1/0 %}' }, 'unsupported result type'],
    ['recurses for ever', { Output: '{% ($f := function($n) { $f($n + 1) + 1 }; $f(1)) %}' }, 'D1011'],
    ['fails in Assign', { Assign: { a: '{% $number("x") %}' } }, "'Assign/a'"],
  ])('fails the state when an expression %s', async (_, fields, words) => {
    const { execution } = await runOnce(asl({ A: { ...pass, ...fields } }));
    expect(execution.error).toBe('States.QueryEvaluationError');
    expect(execution.cause).toContain(words);
  });

  it.each([
    [
      'a condition that is no boolean',
      { A: { Type: 'Choice', Choices: [{ Condition: '{% 5 %}', Next: 'E' }], Default: 'E' }, E: pass },
      "'Choices[0]/Condition'",
    ],
    [
      'seconds that are no whole number',
      { A: { Type: 'Wait', Seconds: '{% 1.5 %}', End: true } },
      "'Seconds'",
    ],
    [
      'a timestamp that is none',
      { A: { Type: 'Wait', Timestamp: "{% 'soon' %}", End: true } },
      "'Timestamp'",
    ],
    ['a timeout below one second', { A: { ...task, TimeoutSeconds: '{% 0 %}' } }, "'TimeoutSeconds'"],
  ])('refuses %s at run time', async (_, states, words) => {
    const { execution } = await runOnce(asl(states));
    expect(execution.error).toBe('States.QueryEvaluationError');
    expect(execution.cause).toContain(words);
  });
});

describe('tasks, retries and catches', () => {
  it('invokes a function and gives the shape of lambda:invoke to Output and Assign', async () => {
    const { output, events } = await runOnce(
      asl({
        T: {
          ...task,
          Assign: { code: '{% $states.result.StatusCode %}' },
          Output: '{% $states.result %}',
          End: undefined,
          Next: 'E',
        },
        E: { ...pass, Output: { result: '{% $states.input %}', code: '{% $code %}' } },
      }),
      { functions: { f: (payload) => ({ echo: payload }) }, input: { a: 1 } },
    );
    expect(output).toEqual({
      result: { ExecutedVersion: '$LATEST', Payload: { echo: { a: 1 } }, StatusCode: 200 },
      code: 200,
    });
    expect(types(events).slice(1, 6)).toEqual([
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
    ]);
    expect(events[2]?.taskScheduledEventDetails).toEqual({
      resourceType: 'lambda',
      resource: 'invoke',
      region: 'eu-west-2',
      parameters: '{"FunctionName":"f","Payload":{"a":1}}',
    });
  });

  it('sends an empty object when there is no payload', async () => {
    const { output } = await runOnce(asl({ T: { ...task, Arguments: { FunctionName: 'f' } } }), {
      functions: { f: (payload) => payload },
    });
    expect(output).toMatchObject({ Payload: {} });
  });

  it('takes all arguments from one expression, and refuses what it does not support in them', async () => {
    const definition = asl({ T: { ...task, Arguments: '{% $states.input %}' } });
    const functions = { f: () => 'ok' };
    expect((await runOnce(definition, { functions, input: { FunctionName: 'f' } })).output).toMatchObject({
      Payload: 'ok',
    });
    const { execution } = await runOnce(definition, {
      functions,
      input: { FunctionName: 'f', Qualifier: '1' },
    });
    expect(execution).toMatchObject({ error: 'States.Runtime', cause: text(/Qualifier/) });
  });

  it('names the error after the errorType of the function, with its whole answer as the cause', async () => {
    const { execution, events } = await runOnce(asl({ T: task }), { functions: { f: boom } });
    expect(execution).toMatchObject({
      status: 'FAILED',
      error: 'Boom',
      cause: '{"errorType":"Boom","errorMessage":"nope"}',
    });
    expect(types(events).slice(-2)).toEqual(['TaskFailed', 'ExecutionFailed']);
  });

  it('fails like the AWS SDK when the function cannot be called', async () => {
    expect((await runOnce(asl({ T: task }))).execution.error).toBe('Lambda.ResourceNotFoundException');
    const refuse = () => Promise.reject(new Error('no host'));
    expect((await runOnce(asl({ T: task }), { invoke: refuse })).execution).toMatchObject({
      error: 'Lambda.SdkClientException',
      cause: 'no host',
    });
  });

  it('retries a named error, counts the retries in the context, and goes on', async () => {
    const counts: unknown[] = [];
    const flaky = (payload: unknown) => {
      counts.push(payload);
      if (counts.length < 3) boom();
    };
    const T = {
      ...task,
      Arguments: { FunctionName: 'f', Payload: '{% $states.context.State.RetryCount %}' },
      Retry: [{ ErrorEquals: ['Boom'] }],
    };
    const { execution, events, engine, executionArn } = await runOnce(asl({ T }), {
      functions: { f: flaky },
    });
    expect(execution.status).toBe('SUCCEEDED');
    expect(counts).toEqual([0, 1, 2]);
    expect(types(events).filter((type) => type === 'TaskScheduled')).toHaveLength(3);
    expect(engine.transitions(executionArn)).toBe(3);
  });

  it('counts the attempts of each retrier on their own and then catches', async () => {
    let calls = 0;
    const f = () => {
      calls += 1;
      throw new FunctionFailure(calls % 2 === 0 ? 'Even' : 'Odd');
    };
    const T = {
      ...task,
      Retry: [
        { ErrorEquals: ['Even'], MaxAttempts: 1 },
        { ErrorEquals: ['States.TaskFailed'], MaxAttempts: 2, JitterStrategy: 'FULL' },
      ],
      Catch: [
        {
          ErrorEquals: ['States.ALL'],
          Assign: { e: '{% $states.errorOutput.Error %}' },
          Output: { in: '{% $states.input %}' },
          Next: 'S',
        },
      ],
    };
    const S = { ...caught, Output: { e: '{% $e %}', in: '{% $states.input.in %}' } };
    const { output, engine, executionArn } = await runOnce(asl({ T, S }), {
      functions: { f },
      input: { a: 1 },
    });
    // Odd, Even, Odd are retried (1 + 1 + 1); the second Even finds its retrier used up and is caught.
    expect(calls).toBe(4);
    expect(output).toEqual({ e: 'Even', in: { a: 1 } });
    expect(engine.transitions(executionArn)).toBe(5);
  });

  it('waits for the delay before each retry', async () => {
    const T = {
      ...task,
      Retry: [{ ErrorEquals: ['Boom'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 }],
    };
    const { events } = await runOnce(asl({ T }), { functions: { f: boom }, retryScale: 0.1 });
    const at = (type: string) =>
      events.filter((event) => event.type === type).map(({ timestamp }) => timestamp?.getTime() ?? NaN);
    const [first = NaN, second = NaN] = at('TaskFailed').map(
      (failed, index) => (at('TaskScheduled')[index + 1] ?? NaN) - failed,
    );
    expect(first).toBeGreaterThanOrEqual(100);
    expect(second).toBeGreaterThanOrEqual(200);
  });

  it('grows the delay, caps it, and jitters it', () => {
    const plan = (used: number, jitter: 'FULL' | 'NONE') =>
      planRetry(
        [
          {
            ErrorEquals: ['E'],
            IntervalSeconds: 2,
            BackoffRate: 3,
            MaxDelaySeconds: 20,
            MaxAttempts: 4,
            JitterStrategy: jitter,
          },
        ],
        { error: 'E' },
        { used: [used], random: () => 0.25 },
      )?.delaySeconds;
    expect([0, 1, 2, 3, 4].map((used) => plan(used, 'NONE'))).toEqual([2, 6, 18, 20, undefined]);
    expect([0, 1, 2, 3].map((used) => plan(used, 'FULL'))).toEqual([0.5, 1.5, 4.5, 5]);
  });

  it('never retries where MaxAttempts is 0', async () => {
    let calls = 0;
    const f = () => {
      calls += 1;
      boom();
    };
    await runOnce(asl({ T: { ...task, Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 0 }] } }), {
      functions: { f },
    });
    expect(calls).toBe(1);
  });

  it('hands the error output on when a catch has no Output of its own', async () => {
    const T = { ...task, Catch: [{ ErrorEquals: ['Boom'], Next: 'S' }] };
    const { output, events } = await runOnce(asl({ T, S: caught }), { functions: { f: boom } });
    expect(output).toEqual({ Error: 'Boom', Cause: '{"errorType":"Boom","errorMessage":"nope"}' });
    expect(types(events).slice(4, 7)).toEqual(['TaskFailed', 'TaskStateExited', 'PassStateEntered']);
  });

  it('catches an expression that failed in the task, and ends with one that fails in the catch', async () => {
    const T = {
      ...task,
      Output: '{% $states.result.none %}',
      Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'S' }],
    };
    const functions = { f: () => 1 };
    expect((await runOnce(asl({ T, S: caught }), { functions })).output).toMatchObject({
      Error: 'States.QueryEvaluationError',
    });
    const second = {
      ...T,
      Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.input.none %}', Next: 'S' }],
    };
    const { execution } = await runOnce(asl({ T: second, S: caught }), { functions });
    expect(execution.cause).toContain("'Catch[0]/Output'");
  });

  it('times a task out: only States.Timeout and States.ALL match, not States.TaskFailed', async () => {
    const T = {
      ...task,
      TimeoutSeconds: 1,
      Catch: [
        { ErrorEquals: ['States.TaskFailed'], Next: 'Wrong' },
        { ErrorEquals: ['States.Timeout'], Next: 'S' },
      ],
    };
    const { output, events } = await runOnce(asl({ T, S: caught, Wrong: pass }), {
      functions: { f: () => pause(1_500) },
    });
    expect(output).toEqual({ Error: 'States.Timeout', Cause: '' });
    expect(types(events)).toContain('TaskTimedOut');
    expect(events[2]?.taskScheduledEventDetails?.timeoutInSeconds).toBe(1);
  });

  it('ignores the late answer of an attempt that has timed out', async () => {
    const { promise: secondCall, resolve: called } = Promise.withResolvers<string>();
    const { promise: oldAnswered, resolve: answered } = Promise.withResolvers<undefined>();
    let calls = 0;
    const f = async () => {
      calls += 1;
      if (calls === 1) {
        const late = await secondCall;
        setTimeout(() => answered(undefined), 20);
        return late;
      }
      called('old');
      await oldAnswered;
      return 'new';
    };
    const T = { ...task, TimeoutSeconds: 1, Retry: [{ ErrorEquals: ['States.Timeout'] }] };
    const { output } = await runOnce(asl({ T }), { functions: { f } });
    expect(output).toMatchObject({ Payload: 'new' });
  });

  it('limits data to 256 KiB, and lets no wildcard hide it', async () => {
    const T = {
      ...task,
      Output: '{% $states.result.Payload %}',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }],
    };
    const big = (bytes: number) => ({ functions: { f: () => 'x'.repeat(bytes) } });
    expect((await runOnce(asl({ T, S: caught }), big(262_000))).execution.status).toBe('SUCCEEDED');
    expect((await runOnce(asl({ T, S: caught }), big(262_144))).execution.error).toBe(
      'States.DataLimitExceeded',
    );
    const named = { ...T, Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'S' }] };
    expect((await runOnce(asl({ T: named, S: caught }), big(262_144))).execution.status).toBe('SUCCEEDED');
    const grow = asl({ A: { ...pass, Output: "{% $pad('', 262144, 'x') %}" } });
    expect((await runOnce(grow)).execution.error).toBe('States.DataLimitExceeded');
  });

  it('does not let States.ALL catch States.Runtime', async () => {
    const T = { ...task, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'S' }] };
    const invoke = () => Promise.resolve({ payload: 'not json', functionError: undefined });
    expect((await runOnce(asl({ T, S: caught }), { invoke })).execution).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
    });
  });
});

describe('the longest history', () => {
  it('ends an execution whose history would pass 25,000 events', () => {
    const step = end({ status: 'SUCCEEDED' });
    const onward: Step = { ...step, next: { kind: 'at', position: resting } };
    expect(withinHistory({ nextEventId: 24_999 }, onward)).toBe(onward);
    expect(withinHistory({ nextEventId: 25_000 }, step)).toBe(step);
    expect(withinHistory({ nextEventId: 25_000 }, onward).next).toMatchObject({
      ending: { status: 'FAILED', cause: text(/25000/) },
    });
  });
});

describe('task tokens', () => {
  it('finishes on success, with the answer as the result, and refuses a second answer', async () => {
    const keeper = tokenKeeper();
    const { client } = await startEngine(asl({ T: tokenTask }), { functions: { f: keeper.keep } });
    const executionArn = await begin(client);
    const taskToken = await keeper.next();
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '{"ok":1}' }));
    expect(await finished(client, executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"ok":1}' });
    const again = client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    await expect(again).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('tells the whole story in the history', async () => {
    const keeper = tokenKeeper();
    const { client } = await startEngine(
      asl({ T: { ...tokenTask, TimeoutSeconds: 60, HeartbeatSeconds: 30 } }),
      { functions: { f: keeper.keep } },
    );
    const executionArn = await begin(client);
    const taskToken = await keeper.next();
    await until(async () =>
      types(await historyOf(client, executionArn)).find((type) => type === 'TaskSubmitted'),
    );
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '"done"' }));
    await finished(client, executionArn);
    const events = await historyOf(client, executionArn);
    expect(types(events)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(events.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(events.map(({ previousEventId }) => previousEventId)).toEqual([0, 0, 2, 3, 4, 5, 6, 7]);
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({
      resource: 'invoke.waitForTaskToken',
      timeoutInSeconds: 60,
      heartbeatInSeconds: 30,
    });
    expect(events[4]?.taskSubmittedEventDetails).toMatchObject({
      resource: 'invoke.waitForTaskToken',
      outputDetails: { truncated: false },
    });
    expect(events[5]?.taskSucceededEventDetails?.output).toBe('"done"');
  });

  it('accepts an answer that comes before the function has returned', async () => {
    const tokens = tokenKeeper();
    const { promise: release, resolve } = Promise.withResolvers<undefined>();
    const f = async (payload: unknown) => {
      tokens.keep(payload);
      await release;
    };
    const { client } = await startEngine(asl({ T: tokenTask }), { functions: { f } });
    const executionArn = await begin(client);
    await client.send(new SendTaskSuccessCommand({ taskToken: await tokens.next(), output: '1' }));
    expect((await finished(client, executionArn)).output).toBe('1');
    resolve(undefined);
    await pause(20);
    expect(types(await historyOf(client, executionArn))).not.toContain('TaskSubmitted');
  });

  it('fails with the error that is sent, which can be caught', async () => {
    const keeper = tokenKeeper();
    const T = { ...tokenTask, Catch: [{ ErrorEquals: ['Rejected'], Next: 'S' }] };
    const { client } = await startEngine(asl({ T, S: caught }), { functions: { f: keeper.keep } });
    const executionArn = await begin(client);
    await client.send(
      new SendTaskFailureCommand({ taskToken: await keeper.next(), error: 'Rejected', cause: 'no' }),
    );
    expect((await finished(client, executionArn)).output).toBe('{"Error":"Rejected","Cause":"no"}');
  });

  it('fails the task at once, and kills its token, when the function fails', async () => {
    const keeper = tokenKeeper();
    const f = (payload: unknown) => {
      keeper.keep(payload);
      boom();
    };
    const { client } = await startEngine(asl({ T: tokenTask }), { functions: { f } });
    const executionArn = await begin(client);
    expect((await finished(client, executionArn)).error).toBe('Boom');
    const late = client.send(new SendTaskHeartbeatCommand({ taskToken: await keeper.next() }));
    await expect(late).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('stays alive by heartbeats, and times out without them', async () => {
    const keeper = tokenKeeper();
    const T = {
      ...tokenTask,
      HeartbeatSeconds: 1,
      Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'S' }],
    };
    const { client } = await startEngine(asl({ T, S: caught }), { functions: { f: keeper.keep } });
    const executionArn = await begin(client);
    const taskToken = await keeper.next();
    for (let beat = 0; beat < 8; beat += 1) {
      await pause(160);
      await client.send(new SendTaskHeartbeatCommand({ taskToken }));
    }
    expect((await client.send(new DescribeExecutionCommand({ executionArn }))).status).toBe('RUNNING');
    expect((await finished(client, executionArn)).output).toBe('{"Error":"States.Timeout","Cause":""}');
    expect(types(await historyOf(client, executionArn))).toContain('TaskTimedOut');
  });

  it('gives each attempt a token of its own; the old one is dead', async () => {
    const keeper = tokenKeeper();
    const T = { ...tokenTask, Retry: [{ ErrorEquals: ['Again'] }] };
    const { client } = await startEngine(asl({ T }), { functions: { f: keeper.keep } });
    const executionArn = await begin(client);
    const first = await keeper.next();
    await client.send(new SendTaskFailureCommand({ taskToken: first, error: 'Again' }));
    const second = await keeper.next();
    expect(second).not.toBe(first);
    await expect(
      client.send(new SendTaskSuccessCommand({ taskToken: first, output: '1' })),
    ).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await client.send(new SendTaskSuccessCommand({ taskToken: second, output: '2' }));
    expect((await finished(client, executionArn)).output).toBe('2');
  });

  it('tells a malformed token and an output that is not JSON from a dead token', async () => {
    const keeper = tokenKeeper();
    const { client } = await startEngine(asl({ T: tokenTask }), { functions: { f: keeper.keep } });
    const executionArn = await begin(client);
    const taskToken = await keeper.next();
    const mangled = `${taskToken.slice(0, -2)}${taskToken.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const wrong of ['nonsense', mangled])
      await expect(client.send(new SendTaskHeartbeatCommand({ taskToken: wrong }))).rejects.toMatchObject({
        name: 'InvalidToken',
      });
    await expect(client.send(new SendTaskSuccessCommand({ taskToken, output: '{' }))).rejects.toMatchObject({
      name: 'InvalidOutput',
    });
    await client.send(new StopExecutionCommand({ executionArn }));
    await expect(client.send(new SendTaskSuccessCommand({ taskToken, output: '1' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
  });

  it('lets exactly one of many simultaneous answers win', async () => {
    const keeper = tokenKeeper();
    const { client } = await startEngine(asl({ T: tokenTask }), { functions: { f: keeper.keep } });
    const executionArn = await begin(client);
    const taskToken = await keeper.next();
    const answers = Array.from({ length: 12 }, (_, index) =>
      client.send(new SendTaskSuccessCommand({ taskToken, output: String(index) })).then(() => index),
    );
    const settled = await Promise.allSettled(answers);
    const won = settled.filter((answer) => answer.status === 'fulfilled').map(({ value }) => value);
    expect(won).toHaveLength(1);
    expect((await finished(client, executionArn)).output).toBe(String(won[0]));
  });
});

describe('executions', () => {
  const sleeping = asl({ W: { Type: 'Wait', Seconds: 60, End: true } });

  it('is idempotent by name and input while it runs, and never reuses a name for another', async () => {
    const { client } = await startEngine(sleeping);
    const start = (input: string, name = 'n1') =>
      client.send(new StartExecutionCommand({ stateMachineArn: machineArn('machine'), name, input }));
    const first = await start('{"a":1}');
    expect(await start('{"a":1}')).toMatchObject({
      executionArn: first.executionArn,
      startDate: first.startDate,
    });
    await expect(start('{"a":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await client.send(new StopExecutionCommand({ executionArn: first.executionArn }));
    await expect(start('{"a":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it('describes a running and an ended execution', async () => {
    const { client } = await startEngine(sleeping);
    const executionArn = await begin(client, { a: 1 });
    const running = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(running).toMatchObject({
      executionArn,
      stateMachineArn: machineArn('machine'),
      status: 'RUNNING',
      input: '{"a":1}',
      inputDetails: { included: true },
    });
    expect(running.stopDate).toBeUndefined();
    await client.send(new StopExecutionCommand({ executionArn, error: 'E', cause: 'C' }));
    const ended = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(ended).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'C' });
    expect(types(await historyOf(client, executionArn))).toEqual([
      'ExecutionStarted',
      'WaitStateEntered',
      'ExecutionAborted',
    ]);
    const { stopDate } = await client.send(new StopExecutionCommand({ executionArn }));
    expect(stopDate).toEqual(ended.stopDate);
  });

  it('ends an execution that runs out of its own time', async () => {
    const { execution, events } = await runOnce(
      asl({ W: { Type: 'Wait', Seconds: 60, End: true } }, { TimeoutSeconds: 1 }),
    );
    expect(execution.status).toBe('TIMED_OUT');
    expect(execution.error).toBeUndefined();
    expect(types(events)).toEqual(['ExecutionStarted', 'WaitStateEntered', 'ExecutionTimedOut']);
  });

  it('lists executions newest first, by status and page by page', async () => {
    const { client } = await startEngine(sleeping);
    const started: string[] = [];
    for (let index = 0; index < 5; index += 1) started.push(await begin(client));
    await client.send(new StopExecutionCommand({ executionArn: started[1] }));
    const stateMachineArn = machineArn('machine');
    const first = await client.send(new ListExecutionsCommand({ stateMachineArn, maxResults: 3 }));
    const second = await client.send(
      new ListExecutionsCommand({ stateMachineArn, maxResults: 3, nextToken: first.nextToken }),
    );
    const listed = [...(first.executions ?? []), ...(second.executions ?? [])].map(
      ({ executionArn }) => executionArn,
    );
    expect(listed).toEqual(started.toReversed());
    expect(second.nextToken).toBeUndefined();
    const aborted = await client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'ABORTED' }),
    );
    expect(aborted.executions?.map(({ executionArn, status }) => [executionArn, status])).toEqual([
      [started[1], 'ABORTED'],
    ]);
    const other = client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING', nextToken: first.nextToken }),
    );
    await expect(other).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  it('answers the history in pages, backwards, and without people’s data', async () => {
    const { client, executionArn } = await runOnce(
      asl({ A: { Type: 'Pass', Assign: { v: 1 }, Next: 'B' }, B: pass }),
      { input: { name: 'Ada' } },
    );
    const collected: HistoryEvent[] = [];
    for await (const page of paginateGetExecutionHistory({ client, pageSize: 2 }, { executionArn }))
      collected.push(...(page.events ?? []));
    expect(collected.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
    const last = await client.send(
      new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 2 }),
    );
    expect(last.events?.map(({ id }) => id)).toEqual([6, 5]);
    const next = await client.send(
      new GetExecutionHistoryCommand({
        executionArn,
        reverseOrder: true,
        maxResults: 2,
        nextToken: last.nextToken,
      }),
    );
    expect(next.events?.map(({ id }) => id)).toEqual([4, 3]);
    const bare = await client.send(
      new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }),
    );
    expect(types(bare.events ?? [])).toEqual(types(collected));
    expect(JSON.stringify(bare.events)).not.toContain('Ada');
    expect(bare.events?.[2]?.stateExitedEventDetails).toEqual({ name: 'A' });
  });

  it('counts the states entered, again for each re-entry', async () => {
    const { engine, executionArn } = await runOnce(
      asl({
        A: { Type: 'Pass', Assign: { n: 0 }, Next: 'Again' },
        Again: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Next: 'C' },
        C: { Type: 'Choice', Choices: [{ Condition: '{% $n < 3 %}', Next: 'Again' }], Default: 'S' },
        S: { Type: 'Succeed' },
      }),
    );
    expect(engine.transitions(executionArn)).toBe(8);
    expect(() => engine.transitions(`${executionArn}x`)).toThrow('no execution');
  });

  it('runs many executions side by side without mixing them up', async () => {
    const definition = asl({
      A: { Type: 'Pass', Assign: { k: '{% $states.input.k %}' }, Next: 'T' },
      T: {
        ...task,
        Arguments: { FunctionName: 'f', Payload: '{% $k %}' },
        Output: ['{% $k %}', '{% $states.result.Payload %}'],
      },
    });
    const f = async (payload: unknown) => {
      await pause(Number(payload) % 7);
      return payload;
    };
    const { client } = await startEngine(definition, { functions: { f } });
    const all = await Promise.all(
      Array.from({ length: 60 }, async (_, k) => finished(client, await begin(client, { k }))),
    );
    expect(all.map(({ output }) => output)).toEqual(Array.from({ length: 60 }, (_, k) => `[${k},${k}]`));
  });
});

describe('the API', () => {
  it('describes and lists the machines that it was started with', async () => {
    const definition = asl({ A: pass });
    const machines = ['one', 'two', 'three'].map((name) => deploy(definition, name));
    const { client } = await startEngine(definition, { machines });
    const described = await client.send(
      new DescribeStateMachineCommand({ stateMachineArn: machineArn('two') }),
    );
    expect(described).toMatchObject({
      name: 'two',
      definition,
      status: 'ACTIVE',
      type: 'STANDARD',
      roleArn: machines[1]?.roleArn,
    });
    const first = await client.send(new ListStateMachinesCommand({ maxResults: 2 }));
    const rest = await client.send(
      new ListStateMachinesCommand({ maxResults: 2, nextToken: first.nextToken }),
    );
    const names = [...(first.stateMachines ?? []), ...(rest.stateMachines ?? [])].map(({ name }) => name);
    expect(names).toEqual(['one', 'two', 'three']);
  });

  it('validates a definition with severity, code, place and message', async () => {
    const { client } = await startEngine(asl({ A: pass }));
    const good = await client.send(
      new ValidateStateMachineDefinitionCommand({ definition: asl({ A: pass }) }),
    );
    expect(good).toMatchObject({ result: 'OK', diagnostics: [] });
    const bad = await client.send(
      new ValidateStateMachineDefinitionCommand({
        definition: asl({ A: { Type: 'Pass', Next: 'B' }, C: pass }),
        maxResults: 1,
      }),
    );
    expect(bad).toMatchObject({
      result: 'FAIL',
      diagnostics: [
        {
          severity: 'ERROR',
          code: 'MISSING_TRANSITION_TARGET',
          location: '/States/A/Next',
          message: 'state "B" does not exist',
        },
      ],
      truncated: true,
    });
  });

  it('names what is wrong with a request as AWS does', async () => {
    const { client } = await startEngine(asl({ A: pass }));
    const stateMachineArn = machineArn('machine');
    const executionArn = `${stateMachineArn.replace('stateMachine', 'execution')}:none`;
    const refusals: [Promise<unknown>, string][] = [
      [
        client.send(new StartExecutionCommand({ stateMachineArn: machineArn('none') })),
        'StateMachineDoesNotExist',
      ],
      [client.send(new StartExecutionCommand({ stateMachineArn: 'machine' })), 'InvalidArn'],
      [client.send(new StartExecutionCommand({ stateMachineArn, input: '{' })), 'InvalidExecutionInput'],
      [client.send(new StartExecutionCommand({ stateMachineArn, name: 'a b' })), 'InvalidName'],
      [
        client.send(new StartExecutionCommand({ stateMachineArn, name: 'a'.repeat(81) })),
        'ValidationException',
      ],
      [client.send(new StartExecutionCommand({ stateMachineArn, traceHeader: 't' })), 'ValidationException'],
      [client.send(new DescribeExecutionCommand({ executionArn })), 'ExecutionDoesNotExist'],
      [client.send(new DescribeExecutionCommand({ executionArn: stateMachineArn })), 'InvalidArn'],
      [client.send(new StopExecutionCommand({ executionArn })), 'ExecutionDoesNotExist'],
      [client.send(new GetExecutionHistoryCommand({ executionArn })), 'ExecutionDoesNotExist'],
      [client.send(new ListExecutionsCommand({ stateMachineArn, nextToken: 'x' })), 'InvalidToken'],
      [
        client.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn('none') })),
        'StateMachineDoesNotExist',
      ],
      [
        client.send(
          new CreateStateMachineCommand({
            name: 'x',
            definition: '{}',
            roleArn: 'arn:aws:iam::000000000000:role/r',
          }),
        ),
        'UnknownOperationException',
      ],
    ];
    for (const [request, name] of refusals)
      await expect(request).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });

  it('refuses what is not a request of the API at all', async () => {
    const { engine } = await startEngine(asl({ A: pass }));
    const target = { 'x-amz-target': 'AWSStepFunctions.ListStateMachines' };
    expect((await fetch(engine.endpoint)).status).toBe(400);
    expect(
      await (await fetch(engine.endpoint, { method: 'POST', headers: target, body: '{' })).json(),
    ).toMatchObject({ __type: 'SerializationException' });
    const huge = fetch(engine.endpoint, {
      method: 'POST',
      headers: target,
      body: 'x'.repeat(3_000_000),
    }).then(({ status }) => status);
    expect(await huge.catch(() => 413)).toBe(413);
  });

  it('closes twice, and listens no more', async () => {
    const { engine } = await startEngine(asl({ A: pass }));
    await engine.close();
    await engine.close();
    await expect(fetch(engine.endpoint)).rejects.toThrow();
  });
});

describe('faults', () => {
  it('answers 503 to everything while it is down, and works again afterwards', async () => {
    const { engine, client } = await startEngine(asl({ A: pass }));
    engine.setFault('down', 2);
    for (let attempt = 0; attempt < 2; attempt += 1)
      await expect(client.send(new ListStateMachinesCommand({}))).rejects.toMatchObject({
        $metadata: { httpStatusCode: 503 },
      });
    expect((await client.send(new ListStateMachinesCommand({}))).stateMachines).toHaveLength(1);
    engine.setFault('down');
    await expect(client.send(new ListStateMachinesCommand({}))).rejects.toThrow();
    engine.setFault('off');
    expect((await client.send(new ListStateMachinesCommand({}))).stateMachines).toHaveLength(1);
  });

  it('holds answers back while it is slow', async () => {
    const { engine, client } = await startEngine(asl({ A: pass }));
    engine.setFault('slow', 1);
    let answered = false;
    const answer = client.send(new ListStateMachinesCommand({})).then(() => (answered = true));
    await pause(250);
    expect(answered).toBe(false);
    expect(await answer).toBe(true);
  });

  it('delivers a task twice and walks on once', async () => {
    const payloads: unknown[] = [];
    const f = (payload: unknown) => {
      payloads.push(payload);
      return payloads.length;
    };
    const { engine, client } = await startEngine(asl({ T: task }), { functions: { f } });
    engine.setFault('duplicate', 1);
    const twice = await begin(client, { a: 1 });
    expect((await finished(client, twice)).status).toBe('SUCCEEDED');
    expect(payloads).toEqual([{ a: 1 }, { a: 1 }]);
    expect(types(await historyOf(client, twice)).filter((type) => type === 'TaskSucceeded')).toHaveLength(1);
    await finished(client, await begin(client, { b: 1 }));
    expect(payloads).toHaveLength(3);
  });
});

describe('what it tells', () => {
  it('logs what happened, and never what was in it', async () => {
    const lines: string[] = [];
    const functions = { f: () => ({ secret: 'Ada Lovelace' }) };
    await runOnce(asl({ T: task }), {
      functions,
      input: { name: 'Ada Lovelace' },
      log: (line) => lines.push(line),
    });
    expect(lines.join('\n')).toMatch(/started[\s\S]*SUCCEEDED/);
    expect(lines.join('\n')).not.toContain('Ada');
  });

  it('keeps the clients of two engines apart', async () => {
    const [one, two] = [await startEngine(asl({ A: pass })), await startEngine(asl({ A: pass }))];
    await begin(one.client);
    const list = new ListExecutionsCommand({ stateMachineArn: machineArn('machine') });
    expect((await connect(two.engine.endpoint).send(list)).executions).toEqual([]);
  });
});
