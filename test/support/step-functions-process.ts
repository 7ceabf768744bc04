import * as z from 'zod';
import { startStepFunctions } from '../../infra/local/step-functions/start-step-functions.ts';

/*
 * A Step Functions engine in a process of its own, so that a test can kill it. Functions run in the parent:
 * each invocation goes there as a message and waits for its answer, which a dead process never sees.
 */

const machine = z.object({ arn: z.string(), name: z.string(), roleArn: z.string(), definition: z.string() });
const options = z
  .object({ directory: z.string(), stateMachines: z.array(machine) })
  .parse(JSON.parse(process.argv[2] ?? '{}'));
const answerSchema = z.object({ id: z.number(), payload: z.string(), functionError: z.string().optional() });

const waiting = new Map<number, (answer: z.infer<typeof answerSchema>) => void>();
let invocations = 0;

process.on('message', (message) => {
  const answer = answerSchema.parse(message);
  waiting.get(answer.id)?.(answer);
});

const engine = await startStepFunctions({
  ...options,
  invoke: async (functionName, payload) => {
    invocations += 1;
    const id = invocations;
    const { promise, resolve } = Promise.withResolvers<z.infer<typeof answerSchema>>();
    waiting.set(id, resolve);
    process.send?.({ kind: 'invoke', id, functionName, payload });
    const answer = await promise;
    return { payload: answer.payload, functionError: answer.functionError };
  },
});

process.send?.({ kind: 'ready', endpoint: engine.endpoint });
