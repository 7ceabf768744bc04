import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { Workflow } from '../../application/ports/workflow.ts';
import type { ClaimReference } from '../../domain/reference.ts';

interface ClaimWorkflowOptions {
  readonly client: SFNClient;
  readonly stateMachineArn: string;
}

/**
 * Step Functions forgets an execution 90 days after it ended, while a younger one of the same claim may still wait. So
 * one forgotten attempt is no proof that none came after it; three in a row are.
 */
const FORGOTTEN_IN_A_ROW = 3;

const executionName = (reference: ClaimReference, attempt: number): string => `${reference}-${attempt}`;

async function isRunning(
  { client, stateMachineArn }: ClaimWorkflowOptions,
  name: string,
): Promise<boolean | undefined> {
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  try {
    const { status } = await client.send(new DescribeExecutionCommand({ executionArn }));
    return status === 'RUNNING' || status === 'PENDING_REDRIVE';
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return undefined;
    throw error;
  }
}

/** Attempts follow one another, so a running one is the latest. */
async function statusOf(
  options: ClaimWorkflowOptions,
  reference: ClaimReference,
): ReturnType<Workflow['status']> {
  let attempts = 0;
  for (let attempt = 1; attempt <= attempts + FORGOTTEN_IN_A_ROW; attempt += 1) {
    const running = await isRunning(options, executionName(reference, attempt));
    if (running === true) return { running, attempts: attempt };
    if (running === false) attempts = attempt;
  }
  return { running: false, attempts };
}

const isGone = (error: unknown): boolean =>
  error instanceof TaskDoesNotExist || error instanceof TaskTimedOut || error instanceof InvalidToken;

/** Lets waiting walks go on, for those who never start one. */
export const createTaskAnswers = (client: SFNClient): Pick<Workflow, 'answer'> => ({
  async answer(taskToken, outcome) {
    try {
      await client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ outcome }) }));
      return 'answered';
    } catch (error) {
      if (isGone(error)) return 'gone';
      throw error;
    }
  },
});

/** Walks claims in Step Functions. Executions carry identifiers alone. */
export const createClaimWorkflow = (options: ClaimWorkflowOptions): Workflow => {
  const { client, stateMachineArn } = options;
  return {
    /** The name is the claim's and the attempt's, so the service itself sees to it that there is one. */
    async start({ reference, submissionNumber, attempt, correlationId }) {
      const input = JSON.stringify({ reference, submissionNumber, correlationId });
      const name = executionName(reference, attempt);
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input }));
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },
    ...createTaskAnswers(client),
    status: (reference) => statusOf(options, reference),
  };
};
