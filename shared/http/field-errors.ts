import type * as z from 'zod';
import type { FieldError } from '../application/refusal.ts';

const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

function kindWanted({
  expected,
  input,
  path = [],
}: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>): string {
  if (path.length === 0) return 'Send a JSON object.';
  return input === undefined ? 'This is missing. Add it.' : `Give ${KINDS[expected] ?? expected} here.`;
}

function bound(issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig>): string {
  const limit = issue.code === 'too_big' ? `at most ${issue.maximum}` : `at least ${issue.minimum}`;
  if (issue.origin === 'string') return `Use ${limit} characters.`;
  return issue.origin === 'array' ? `Give ${limit} of these.` : `Use a number of ${limit}.`;
}

const oneOf = (values: readonly unknown[]): string => `Use one of: ${values.map(String).join(', ')}.`;

/**
 * What to do about an issue, for schemas that have no words of their own about it. Never what was sent: it may be
 * personal. Undefined leaves an issue to zod, which happens to no schema of ours.
 */
export function wordsFor(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return kindWanted(issue);
  if (issue.code === 'invalid_value') return oneOf(issue.values);
  if (issue.code === 'too_small' || issue.code === 'too_big') return bound(issue);
  if (issue.code !== 'invalid_union') return undefined;
  const { options } = issue;
  return Array.isArray(options) ? oneOf(options) : undefined;
}

/** One entry for each thing wrong with a body, with a JSON pointer to it. */
export function fieldErrors(error: z.ZodError): readonly FieldError[] {
  return error.issues.flatMap((issue): readonly FieldError[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: pointerTo([...issue.path, key]),
        code: 'unknown-field',
        detail: 'There is no such field. Remove it, or check its spelling.',
      }));
    }
    return [{ pointer: pointerTo(issue.path), code: issue.code.replaceAll('_', '-'), detail: issue.message }];
  });
}
