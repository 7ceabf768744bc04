import type { LogFields } from './log-codes.ts';

type ErrorFields = Pick<LogFields, 'errorName' | 'errorMessage' | 'errorStack'>;

/** Where it happened, without the message: lines of a stack that name places in the code. */
const placesIn = (stack: string | undefined): string =>
  (stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 8)
    .join('\n');

/**
 * What may be logged of an error. Our own messages hold identifiers alone. An SDK's or a parser's may repeat what was
 * sent to it, which may be somebody's data, so of those only the name and the place are kept.
 */
export function errorFields(error: unknown): ErrorFields {
  if (!(error instanceof Error)) return { errorName: 'NotAnError' };
  const foreign = '$metadata' in error || error.name === 'ZodError' || error.name === 'SyntaxError';
  return {
    errorName: error.name,
    ...(foreign ? {} : { errorMessage: error.message }),
    errorStack: placesIn(error.stack),
  };
}
