import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { envSchema as controlsEnv } from '../../functions/sandbox/controls/env.ts';
import { envSchema as seedEnv } from '../../functions/sandbox/seed/env.ts';
import { allow, type Binding } from '../constructs/binding.ts';
import { ClaimsFunction, type FunctionSetting } from '../constructs/claims-function.ts';
import type { DataStack } from './data-stack.ts';
import type { ScheduledFunctions } from './scheduled-functions.ts';

export interface SandboxFunctionsProps extends FunctionSetting {
  readonly data: DataStack;
  readonly scheduled: ScheduledFunctions;
}

export interface SandboxFunctions {
  readonly controls: ClaimsFunction;
  readonly seed: ClaimsFunction;
}

/** Functions for trying the service out. They set the clock and the pots, so production has none of them. */
export function sandboxFunctions(
  scope: Construct,
  { data, scheduled, ...setting }: SandboxFunctionsProps,
): SandboxFunctions {
  return {
    controls: new ClaimsFunction(scope, 'Controls', {
      ...setting,
      folder: 'sandbox/controls',
      envSchema: controlsEnv,
      // It waits for the sweep that it was asked to run, as long as the gateway waits for it.
      timeout: Duration.seconds(29),
      environment: {
        CLAIMS_TABLE: data.claims.readWrite(),
        FUNDS_TABLE: data.funds.read(),
        LINE_TABLE: data.line.readAndPut(),
        EXPIRE_CLAIMS_FUNCTION: invocable(scheduled.expireClaims),
        RESUME_STALLED_FUNCTION: invocable(scheduled.resumeStalled),
        RECONCILE_FUNDS_FUNCTION: invocable(scheduled.reconcileFunds),
      },
    }),
    seed: new ClaimsFunction(scope, 'Seed', {
      ...setting,
      folder: 'sandbox/seed',
      envSchema: seedEnv,
      timeout: Duration.seconds(60),
      environment: {
        CLAIMS_TABLE: data.claims.readWrite(),
        FUNDS_TABLE: data.funds.read(),
        LINE_TABLE: data.line.readAndPut(),
      },
    }),
  };
}

const invocable = ({ lambda }: ClaimsFunction): Binding => ({
  value: lambda.functionName,
  statements: [allow(['lambda:InvokeFunction'], lambda.functionArn)],
});
