import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ClaimStateMachine } from '../constructs/claim-state-machine.ts';
import type { FunctionSetting } from '../constructs/claims-function.ts';
import { scheduledFunctions, type ScheduledFunctions } from './scheduled-functions.ts';
import { streamFunctions, type StreamFunctions } from './stream-functions.ts';
import { taskFunctions } from './task-functions.ts';
import type { DataStack } from './data-stack.ts';

export interface WorkflowStackProps extends StackProps, FunctionSetting {
  readonly data: DataStack;
}

/** What happens to a claim after it is submitted: the workflow, and the functions that feed and watch it. */
export class WorkflowStack extends Stack {
  readonly workflow: ClaimStateMachine;
  readonly streams: StreamFunctions;
  readonly scheduled: ScheduledFunctions;

  constructor(scope: Construct, id: string, { data, settings, code, ...props }: WorkflowStackProps) {
    super(scope, id, props);
    const shared = { data, settings, code };
    const tasks = taskFunctions(this, shared);
    const { awaitEvidence, validateClaim, awaitFunds, awaitReview, awaitAction, awaitSettlement } = tasks;
    this.workflow = new ClaimStateMachine(this, 'ClaimWorkflow', {
      settings,
      functions: {
        awaitEvidence: awaitEvidence.lambda,
        validateClaim: validateClaim.lambda,
        awaitFunds: awaitFunds.lambda,
        awaitReview: awaitReview.lambda,
        awaitAction: awaitAction.lambda,
        awaitSettlement: awaitSettlement.lambda,
      },
    });
    this.workflow.answeredBy([awaitEvidence, awaitFunds, awaitReview, awaitAction, awaitSettlement]);
    this.streams = streamFunctions(this, { ...shared, workflow: this.workflow });
    this.scheduled = scheduledFunctions(this, { ...shared, workflow: this.workflow });
  }
}
