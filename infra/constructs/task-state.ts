import type { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  type Fail,
  type IChainable,
  IntegrationPattern,
  TaskInput,
  type TaskStateBase,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { KEEP_IDENTIFIERS, REFERENCE, TASK_TOKEN } from '../workflow/expressions.ts';
import { PASSING_FAULTS } from '../workflow/retry-policies.ts';

type Remembered = Readonly<Record<string, string>>;

export interface TaskStateProps {
  readonly calls: IFunction;
  readonly timeout: Duration;
  /** What the workflow remembers of the answer. */
  readonly remembers?: Remembered;
  /** Where a fault goes that no retry cures. */
  readonly onFault: Fail;
  /** Where the workflow goes when the time is over. Without it, silence is a fault. */
  readonly onSilence?: { readonly goTo: IChainable; readonly remembers: Remembered };
}

export interface CallStateProps extends TaskStateProps {
  readonly payload: Readonly<Record<string, string>>;
}

/** A state that asks a function and goes on with its answer. */
export function callState(scope: Construct, id: string, props: CallStateProps): TaskStateBase {
  return taskState(scope, id, { ...props, pattern: IntegrationPattern.REQUEST_RESPONSE });
}

/**
 * A state that hands a function a token, and goes on when somebody answers it. The function is told the state's
 * name in lower case, so that it knows which wait of the claim the token belongs to.
 */
export function waitState(scope: Construct, id: string, props: TaskStateProps): TaskStateBase {
  const payload = { token: TASK_TOKEN, reference: REFERENCE, step: id.toLowerCase() };
  return taskState(scope, id, { ...props, payload, pattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN });
}

/**
 * Every task has our retry policy, a timeout, and a catch that ends in a fault. The catches stand in this order
 * because Step Functions takes the first that fits, and `States.ALL` fits a timeout too.
 */
function taskState(
  scope: Construct,
  id: string,
  props: CallStateProps & { readonly pattern: IntegrationPattern },
): TaskStateBase {
  const { onSilence, remembers } = props;
  const state = LambdaInvoke.jsonata(scope, id, {
    lambdaFunction: props.calls,
    integrationPattern: props.pattern,
    payload: TaskInput.fromObject(props.payload),
    outputs: KEEP_IDENTIFIERS,
    ...(remembers && { assign: remembers }),
    taskTimeout: Timeout.duration(props.timeout),
    retryOnServiceExceptions: false,
  });
  state.addRetry(PASSING_FAULTS);
  if (onSilence) {
    const { goTo, remembers: assign } = onSilence;
    state.addCatch(goTo, { errors: ['States.Timeout'], assign, outputs: KEEP_IDENTIFIERS });
  }
  return state.addCatch(props.onFault, { errors: ['States.ALL'], outputs: KEEP_IDENTIFIERS });
}
