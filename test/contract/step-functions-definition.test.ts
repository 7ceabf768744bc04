import { describe, expect, it } from 'vitest';
import { checkDefinition } from '../../infra/local/step-functions/start-step-functions.ts';
import { asl, deploy, INVOKE, startEngine, WAIT_FOR_TOKEN } from '../support/step-functions-harness.ts';

const task = { Type: 'Task', Resource: INVOKE, Arguments: { FunctionName: 'f' }, End: true };
const waiting = { ...task, Resource: WAIT_FOR_TOKEN };
const pass = { Type: 'Pass', End: true };

/** As the CDK writes a JSONata machine: task with token, retries, catch, choice, wait, fail. */
const synthesized = {
  StartAt: 'T',
  States: {
    T: {
      Next: 'P',
      Retry: [
        {
          ErrorEquals: ['Lambda.ServiceException', 'Lambda.SdkClientException'],
          IntervalSeconds: 2,
          MaxAttempts: 6,
          BackoffRate: 2,
        },
        { ErrorEquals: ['States.ALL'], MaxAttempts: 3, MaxDelaySeconds: 30, JitterStrategy: 'FULL' },
      ],
      Catch: [{ Output: { e: '{% $states.errorOutput %}' }, ErrorEquals: ['States.ALL'], Next: 'Fa' }],
      Type: 'Task',
      TimeoutSeconds: 86_400,
      HeartbeatSeconds: 3600,
      Arguments: {
        FunctionName: 'arn:aws:lambda:eu-west-2:000000000000:function:f',
        Payload: { token: '{% $states.context.Task.Token %}' },
      },
      Output: '{% $states.result %}',
      Assign: { a: 1 },
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    },
    P: {
      Next: 'W',
      Type: 'Task',
      Arguments: { FunctionName: 'f', Payload: '{% $states.input %}' },
      Resource: 'arn:aws:states:::lambda:invoke',
    },
    W: { Type: 'Wait', Seconds: '{% 1 %}', Next: 'Pa' },
    Pa: { Type: 'Pass', Output: { a: 1 }, Next: 'C' },
    C: {
      Type: 'Choice',
      Output: { z: 1 },
      Choices: [
        { Condition: '{% $a = 1 %}', Output: { x: 1 }, Assign: { q: 1 }, Next: 'Su', Comment: 'yes' },
      ],
      Default: 'Fa',
    },
    Fa: { Type: 'Fail', Error: 'E', Cause: '{% $string($a) %}' },
    Su: { Type: 'Succeed' },
  },
  TimeoutSeconds: 8_640_000,
  Comment: 'c',
  QueryLanguage: 'JSONata',
};

