import * as z from 'zod';
import { ServiceError } from './service-error.ts';

/*
 * The parameters of each operation, with AWS's limits. A parameter that is not listed is refused by name:
 * answering as if it had been obeyed would be a lie.
 */

const LONGEST_DATA = 262_144;
const arn = z.string().min(1).max(256);
const taskToken = z.string().min(1).max(2048);
const error = z.string().max(256).optional();
const cause = z.string().max(32_768).optional();
const allData = z.literal('ALL_DATA').optional();
const paging = {
  maxResults: z.int().min(0).max(1000).optional(),
  nextToken: z.string().min(1).max(3096).optional(),
};

export const startExecution = z.strictObject({
  stateMachineArn: arn,
  name: z.string().min(1).max(80).optional(),
  input: z.string().max(LONGEST_DATA).optional(),
});
export const describeExecution = z.strictObject({ executionArn: arn, includedData: allData });
export const listExecutions = z.strictObject({
  stateMachineArn: arn,
  statusFilter: z
    .enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'])
    .optional(),
  ...paging,
});
export const getExecutionHistory = z.strictObject({
  executionArn: arn,
  reverseOrder: z.boolean().optional(),
  includeExecutionData: z.boolean().optional(),
  ...paging,
});
export const stopExecution = z.strictObject({ executionArn: arn, error, cause });
export const sendTaskSuccess = z.strictObject({ taskToken, output: z.string().max(LONGEST_DATA) });
export const sendTaskFailure = z.strictObject({ taskToken, error, cause });
export const sendTaskHeartbeat = z.strictObject({ taskToken });
export const describeStateMachine = z.strictObject({ stateMachineArn: arn, includedData: allData });
export const listStateMachines = z.strictObject(paging);
export const validateStateMachineDefinition = z.strictObject({
  definition: z.string().min(1).max(1_048_576),
  type: z.literal('STANDARD').optional(),
  severity: z.enum(['ERROR', 'WARNING']).optional(),
  maxResults: z.int().min(0).max(100).optional(),
});

/** Reads a request; throws a `ValidationException` that names every parameter at fault. */
export function readRequest<Request>(schema: z.ZodType<Request>, body: unknown): Request {
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const faults = read.error.issues.map((issue) => {
    const place = issue.path.length === 0 ? 'the request' : `'${issue.path.join('.')}'`;
    return `Value at ${place} failed to satisfy constraint: ${issue.message}`;
  });
  const count = faults.length === 1 ? '1 validation error' : `${faults.length} validation errors`;
  throw new ServiceError('ValidationException', `${count} detected: ${faults.join('; ')}`);
}

type ArnKind = 'stateMachine' | 'execution';

/** Refuses what is not an ARN of that kind, before anything is looked up. */
export function requireArn(kind: ArnKind, value: string): string {
  if (new RegExp(`^arn:aws[a-z-]*:states:[a-z0-9-]+:\\d{12}:${kind}:[^\\s]+$`).test(value)) return value;
  throw new ServiceError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${value}'`);
}

/** Execution names go into ARNs: no spaces, brackets, wildcards or control characters. */
export function requireName(name: string): string {
  if (!/[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u.test(name)) return name;
  throw new ServiceError('InvalidName', `Invalid Name: '${name}'`);
}
