import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { envSchema as awaitActionEnv } from '../../functions/workflow/await-action/env.ts';
import { envSchema as awaitEvidenceEnv } from '../../functions/workflow/await-evidence/env.ts';
import { envSchema as awaitFundsEnv } from '../../functions/workflow/await-funds/env.ts';
import { envSchema as awaitReviewEnv } from '../../functions/workflow/await-review/env.ts';
import { envSchema as awaitSettlementEnv } from '../../functions/workflow/await-settlement/env.ts';
import { envSchema as validateClaimEnv } from '../../functions/workflow/validate-claim/env.ts';
import { ClaimsFunction, type FunctionSetting } from '../constructs/claims-function.ts';
import type { DataStack } from './data-stack.ts';

export interface TaskFunctionsProps extends FunctionSetting {
  readonly data: DataStack;
}

/** The functions that the workflow calls. Each is repeated by the workflow, so none takes long over one try. */
export function taskFunctions(scope: Construct, { data, ...setting }: TaskFunctionsProps) {
  const shared = { ...setting, timeout: Duration.seconds(30) };
  const claims = data.claims.readWrite();
  const outbox = data.outbox.put();

  return {
    awaitEvidence: new ClaimsFunction(scope, 'AwaitEvidence', {
      ...shared,
      folder: 'workflow/await-evidence',
      envSchema: awaitEvidenceEnv,
      environment: { CLAIMS_TABLE: claims },
    }),
    validateClaim: new ClaimsFunction(scope, 'ValidateClaim', {
      ...shared,
      folder: 'workflow/validate-claim',
      envSchema: validateClaimEnv,
      environment: { CLAIMS_TABLE: claims, OUTBOX_TABLE: outbox, LINE_TABLE: data.line.put() },
    }),
    awaitFunds: new ClaimsFunction(scope, 'AwaitFunds', {
      ...shared,
      folder: 'workflow/await-funds',
      envSchema: awaitFundsEnv,
      environment: { CLAIMS_TABLE: claims, OUTBOX_TABLE: outbox, LINE_TABLE: data.line.read() },
    }),
    awaitReview: new ClaimsFunction(scope, 'AwaitReview', {
      ...shared,
      folder: 'workflow/await-review',
      envSchema: awaitReviewEnv,
      environment: { CLAIMS_TABLE: claims, OUTBOX_TABLE: outbox },
    }),
    awaitAction: new ClaimsFunction(scope, 'AwaitAction', {
      ...shared,
      folder: 'workflow/await-action',
      envSchema: awaitActionEnv,
      environment: { CLAIMS_TABLE: claims },
    }),
    awaitSettlement: new ClaimsFunction(scope, 'AwaitSettlement', {
      ...shared,
      folder: 'workflow/await-settlement',
      envSchema: awaitSettlementEnv,
      environment: { CLAIMS_TABLE: claims, LINE_TABLE: data.line.read() },
    }),
  };
}
