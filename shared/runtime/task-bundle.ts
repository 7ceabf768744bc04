import middy from '@middy/core';
import * as z from 'zod';
import type { ProcessContext } from '../application/ports/context.ts';
import { errorFields } from '../observability/error-fields.ts';
import type { Log } from '../observability/log.ts';
import type { Clock } from './clock.ts';

/** What every function that is not of the API is made of. */
export interface ProcessParts {
  /** The function's own name, for the audit trail and the log. */
  readonly process: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Faults are logged by code and thrown on: Step Functions and the schedulers retry by the error's name. */
export const faultsToLog = (log: Log, code: 'TASK_FAULT' | 'SCHEDULE_FAULT') => ({
  onError: (request: middy.Request): void => log(code, errorFields(request.error)),
});

export async function processContext(parts: ProcessParts, correlationId: string): Promise<ProcessContext> {
  return { now: await parts.clock.now(), correlationId, actor: { kind: 'system', process: parts.process } };
}

const lambdaContext = z.object({ awsRequestId: z.string() });
export const requestIdOf = (context: unknown): string => lambdaContext.parse(context).awsRequestId;

/** A step of the workflow: its input is parsed, its answer is identifiers and outcomes alone. */
export function taskHandler<Input extends z.ZodType<{ readonly reference: string }>, Output>(
  parts: ProcessParts,
  input: Input,
  work: (step: z.output<Input>, context: ProcessContext) => Promise<Output>,
) {
  return middy()
    .use(faultsToLog(parts.log, 'TASK_FAULT'))
    .handler(async (event: unknown, lambda: unknown): Promise<Output> => {
      const correlationId = requestIdOf(lambda);
      const step = input.parse(event);
      const output = await work(step, await processContext(parts, correlationId));
      parts.log('TASK_DONE', { correlationId, process: parts.process, reference: step.reference });
      return output;
    });
}

/** A scheduled run: what it counted goes into the log, and back to whoever started it by hand. */
export function scheduleHandler<Report extends object>(
  parts: ProcessParts,
  work: (context: ProcessContext) => Promise<Report & Readonly<Record<keyof Report, number>>>,
) {
  return middy()
    .use(faultsToLog(parts.log, 'SCHEDULE_FAULT'))
    .handler(async (_event: unknown, lambda: unknown): Promise<Report> => {
      const correlationId = requestIdOf(lambda);
      const report = await work(await processContext(parts, correlationId));
      parts.log('SCHEDULE_DONE', { correlationId, process: parts.process, counts: { ...report } });
      return report;
    });
}
