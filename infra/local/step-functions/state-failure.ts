import * as z from 'zod';

export const failureSchema = z.object({
  error: z.string(),
  cause: z.string().optional(),
  /** Which clock of the task ran out. Both are `States.Timeout`; rules may also say `States.HeartbeatTimeout`. */
  overdue: z.enum(['task', 'heartbeat']).optional(),
  /** The field whose expression failed, relative to the state. */
  location: z.string().optional(),
});

/** Why a state failed, in the words that `Retry` and `Catch` match on. */
export type Failure = z.infer<typeof failureSchema>;

/** Thrown inside a state; the interpreter turns it into a retry, a catch or the end of the execution. */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.cause ?? failure.error);
    this.failure = failure;
  }
}

export const TIMEOUT = 'States.Timeout';
export const RUNTIME = 'States.Runtime';
export const QUERY_EVALUATION = 'States.QueryEvaluationError';
export const DATA_LIMIT = 'States.DataLimitExceeded';

export function tooLarge(what: string): Failure {
  return {
    error: DATA_LIMIT,
    cause: `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  };
}
