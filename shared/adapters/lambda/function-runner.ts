import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

/**
 * Runs functions by the names that people know them by, and waits for their report. Throws when the function failed.
 * The address comes from the environment, as every client's does.
 */
export function createFunctionRunner(functions: Readonly<Record<string, string>>) {
  const client = new LambdaClient({ maxAttempts: 1 });
  return async (name: string): Promise<unknown> => {
    const FunctionName = Object.entries(functions).find(([known]) => known === name)?.[1];
    if (FunctionName === undefined) return undefined;
    const answer = await client.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
    if (answer.FunctionError !== undefined) throw new Error(`The scheduled run ${name} failed`);
    return JSON.parse(Buffer.from(answer.Payload ?? []).toString('utf8'));
  };
}
