import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ROUTES } from '../../shared/contracts/routes.ts';
import { ClaimsApi } from '../constructs/claims-api.ts';
import type { FunctionSetting } from '../constructs/claims-function.ts';
import { SignIn } from '../constructs/sign-in.ts';
import { apiFunctions, type ApiFunctions } from './api-functions.ts';
import type { DataStack } from './data-stack.ts';
import { sandboxFunctions } from './sandbox-functions.ts';
import type { WorkflowStack } from './workflow-stack.ts';

export interface ApiStackProps extends StackProps, FunctionSetting {
  readonly data: DataStack;
  readonly workflow: WorkflowStack;
}

/** The front door: sign-in, the HTTP API and the functions behind its routes. */
export class ApiStack extends Stack {
  readonly claimsApi: ClaimsApi;
  readonly functions: ApiFunctions;

  constructor(scope: Construct, id: string, { data, workflow, settings, code, ...props }: ApiStackProps) {
    super(scope, id, props);
    const shared = { data, settings, code };
    const signIn = new SignIn(this, 'SignIn', settings);
    this.functions = apiFunctions(this, { ...shared, signIn });
    const sandbox = settings.sandbox
      ? sandboxFunctions(this, { ...shared, scheduled: workflow.scheduled })
      : undefined;

    this.claimsApi = new ClaimsApi(this, 'ClaimsApi', {
      settings,
      signIn,
      routes: ROUTES.filter(({ access }) => settings.sandbox || access !== 'sandbox'),
      servedBy: { ...this.functions, ...(sandbox && { 'sandbox/controls': sandbox.controls }) },
    });

    new CfnOutput(this, 'ApiUrl', { value: this.claimsApi.stage.url });
    new CfnOutput(this, 'UserPoolId', { value: signIn.pool.userPoolId });
    new CfnOutput(this, 'ClientId', { value: signIn.audience });
    if (sandbox) new CfnOutput(this, 'SeedFunction', { value: sandbox.seed.lambda.functionName });
  }
}
