import * as z from 'zod';
import { json } from './json.ts';

/*
 * The whole of the Amazon States Language that runs here: JSONata only, one state at a time. Whatever these
 * schemas do not name (Parallel, Map, activities, other services, JSONPath and its fields) is refused by name.
 */

const LONGEST_SECONDS = 99_999_999;

/** A string that is evaluated, not copied. */
const expression = z.string().regex(/^\{%[\s\S]*%\}$/, 'must be a JSONata expression {% ... %}');
const secondsFrom = (least: number) =>
  z.union([z.int().min(least).max(LONGEST_SECONDS), expression], {
    error: `must be a whole number from ${least} to ${LONGEST_SECONDS} or a JSONata expression`,
  });

const stateName = z.string().min(1).max(80);
const assign = z.record(
  z.string().regex(/^(?!states$)[\p{L}_][\p{L}\p{N}_]{0,79}$/u, 'is not a variable name'),
  json,
  { error: 'must be an object of variables' },
);

const comment = { Comment: z.string().optional() };
const shaping = { Output: json.optional(), Assign: assign.optional() };
const onward = { Next: stateName.optional(), End: z.literal(true).optional() };

const choiceRule = z.strictObject({
  ...comment,
  ...shaping,
  Condition: z.union([z.boolean(), expression], { error: 'must be true, false or a JSONata expression' }),
  Next: stateName,
});

/** Error names of the service itself; any other name that starts with `States.` is a slip of the pen. */
const SERVICE_ERRORS = [
  'States.ALL',
  'States.TaskFailed',
  'States.Timeout',
  'States.HeartbeatTimeout',
  'States.QueryEvaluationError',
  'States.DataLimitExceeded',
  'States.Runtime',
  'States.Permissions',
];
const errorName = z
  .string()
  .min(1)
  .refine((name) => !name.startsWith('States.') || SERVICE_ERRORS.includes(name), {
    error: (issue) => `error name ${JSON.stringify(issue.input)} does not exist`,
  });

const retrier = z.strictObject({
  ErrorEquals: z.array(errorName).min(1),
  IntervalSeconds: z.int().min(1).max(LONGEST_SECONDS).optional(),
  BackoffRate: z.number().min(1).optional(),
  MaxAttempts: z.int().min(0).max(LONGEST_SECONDS).optional(),
  MaxDelaySeconds: z.int().min(1).max(31_622_399).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});

const catcher = z.strictObject({ ...shaping, ErrorEquals: z.array(errorName).min(1), Next: stateName });

/** What `lambda:invoke` takes here. */
export const lambdaArguments = z.strictObject({ FunctionName: z.string().min(1), Payload: json.optional() });

const state = z.discriminatedUnion('Type', [
  z.strictObject({ Type: z.literal('Pass'), ...comment, ...shaping, ...onward }),
  z.strictObject({
    Type: z.literal('Task'),
    ...comment,
    ...shaping,
    ...onward,
    Resource: z.string().regex(/^arn:[a-z-]+:states:::lambda:invoke(\.waitForTaskToken)?$/, {
      error: (issue) => `resource ${JSON.stringify(issue.input)} is not supported`,
    }),
    Arguments: z.union([lambdaArguments, expression]),
    TimeoutSeconds: secondsFrom(1).optional(),
    HeartbeatSeconds: secondsFrom(1).optional(),
    Retry: z.array(retrier).optional(),
    Catch: z.array(catcher).optional(),
  }),
  z.strictObject({
    Type: z.literal('Choice'),
    ...comment,
    ...shaping,
    Choices: z.array(choiceRule).min(1),
    Default: stateName.optional(),
  }),
  z.strictObject({
    Type: z.literal('Wait'),
    ...comment,
    ...shaping,
    ...onward,
    Seconds: secondsFrom(0).optional(),
    Timestamp: z
      .union([z.iso.datetime({ offset: true }), expression], {
        error: 'must be an RFC 3339 instant or a JSONata expression',
      })
      .optional(),
  }),
  z.strictObject({ Type: z.literal('Succeed'), ...comment, Output: json.optional() }),
  z.strictObject({
    Type: z.literal('Fail'),
    ...comment,
    Error: z.string().optional(),
    Cause: z.string().optional(),
  }),
]);

export const stateSchema = z
  .looseObject({
    Type: z.enum(['Pass', 'Task', 'Choice', 'Wait', 'Succeed', 'Fail'], {
      error: ({ input }) =>
        input === undefined ? 'a state needs a type' : `state type ${JSON.stringify(input)} is not supported`,
    }),
  })
  .pipe(state);

export const definitionSchema = z.strictObject({
  ...comment,
  QueryLanguage: z.literal('JSONata', { error: 'must be "JSONata"' }),
  StartAt: stateName,
  TimeoutSeconds: z.int().min(1).max(LONGEST_SECONDS).optional(),
  States: z.record(stateName, z.unknown()),
});

export type State = z.infer<typeof state>;
export type TaskState = Extract<State, { Type: 'Task' }>;
export type ChoiceState = Extract<State, { Type: 'Choice' }>;
export type WaitState = Extract<State, { Type: 'Wait' }>;
export type FailState = Extract<State, { Type: 'Fail' }>;
export type Retrier = z.infer<typeof retrier>;
export type Catcher = z.infer<typeof catcher>;

/** A definition that passed every check. */
export interface Machine {
  readonly startAt: string;
  readonly timeoutSeconds: number | undefined;
  readonly states: ReadonlyMap<string, State>;
}

/** Fields of the other query language, so that a refusal can say why. */
export const JSONPATH_FIELDS: readonly string[] = [
  ...[
    'InputPath',
    'OutputPath',
    'ResultPath',
    'Parameters',
    'ResultSelector',
    'Result',
    'ItemsPath',
    'Variable',
  ],
  ...['SecondsPath', 'TimestampPath', 'TimeoutSecondsPath', 'HeartbeatSecondsPath', 'ErrorPath', 'CausePath'],
];

/** The functions that an expression may call: JSONata's own, without `$eval`, and the six that AWS adds. */
export const FUNCTIONS: ReadonlySet<string> = new Set([
  ...['sum', 'count', 'max', 'min', 'average', 'string', 'substring', 'substringBefore', 'substringAfter'],
  ...['lowercase', 'uppercase', 'length', 'trim', 'pad', 'match', 'contains', 'replace', 'split', 'join'],
  ...[
    'formatNumber',
    'formatBase',
    'formatInteger',
    'parseInteger',
    'number',
    'floor',
    'ceil',
    'round',
    'abs',
  ],
  ...[
    'sqrt',
    'power',
    'boolean',
    'not',
    'map',
    'zip',
    'filter',
    'single',
    'reduce',
    'sift',
    'keys',
    'lookup',
  ],
  ...['append', 'exists', 'spread', 'merge', 'reverse', 'each', 'error', 'assert', 'type', 'sort', 'shuffle'],
  ...['distinct', 'base64encode', 'base64decode', 'encodeUrlComponent', 'encodeUrl', 'decodeUrlComponent'],
  ...['decodeUrl', 'toMillis', 'fromMillis', 'clone', 'now', 'millis'],
  ...['partition', 'range', 'hash', 'random', 'uuid', 'parse'],
]);
