import * as z from 'zod';
import { textOf } from './resolve-text.ts';
import { ofType, property, type Templates } from './templates.ts';

const catcher = z.strictObject({
  ErrorEquals: z.array(z.string()),
  Next: z.string(),
  Output: z.string(),
  Assign: z.record(z.string(), z.string()).optional(),
});
const retrier = z.strictObject({
  ErrorEquals: z.array(z.string()),
  IntervalSeconds: z.number(),
  BackoffRate: z.number(),
  MaxAttempts: z.number(),
  MaxDelaySeconds: z.number(),
  JitterStrategy: z.string(),
});
const task = z.strictObject({
  Type: z.literal('Task'),
  Resource: z.string(),
  Arguments: z.strictObject({ FunctionName: z.string(), Payload: z.record(z.string(), z.string()) }),
  Output: z.string(),
  Assign: z.record(z.string(), z.string()).optional(),
  TimeoutSeconds: z.number(),
  Retry: z.array(retrier),
  Catch: z.array(catcher),
  Next: z.string().optional(),
  End: z.literal(true).optional(),
});
const choice = z.strictObject({
  Type: z.literal('Choice'),
  Choices: z.array(z.strictObject({ Condition: z.string(), Next: z.string() })),
  Default: z.string(),
});
const succeed = z.strictObject({ Type: z.literal('Succeed'), Comment: z.string() });
const fail = z.strictObject({ Type: z.literal('Fail'), Error: z.string(), Cause: z.string() });

/** The ASL that the claim workflow is written in. A field that is not named here fails the reading. */
const definitionSchema = z.strictObject({
  QueryLanguage: z.literal('JSONata'),
  StartAt: z.string(),
  TimeoutSeconds: z.number(),
  States: z.record(z.string(), z.discriminatedUnion('Type', [task, choice, succeed, fail])),
});

export type Definition = z.infer<typeof definitionSchema>;
export type State = Definition['States'][string];
export type TaskState = z.infer<typeof task>;

/** The synthesized definition, with AWS's names in the place of its references. */
export function definitionText(templates: Templates): string {
  const [machine] = ofType(templates, 'AWS::StepFunctions::StateMachine');
  return textOf(machine && property(machine, 'DefinitionString', z.unknown()), templates)
    .replaceAll('<AWS::Partition>', 'aws')
    .replaceAll(/<(\w+)\.Arn>/g, 'arn:aws:lambda:eu-west-2:000000000000:function:$1');
}

/** The definition as data. Throws when it has a field that the workflow does not use. */
export function definitionOf(templates: Templates): Definition {
  return definitionSchema.parse(JSON.parse(definitionText(templates)));
}

export function tasksOf({ States }: Definition): [name: string, state: TaskState][] {
  return Object.entries(States).flatMap(([name, state]) => (state.Type === 'Task' ? [[name, state]] : []));
}
