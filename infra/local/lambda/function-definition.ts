import { statSync } from 'node:fs';

import * as z from 'zod';

/** One Lambda function as its template defines it, with every intrinsic already resolved. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** Where the built asset lies. It is run in place and never written to. */
  readonly codeDirectory: string;
  /** `file.export`, as on Lambda. */
  readonly handler: string;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly environment: Readonly<Record<string, string>>;
  /** How many events may be worked on at once; 0 switches the function off, as on Lambda. */
  readonly reservedConcurrency?: number;
}

/** Names that Lambda sets itself and refuses in a function's own configuration. */
const RESERVED_VARIABLES = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

const isDirectory = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

const Environment = z.record(z.string(), z.string()).superRefine((variables, context) => {
  for (const name of Object.keys(variables)) {
    if (!/^[A-Za-z]\w*$/.test(name)) context.addIssue(`${name} is not a name that Lambda accepts`);
    if (RESERVED_VARIABLES.has(name)) context.addIssue(`${name} is reserved: Lambda sets it itself`);
  }
});

const Definition = z.object({
  name: z.string().regex(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, hyphens or underscores'),
  arn: z
    .string()
    .regex(/^arn:aws:lambda:[\w-]+:\d{12}:function:[\w-]+$/, 'must be the ARN of an unqualified function'),
  codeDirectory: z.string().refine(isDirectory, 'is not a directory'),
  handler: z.string().regex(/^[^.\s][^.]*\.\S+$/, 'must read file.export'),
  timeoutSeconds: z.int().min(1).max(900),
  memoryMegabytes: z.int().min(128).max(10_240),
  environment: Environment,
  reservedConcurrency: z.int().min(0).optional(),
});

/** Throws, naming the function and what is wrong, when Lambda would not accept these definitions. */
export function checkDefinitions(definitions: readonly FunctionDefinition[]): void {
  const names = new Set<string>();
  for (const definition of definitions) {
    const checked = Definition.safeParse(definition);
    if (!checked.success) throw new Error(`function ${definition.name}: ${z.prettifyError(checked.error)}`);
    if (names.has(definition.name)) throw new Error(`function ${definition.name} is defined twice`);
    names.add(definition.name);
  }
}