/** What is wrong, and the words and the place that its refusal must carry. */
const refused: readonly [string, string, readonly string[]][] = [
  ['text that is not JSON', 'nonsense', ['INVALID_JSON_DESCRIPTION']],
  [
    'a missing query language',
    JSON.stringify({ StartAt: 'A', States: { A: pass } }),
    ['/QueryLanguage', 'JSONata'],
  ],
  ['the query language JSONPath', asl({ A: pass }, { QueryLanguage: 'JSONPath' }), ['/QueryLanguage']],
  ['an unknown field at the top', asl({ A: pass }, { Version: '1.0' }), ['"Version"', 'at /']],
  ['a start that does not exist', asl({ A: pass }, { StartAt: 'Nope' }), ['"Nope"', '/StartAt']],
  ['no states', asl({}, { StartAt: 'A' }), ['"A"', '/StartAt']],
  [
    'a Parallel state',
    asl({ A: { Type: 'Parallel', Branches: [], End: true } }),
    ['"Parallel"', '/States/A/Type'],
  ],
  ['a Map state', asl({ A: { Type: 'Map', End: true } }), ['/States/A/Type']],
  ['a JSONPath field', asl({ A: { ...pass, ResultPath: '$.x' } }), ['"ResultPath"', 'JSONPath', '/States/A']],
  ['a field of another state type', asl({ A: { ...pass, Seconds: 1 } }), ['"Seconds"', '/States/A']],
  ['Assign on Succeed', asl({ A: { Type: 'Succeed', Assign: { a: 1 } } }), ['"Assign"', '/States/A']],
  [
    'another service',
    asl({ A: { ...task, Resource: 'arn:aws:states:::sqs:sendMessage' } }),
    ['sqs:sendMessage', '/States/A/Resource'],
  ],
  [
    'a function ARN as resource',
    asl({ A: { ...task, Resource: 'arn:aws:lambda:eu-west-2:000000000000:function:f' } }),
    ['/States/A/Resource'],
  ],
  [
    'an unknown argument',
    asl({ A: { ...task, Arguments: { FunctionName: 'f', InvocationType: 'Event' } } }),
    ['"InvocationType"', '/States/A/Arguments'],
  ],
  ['missing arguments', asl({ A: { ...task, Arguments: undefined } }), ['/States/A/Arguments']],
  ['neither Next nor End', asl({ A: { Type: 'Pass' } }), ['"Next" and "End"', '/States/A']],
  ['both Next and End', asl({ A: { ...pass, Next: 'B' }, B: pass }), ['"Next" and "End"', '/States/A']],
  ['a target that does not exist', asl({ A: { Type: 'Pass', Next: 'B' } }), ['"B"', '/States/A/Next']],
  [
    'a choice that leads nowhere',
    asl({ A: { Type: 'Choice', Choices: [{ Condition: true, Next: 'B' }] } }),
    ['"B"', '/States/A/Choices[0]/Next'],
  ],
  [
    'a catch that leads nowhere',
    asl({ A: { ...task, Catch: [{ ErrorEquals: ['E'], Next: 'B' }] } }),
    ['"B"', '/States/A/Catch[0]/Next'],
  ],
  ['a state nothing leads to', asl({ A: pass, B: pass }), ['UNREACHABLE_STATE', '/States/B']],
  [
    'a loop nothing leads to',
    asl({ A: pass, B: { Type: 'Pass', Next: 'C' }, C: { Type: 'Pass', Next: 'B' } }),
    ['/States/B', '/States/C'],
  ],
  [
    'a Wait with two times',
    asl({ A: { Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z', End: true } }),
    ['"Seconds" and "Timestamp"'],
  ],
  [
    'a Wait until no time',
    asl({ A: { Type: 'Wait', Timestamp: 'tomorrow', End: true } }),
    ['/States/A/Timestamp'],
  ],
  ['half a second', asl({ A: { Type: 'Wait', Seconds: 0.5, End: true } }), ['/States/A/Seconds']],
  [
    'States.ALL before another retrier',
    asl({ A: { ...task, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['E'] }] } }),
    ['States.ALL', '/States/A/Retry[0]/ErrorEquals'],
  ],
  [
    'States.ALL beside another error',
    asl({ A: { ...task, Catch: [{ ErrorEquals: ['States.ALL', 'E'], Next: 'B' }] }, B: pass }),
    ['States.ALL', '/States/A/Catch[0]'],
  ],
  [
    'an error name that AWS does not have',
    asl({ A: { ...task, Retry: [{ ErrorEquals: ['States.Timedout'] }] } }),
    ['States.Timedout', '/States/A/Retry[0]/ErrorEquals[0]'],
  ],
  [
    'an unknown field of a retrier',
    asl({ A: { ...task, Retry: [{ ErrorEquals: ['E'], Delay: 1 }] } }),
    ['"Delay"', '/States/A/Retry[0]'],
  ],
  [
    'a greatest delay below the first',
    asl({ A: { ...task, Retry: [{ ErrorEquals: ['E'], IntervalSeconds: 5, MaxDelaySeconds: 5 }] } }),
    ['/States/A/Retry[0]/MaxDelaySeconds'],
  ],
  [
    'a heartbeat as long as the timeout',
    asl({ A: { ...waiting, TimeoutSeconds: 5, HeartbeatSeconds: 5 } }),
    ['/States/A/HeartbeatSeconds'],
  ],
  [
    'a heartbeat without a token',
    asl({ A: { ...task, HeartbeatSeconds: 5 } }),
    ['token', '/States/A/HeartbeatSeconds'],
  ],
  [
    'a JSONata syntax error',
    asl({ A: { ...pass, Output: { v: ['{% $foo( %}'] } } }),
    ['JSONata', '/States/A/Output/v[0]'],
  ],
  ['an expression that is not closed', asl({ A: { ...pass, Output: '{% 1' } }), ['{%', '/States/A/Output']],
  [
    'a condition that is plain text',
    asl({ A: { Type: 'Choice', Choices: [{ Condition: 'yes', Next: 'B' }] }, B: pass }),
    ['/States/A/Choices[0]/Condition'],
  ],
  [
    'a variable that nothing assigns',
    asl({ A: { ...pass, Output: '{% $never %}' } }),
    ['$never', '/States/A/Output'],
  ],
  [
    'a function that AWS does not have',
    asl({ A: { ...pass, Output: "{% $eval('1') %}" } }),
    ['$eval', '/States/A/Output'],
  ],
  [
    'an unknown member of $states',
    asl({ A: { ...pass, Output: '{% $states.inptu.a %}' } }),
    ['$states.inptu', '/States/A/Output'],
  ],
  [
    'a result before there is one',
    asl({ A: { ...task, Arguments: { FunctionName: 'f', Payload: '{% $states.result %}' } } }),
    ['$states.result', '/States/A/Arguments/Payload'],
  ],
  [
    'an error output outside a catch',
    asl({ A: { ...task, Output: '{% $states.errorOutput %}' } }),
    ['$states.errorOutput', '/States/A/Output'],
  ],
  ['a variable called states', asl({ A: { ...pass, Assign: { states: 1 } } }), ['/States/A/Assign/states']],
];

describe('checkDefinition', () => {
  it('accepts a machine as the CDK writes it', () => {
    expect(checkDefinition(JSON.stringify(synthesized))).toEqual([]);
  });

  it.each(refused)('refuses %s by name and place', (_, definition, words) => {
    const problems = checkDefinition(definition).join('\n');
    for (const word of words) expect(problems).toContain(word);
  });

  it('tells every problem at once, also behind a state that does not fit', () => {
    const problems = checkDefinition(
      asl({ A: { Type: 'Pass', Next: 'Gone', Output: '{% ( %}' }, B: { Type: 'Map' } }, { Version: '1.0' }),
    );
    expect(problems).toHaveLength(4);
    expect(problems.join('\n')).toMatch(
      /Version[\s\S]*\/States\/B\/Type[\s\S]*\/States\/A\/Output[\s\S]*"Gone"/,
    );
  });

  it('knows the names that an expression gives to its own values', () => {
    const own = '{% ($twice := function($n) { $n * 2 }; $map([1, 2]@$x.{"v": $x}, $twice)) %}';
    expect(checkDefinition(asl({ A: { ...pass, Output: own } }))).toEqual([]);
  });

  it('keeps an engine from starting with a machine that it cannot run', async () => {
    const start = startEngine('', { machines: [deploy(asl({ A: { Type: 'Parallel' } }), 'wrong')] });
    await expect(start).rejects.toThrow(/"wrong" cannot run here[\s\S]*\/States\/A\/Type/);
  });
});
