import { join } from 'node:path';
import type { Plan } from '../assembly/plan.ts';
import type { Invoke } from '../engine.ts';
import { startLambdaHost } from '../lambda/lambda-host.ts';
import type { LambdaHost } from '../lambda/lambda-host.ts';
import { startStepFunctions } from '../step-functions/start-step-functions.ts';
import type { StepFunctionsEngine } from '../step-functions/start-step-functions.ts';
import type { Stores } from './start-stores.ts';
import type { Surroundings } from './surroundings.ts';

/** The parts that run the service's own code. */
export interface Compute {
  readonly lambda: LambdaHost;
  readonly stepFunctions: StepFunctionsEngine;
}

/** Where nothing listens: the SDK's call to a service that is not here fails at once instead of leaving the machine. */
const NOWHERE = 'http://127.0.0.1:9';

/**
 * Functions and workflows. Step Functions takes up old executions as soon as it starts, and these call functions; the
 * calls wait until the functions have been told every address, that of Step Functions among them.
 */
export async function startCompute(plan: Plan, stores: Stores, surroundings: Surroundings): Promise<Compute> {
  const { directory, log, closing } = surroundings;
  const lambda = closing.add(
    await startLambdaHost({
      functions: plan.functions,
      logDirectory: join(directory, 'logs', 'functions'),
      dataDirectory: join(directory, 'lambda'),
      log,
    }),
  );
  const { promise: addressed, resolve: allAddressed } = Promise.withResolvers<undefined>();
  const invoke: Invoke = async (functionName, payload) => {
    await addressed;
    return lambda.invoke(functionName, payload);
  };
  const stepFunctions = closing.add(
    await startStepFunctions({
      directory: join(directory, 'step-functions'),
      stateMachines: plan.stateMachines,
      invoke,
      log,
    }),
  );
  lambda.setSharedEnvironment({
    AWS_ENDPOINT_URL: NOWHERE,
    AWS_ENDPOINT_URL_DYNAMODB: stores.dynamoDb.endpoint,
    AWS_ENDPOINT_URL_LAMBDA: lambda.endpoint,
    AWS_ENDPOINT_URL_S3: stores.s3.endpoint,
    AWS_ENDPOINT_URL_SFN: stepFunctions.endpoint,
    AWS_ENDPOINT_URL_SQS: stores.sqs.endpoint,
  });
  allAddressed(undefined);
  return { lambda, stepFunctions };
}
