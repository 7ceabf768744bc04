/** The largest event and answer of a synchronous invocation, and the largest event of an asynchronous one, in bytes. */
export const EVENT_LIMIT = 6 * 1024 * 1024;
export const ANSWER_LIMIT = EVENT_LIMIT + 100;
export const ASYNCHRONOUS_EVENT_LIMIT = 1024 * 1024;

const STATUS_CODES = {
  InvalidParameterValueException: 400,
  InvalidRequestContentException: 400,
  NotSupportedException: 501,
  RequestTooLargeException: 413,
  ResourceNotFoundException: 404,
  ServiceException: 500,
  TooManyRequestsException: 429,
} as const;

/**
 * The Lambda service refused the call; the function did not run. Its `name` is the name of the exception that an
 * SDK client raises.
 */
export class LambdaServiceError extends Error {
  override readonly name: keyof typeof STATUS_CODES;

  constructor(name: keyof typeof STATUS_CODES, message: string) {
    super(message);
    this.name = name;
  }

  /** The HTTP status that carries this error on the wire. */
  get statusCode(): number {
    return STATUS_CODES[this.name];
  }
}

/** Refuses an event that is larger than its kind of invocation takes. */
export function requireEventFits(payload: string, kind: 'RequestResponse' | 'Event'): void {
  const limit = kind === 'Event' ? ASYNCHRONOUS_EVENT_LIMIT : EVENT_LIMIT;
  const size = Buffer.byteLength(payload);
  if (size <= limit) return;
  throw new LambdaServiceError(
    'RequestTooLargeException',
    `${size} byte payload is too large for the ${kind} invocation type (limit ${limit} bytes)`,
  );
}
