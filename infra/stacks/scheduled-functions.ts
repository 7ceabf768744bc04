import { Duration, TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import { envSchema as expireClaimsEnv } from '../../functions/scheduled/expire-claims/env.ts';
import { envSchema as reconcileFundsEnv } from '../../functions/scheduled/reconcile-funds/env.ts';
import { envSchema as resumeStalledEnv } from '../../functions/scheduled/resume-stalled/env.ts';
import type { ClaimStateMachine } from '../constructs/claim-state-machine.ts';
import { ClaimsFunction, type FunctionSetting } from '../constructs/claims-function.ts';
import { ScheduledCall } from '../constructs/scheduled-call.ts';
import type { DataStack } from './data-stack.ts';

export interface ScheduledFunctionsProps extends FunctionSetting {
  readonly data: DataStack;
  readonly workflow: ClaimStateMachine;
}

export interface ScheduledFunctions {
  readonly expireClaims: ClaimsFunction;
  readonly resumeStalled: ClaimsFunction;
  readonly reconcileFunds: ClaimsFunction;
}

/** The sweeps: what time alone brings about, and what a fault left undone. */
export function scheduledFunctions(
  scope: Construct,
  { data, workflow, ...setting }: ScheduledFunctionsProps,
): ScheduledFunctions {
  const shared = { ...setting, timeout: Duration.minutes(4) };

  const expireClaims = new ClaimsFunction(scope, 'ExpireClaims', {
    ...shared,
    folder: 'scheduled/expire-claims',
    envSchema: expireClaimsEnv,
    environment: {
      CLAIMS_TABLE: data.claims.readWrite(),
      LINE_TABLE: data.line.put(),
      OUTBOX_TABLE: data.outbox.put(),
    },
  });
  // Five past, so that a deadline at the stroke of an hour has surely passed on every clock involved.
  new ScheduledCall(scope, 'ExpireClaimsHourly', {
    calls: expireClaims,
    at: ScheduleExpression.cron({ minute: '5', timeZone: TimeZone.EUROPE_LONDON }),
    description: 'Ends what is overdue and frees its money.',
  });

  const resumeStalled = new ClaimsFunction(scope, 'ResumeStalled', {
    ...shared,
    folder: 'scheduled/resume-stalled',
    envSchema: resumeStalledEnv,
    environment: {
      CLAIMS_TABLE: data.claims.readWrite(),
      LINE_TABLE: data.line.readWrite(),
      FUNDS_TABLE: data.funds.readWrite(),
      OUTBOX_TABLE: data.outbox.readWrite(),
      QUARANTINE_BUCKET: data.quarantine.readWithTags(),
      EVIDENCE_BUCKET: data.evidence.keepCopies(),
      CLAIM_WORKFLOW_ARN: workflow.startAndDescribe(),
    },
    permissions: [workflow.answer()],
  });
  new ScheduledCall(scope, 'ResumeStalledOften', {
    calls: resumeStalled,
    at: ScheduleExpression.rate(Duration.minutes(5)),
    description: 'Takes up again whatever lost its place: executions, answers, tickets, messages, scans.',
  });

  return { expireClaims, resumeStalled, reconcileFunds: reconcileFunds(scope, { data, ...setting }) };
}

/** Reads everything and writes two kinds of rows alone: the proof, and the stop if the books differ. */
function reconcileFunds(
  scope: Construct,
  { data, ...setting }: Omit<ScheduledFunctionsProps, 'workflow'>,
): ClaimsFunction {
  const reconcile = new ClaimsFunction(scope, 'ReconcileFunds', {
    ...setting,
    timeout: Duration.minutes(10),
    memorySize: 1024,
    folder: 'scheduled/reconcile-funds',
    envSchema: reconcileFundsEnv,
    environment: {
      CLAIMS_TABLE: data.claims.read(),
      LINE_TABLE: data.line.read(),
      FUNDS_TABLE: data.funds.readWrite(),
    },
  });
  new ScheduledCall(scope, 'ReconcileFundsNightly', {
    calls: reconcile,
    at: ScheduleExpression.cron({ hour: '2', minute: '30', timeZone: TimeZone.EUROPE_LONDON }),
    description: 'Proves that every penny of every fund is where its journal says.',
  });
  return reconcile;
}
