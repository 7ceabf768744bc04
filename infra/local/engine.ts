/** A running stand-in for one AWS service. It listens on loopback only. */
export interface Engine {
  /** Base address for an SDK client, for example `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  /** Stops listening and ends every child process. Safe to call twice. */
  close(): Promise<void>;
}

/** What a Lambda function answered. `functionError` is set exactly when the function failed. */
export interface InvocationResult {
  readonly payload: string;
  readonly functionError: string | undefined;
}

/** Invokes a function synchronously, by name or ARN, with a value that is sent as JSON. */
export type Invoke = (functionName: string, payload: unknown) => Promise<InvocationResult>;

/** Where an engine tells what it did. One line an event; never a payload, because payloads may hold people's data. */
export type Log = (line: string) => void;

/** The account and region that every ARN of the embedded cloud carries. */
export const LOCAL_ACCOUNT = '000000000000';
export const LOCAL_REGION = 'eu-west-2';

/** The only credentials that the embedded cloud accepts. They open nothing outside this machine. */
export const LOCAL_CREDENTIALS = {
  accessKeyId: 'LOCALACCESSKEY',
  secretAccessKey: 'local-secret-key',
} as const;
