import type * as z from 'zod';
import type { FieldError } from '../application/refusal.ts';

const pointerTo = (path: readonly PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** Words for what zod says in its own; messages of our schemas are kept. */
function detailOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type')
    return issue.input === undefined ? 'This is missing.' : `Give ${issue.expected} here.`;
  if (issue.code === 'invalid_value' && issue.message.startsWith('Invalid')) {
    return `Use one of: ${issue.values.map(String).join(', ')}.`;
  }
  return issue.message;
}

/** One entry for each thing wrong with a body, with a JSON pointer to it. Never what was sent: it may be personal. */
export function fieldErrors(error: z.ZodError): readonly FieldError[] {
  return error.issues.flatMap((issue): readonly FieldError[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        pointer: pointerTo([...issue.path, key]),
        code: 'unknown-field',
        detail: 'There is no such field. Remove it, or check its spelling.',
      }));
    }
    return [
      { pointer: pointerTo(issue.path), code: issue.code.replaceAll('_', '-'), detail: detailOf(issue) },
    ];
  });
}
