import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Choice, Condition, Fail, type IChainable, Succeed } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { callState, waitState } from '../constructs/task-state.ts';
import * as is from './expressions.ts';

/** The function behind each task of the workflow. */
export type WorkflowFunctions = Readonly<
  Record<
    'awaitEvidence' | 'validateClaim' | 'awaitFunds' | 'awaitReview' | 'awaitAction' | 'awaitSettlement',
    IFunction
  >
>;

/** Step Functions ends any execution after a year. A day less leaves the timeout to us. */
export const LONGEST_WAIT = Duration.days(364);
const SCAN_WAIT = Duration.hours(24);
const CALL_LIMIT = Duration.minutes(2);

/**
 * The way of one submitted claim, from its evidence to its settlement:
 *
 *   Evidence → Validation → Funds → Review → Settlement
 *      ▲            │                  │
 *      └── Action ◄─┴──────────────────┘
 *
 * A round of action keeps the money that is held, so no claim stands in the line twice. An outcome that is not
 * listed here is a fault: the execution fails, the money stays as it is, and an alarm calls a person.
 */
export function claimWorkflow(scope: Construct, functions: WorkflowFunctions): IChainable {
  const onFault = new Fail(scope, 'TechnicalFailure', {
    error: 'TechnicalHold',
    cause: 'A step failed for a reason that retrying does not cure. The claim keeps its state and its money.',
  });
  const ended = Succeed.jsonata(scope, 'Ended', { comment: 'Withdrawn, expired, deleted or refused.' });
  const wait = (id: string, calls: IFunction, remembers?: Record<string, string>) =>
    waitState(scope, id, { calls, timeout: LONGEST_WAIT, onFault, ...(remembers && { remembers }) });

  const validation = callState(scope, 'Validation', {
    calls: functions.validateClaim,
    payload: { reference: is.REFERENCE, evidenceOutcome: is.EVIDENCE_OUTCOME },
    remembers: { validation: is.RETURNED_OUTCOME },
    timeout: CALL_LIMIT,
    onFault,
  });
  const evidence = waitState(scope, 'Evidence', {
    calls: functions.awaitEvidence,
    remembers: { evidenceOutcome: is.ANSWERED_OUTCOME },
    timeout: SCAN_WAIT,
    onSilence: { goTo: validation, remembers: { evidenceOutcome: 'late' } },
    onFault,
  });
  const funds = wait('Funds', functions.awaitFunds, { funds: is.ANSWERED_OUTCOME });
  const review = wait('Review', functions.awaitReview, { review: is.ANSWERED_OUTCOME });
  const action = wait('Action', functions.awaitAction);
  const settlement = wait('Settlement', functions.awaitSettlement);

  const choose = (id: string, ...roads: [condition: string, to: IChainable][]) =>
    roads
      .reduce(
        (choice, [condition, to]) => choice.when(Condition.jsonata(condition), to),
        Choice.jsonata(scope, id),
      )
      .otherwise(onFault);

  evidence.next(validation);
  validation.next(
    choose(
      'AfterValidation',
      [is.validationIs('passed'), funds],
      [is.validationIs('passed-again'), review],
      [is.validationIs('needs-action'), action],
      [is.validationIs('ended'), ended],
    ),
  );
  funds.next(
    choose(
      'AfterFunds',
      [is.fundsAre('held'), review],
      [is.fundsAre('refused'), ended],
      [is.fundsAre('ended'), ended],
    ),
  );
  review.next(
    choose(
      'AfterReview',
      [is.reviewIs('approved'), settlement],
      [is.reviewIs('rejected'), settlement],
      [is.reviewIs('needs-action'), action],
      [is.reviewIs('ended'), ended],
    ),
  );
  action.next(evidence);
  return evidence;
}
