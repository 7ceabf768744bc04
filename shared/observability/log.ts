import { Logger } from '@aws-lambda-powertools/logger';
import { LOG_CODES } from './log-codes.ts';
import type { LogCode, LogFields } from './log-codes.ts';

/** Writes one line by its code. */
export type Log = (code: LogCode, fields?: LogFields) => void;

/** JSON lines by Powertools, each with the function's own context. One for each process. */
export function createLog(): Log {
  const logger = new Logger();
  return (code, fields = {}) => {
    const { level, message } = LOG_CODES[code];
    logger[level](message, { code, ...fields });
  };
}
