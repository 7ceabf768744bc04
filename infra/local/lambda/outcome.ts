import * as z from 'zod';

import type { InvocationResult } from '../engine.ts';
import { ANSWER_LIMIT } from './service-error.ts';

/** How a process ended. Exactly one of the two is set. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What an invocation came to, with the id under which the function's log knows it. */
export interface Outcome extends InvocationResult {
  readonly requestId: string;
  /** What the platform itself has to say in the function's log, because the handler could not. */
  readonly platformLine?: string;
}

const SIGNAL_WORDS: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGKILL: 'killed',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
};

function exitWords({ code, signal }: Exit): string {
  if (signal !== null) return `Runtime exited with error: signal: ${SIGNAL_WORDS[signal] ?? signal}`;
  if (code === 0) return 'Runtime exited without providing a reason';
  return `Runtime exited with error: exit status ${String(code)}`;
}

function platformFailure(requestId: string, errorType: string, words: string): Outcome {
  const errorMessage = `RequestId: ${requestId} Error: ${words}`;
  return {
    requestId,
    payload: JSON.stringify({ errorType, errorMessage }),
    functionError: 'Unhandled',
    platformLine: `${errorMessage} ${errorType}`,
  };
}

export const succeeded = (requestId: string, payload: string): Outcome => ({
  requestId,
  payload,
  functionError: undefined,
});

export const handlerFailed = (requestId: string, payload: string): Outcome => ({
  requestId,
  payload,
  functionError: 'Unhandled',
});

export const processExited = (requestId: string, exit: Exit): Outcome =>
  platformFailure(requestId, 'Runtime.ExitError', exitWords(exit));

export const timedOut = (requestId: string, seconds: number): Outcome =>
  platformFailure(requestId, 'Sandbox.Timedout', `Task timed out after ${seconds.toFixed(2)} seconds`);

export function answerTooLarge(requestId: string): Outcome {
  const errorType = 'Function.ResponseSizeTooLarge';
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${ANSWER_LIMIT} bytes).`;
  return {
    requestId,
    payload: JSON.stringify({ errorType, errorMessage }),
    functionError: 'Unhandled',
    platformLine: `RequestId: ${requestId} Error: ${errorMessage} ${errorType}`,
  };
}

const ErrorBody = z.object({ errorType: z.string() });

/** The kind of a failure, for a log line: never its message, which may hold people's data. */
export function errorTypeOf(payload: string): string {
  try {
    return ErrorBody.parse(JSON.parse(payload)).errorType;
  } catch {
    return 'Unhandled';
  }
}
