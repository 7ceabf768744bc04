import { parseJson, type Json } from './json.ts';
import { operation, type Operation, type ServiceParts } from './operation.ts';
import type { Outcome } from './position.ts';
import { sendTaskFailure, sendTaskHeartbeat, sendTaskSuccess } from './requests.ts';
import { invalidToken, ServiceError } from './service-error.ts';
import { isTaskToken } from './task-token.ts';

/** Operations of those who hold a task token. An answer that was accepted is in the journal before it is acknowledged. */
export function taskOperations({ runner }: ServiceParts): [string, Operation][] {
  const settle = (token: string, outcome: Outcome) => acknowledge(runner.settle(token, outcome));
  return [
    [
      'SendTaskSuccess',
      operation(sendTaskSuccess, ({ taskToken, output }) => {
        requireToken(taskToken);
        return settle(taskToken, { kind: 'success', result: readOutput(output) });
      }),
    ],
    [
      'SendTaskFailure',
      operation(sendTaskFailure, ({ taskToken, error = 'States.TaskFailed', cause }) => {
        requireToken(taskToken);
        return settle(taskToken, { kind: 'failure', failure: { error, cause } });
      }),
    ],
    [
      'SendTaskHeartbeat',
      operation(sendTaskHeartbeat, ({ taskToken }) => {
        requireToken(taskToken);
        return acknowledge(runner.beat(taskToken));
      }),
    ],
  ];
}

function requireToken(token: string): void {
  if (!isTaskToken(token)) throw invalidToken();
}

/** A token that was used, timed out, or belongs to an execution that has ended. */
function acknowledge(waited: boolean): Json {
  if (!waited)
    throw new ServiceError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  return {};
}

function readOutput(output: string): Json {
  try {
    return parseJson(output);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'not JSON';
    throw new ServiceError('InvalidOutput', `Invalid Output: '${reason}'`);
  }
}
