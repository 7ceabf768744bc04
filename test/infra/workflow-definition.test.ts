import { beforeAll, describe, expect, it } from 'vitest';
import { type Definition, definitionOf, tasksOf } from '../support/claim-workflow.ts';
import { ofType, templatesOf, type Templates } from '../support/templates.ts';
import { statesEntered, type Script } from '../support/walk-workflow.ts';

const YEAR_LESS_A_DAY = 364 * 24 * 3600;
const outcome = (name: string) => ({ outcome: name });

let templates: Templates;
let definition: Definition;
beforeAll(async () => {
  templates = await templatesOf('production');
  definition = definitionOf(templates);
});

describe('the workflow as synthesized', () => {
  it('gives every task our retry policy, a timeout, and a catch of everything that ends in a fault', () => {
    const tasks = tasksOf(definition);
    expect(tasks.map(([name]) => name).toSorted()).toEqual([
      'Action',
      'Evidence',
      'Funds',
      'Review',
      'Settlement',
      'Validation',
    ]);
    for (const [name, task] of tasks) {
      expect(task.Retry, name).toEqual([
        {
          ErrorEquals: [
            'Lambda.ServiceException',
            'Lambda.AWSLambdaException',
            'Lambda.SdkClientException',
            'Lambda.TooManyRequestsException',
            'Throttled',
          ],
          IntervalSeconds: 2,
          BackoffRate: 2,
          MaxAttempts: 6,
          MaxDelaySeconds: 60,
          JitterStrategy: 'FULL',
        },
      ]);
      expect(task.TimeoutSeconds, name).toBeGreaterThan(0);
      expect(task.Catch.at(-1), name).toMatchObject({
        ErrorEquals: ['States.ALL'],
        Next: 'TechnicalFailure',
      });
    }
  });

  it('waits as long as the policy says and no longer', () => {
    expect(definition.TimeoutSeconds).toBe(YEAR_LESS_A_DAY);
    const timeouts = Object.fromEntries(
      tasksOf(definition).map(([name, { TimeoutSeconds }]) => [name, TimeoutSeconds]),
    );
    expect(timeouts).toEqual({
      Evidence: 24 * 3600,
      Validation: 120,
      Funds: YEAR_LESS_A_DAY,
      Review: YEAR_LESS_A_DAY,
      Action: YEAR_LESS_A_DAY,
      Settlement: YEAR_LESS_A_DAY,
    });
  });

  it('lets identifiers alone travel: each task and each catch puts out what went in', () => {
    for (const [, task] of tasksOf(definition)) {
      expect([task, ...task.Catch].map(({ Output }) => Output)).toEqual(
        Array.from({ length: task.Catch.length + 1 }, () => '{% $states.input %}'),
      );
    }
  });

  it('gives a token to the five waits, with the name of the wait, and none to validation', () => {
    for (const [name, task] of tasksOf(definition)) {
      const { Payload } = task.Arguments;
      if (name === 'Validation') {
        expect(task.Resource).toBe('arn:aws:states:::lambda:invoke');
        expect(Object.keys(Payload)).toEqual(['reference', 'evidenceOutcome']);
      } else {
        expect(task.Resource).toBe('arn:aws:states:::lambda:invoke.waitForTaskToken');
        expect(Payload).toEqual({
          token: '{% $states.context.Task.Token %}',
          reference: '{% $states.input.reference %}',
          step: name.toLowerCase(),
        });
      }
    }
  });

  it('logs failures without data, traces, and is a Standard machine', () => {
    const [machine] = ofType(templates, 'AWS::StepFunctions::StateMachine');
    expect(machine?.Properties).toMatchObject({
      StateMachineType: 'STANDARD',
      LoggingConfiguration: { IncludeExecutionData: false, Level: 'ERROR' },
      TracingConfiguration: { Enabled: true },
    });
  });
});

describe('the way of a claim', () => {
  const straight: Script = {
    Evidence: [outcome('clean')],
    Validation: [outcome('passed')],
    Funds: [outcome('held')],
    Review: [outcome('approved')],
    Settlement: [outcome('settled')],
  };

  it('enters eight states when all goes well', async () => {
    expect(await statesEntered(definition, straight)).toEqual([
      'Evidence',
      'Validation',
      'AfterValidation',
      'Funds',
      'AfterFunds',
      'Review',
      'AfterReview',
      'Settlement',
    ]);
  });

  it.each([1, 2, 5])(
    'enters six states more for each of %i rounds of action, and asks for money once',
    async (rounds) => {
      const again = (name: string) => Array.from({ length: rounds }, () => outcome(name));
      const entered = await statesEntered(definition, {
        Evidence: [outcome('clean'), ...again('clean')],
        Validation: [outcome('passed'), ...again('passed-again')],
        Funds: [outcome('held')],
        Review: [...again('needs-action'), outcome('approved')],
        Action: again('resubmitted'),
        Settlement: [outcome('settled')],
      });
      expect(entered).toHaveLength(8 + 6 * rounds);
      expect(entered.filter((name) => name === 'Funds')).toHaveLength(1);
    },
  );

  it('goes to action when validation finds something, and to the line once that is put right', async () => {
    const entered = await statesEntered(definition, {
      ...straight,
      Evidence: [outcome('refused'), outcome('clean')],
      Validation: [outcome('needs-action'), outcome('passed')],
      Action: [outcome('resubmitted')],
    });
    expect(entered.slice(0, 7)).toEqual([
      'Evidence',
      'Validation',
      'AfterValidation',
      'Action',
      'Evidence',
      'Validation',
      'AfterValidation',
    ]);
    expect(entered.at(-1)).toBe('Settlement');
  });

  it('lets validation judge evidence that nobody scanned in time', async () => {
    const entered = await statesEntered(definition, {
      Evidence: [{ error: 'States.Timeout' }, outcome('ended')],
      Validation: [outcome('needs-action'), outcome('ended')],
      Action: [outcome('ended')],
    });
    expect(entered.slice(0, 4)).toEqual(['Evidence', 'Validation', 'AfterValidation', 'Action']);
    expect(entered.at(-1)).toBe('Ended');
  });

  it('settles a rejected claim too, so that its money comes back', async () => {
    const entered = await statesEntered(definition, { ...straight, Review: [outcome('rejected')] });
    expect(entered.at(-1)).toBe('Settlement');
  });

  it.each([
    { ended: 'in validation', script: { ...straight, Validation: [outcome('ended')] } },
    { ended: 'refused by the cap', script: { ...straight, Funds: [outcome('refused')] } },
    { ended: 'while waiting for money', script: { ...straight, Funds: [outcome('ended')] } },
    { ended: 'in review', script: { ...straight, Review: [outcome('ended')] } },
  ])('ends without a fault when the claim ended: $ended', async ({ script }) => {
    expect((await statesEntered(definition, script)).at(-1)).toBe('Ended');
  });

  it.each(['Evidence', 'Validation', 'Funds', 'Review', 'Settlement'])(
    'ends in a fault when %s fails for a reason that retrying does not cure',
    async (name) => {
      const entered = await statesEntered(definition, {
        ...straight,
        [name]: [{ error: 'CorruptRecordError' }],
      });
      expect(entered.slice(-2)).toEqual([name, 'TechnicalFailure']);
    },
  );

  it.each(['Validation', 'Funds', 'Review'])(
    'ends in a fault when %s answers what nobody agreed on',
    async (name) => {
      const entered = await statesEntered(definition, { ...straight, [name]: [outcome('perhaps')] });
      expect(entered.at(-1)).toBe('TechnicalFailure');
    },
  );
});
