/** An HTTP answer of DynamoDB's. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What the proxy does not do, or what went wrong in it. It is answered as a fault and never passed over. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
}

/** Why one action of a transaction was refused, or that it was not. */
export interface Reason {
  readonly Code: 'None' | 'ConditionalCheckFailed' | 'TransactionConflict' | 'ThrottlingError';
  readonly Message?: string | undefined;
  readonly Item?: unknown;
}

export const jsonAnswer = (status: number, content: object): Answer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: Buffer.from(JSON.stringify(content)),
});

const errorAnswer = (type: string, details: { readonly message: string; readonly [more: string]: unknown }) =>
  jsonAnswer(400, { __type: `com.amazonaws.dynamodb.v20120810#${type}`, ...details });

export const NO_REASON: Reason = { Code: 'None' };
export const CONFLICT: Reason = {
  Code: 'TransactionConflict',
  Message: 'Transaction is ongoing for the item',
};
export const THROTTLED: Reason = {
  Code: 'ThrottlingError',
  Message: 'Throughput exceeds the current capacity of your table or index.',
};

/** A cancelled transaction, with a reason for each of its actions, in their order. */
export function cancelled(reasons: readonly Reason[]): Answer {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return errorAnswer('TransactionCanceledException', {
    message,
    Message: message,
    CancellationReasons: reasons,
  });
}

export const inAnotherTransaction = (): Answer =>
  errorAnswer('TransactionConflictException', { message: 'Transaction is ongoing for the item' });

export const tooFast = (): Answer =>
  errorAnswer('ProvisionedThroughputExceededException', {
    message: 'The level of configured provisioned throughput for the table was exceeded.',
  });

/** Not retried by the SDK: whoever sees it has asked for something that the proxy has no rules for. */
export const notServed = (why: string): Answer => errorAnswer('ValidationException', { message: why });
