/** A refusal as SQS words it. `queryCode` is the older name that SDKs also look at. */
export class SqsError extends Error {
  readonly code: string;
  readonly queryCode: string;

  constructor(code: string, message: string, queryCode: string = code) {
    super(message);
    this.code = code;
    this.queryCode = queryCode;
  }
}

export function noSuchQueue(): SqsError {
  return new SqsError(
    'QueueDoesNotExist',
    'The specified queue does not exist.',
    'AWS.SimpleQueueService.NonExistentQueue',
  );
}

export function invalid(message: string): SqsError {
  return new SqsError('InvalidParameterValue', message);
}
