import type * as z from 'zod';
import { JSONPATH_FIELDS } from './supported-asl.ts';

/** One reason why a definition is refused. `location` reads like AWS's: `/States/Validate/Choices[0]/Next`. */
export interface Problem {
  readonly code: string;
  readonly location: string;
  readonly message: string;
}

export const SCHEMA_FAILED = 'SCHEMA_VALIDATION_FAILED';

export function describeProblem(problem: Problem): string {
  return `${problem.code}: ${problem.message} at ${problem.location}`;
}

/** Joins members and array positions to a place; an empty list is the place itself. */
export function placeOf(base: string, path: readonly PropertyKey[]): string {
  let place = base;
  for (const part of path) place += typeof part === 'number' ? `[${part}]` : `/${String(part)}`;
  return place === '' ? '/' : place;
}

/** Turns what a schema found into problems that name the field, one for each unsupported field. */
export function problemsOf(error: z.ZodError, base: string): Problem[] {
  return error.issues.flatMap((issue) => issueProblems(issue, base));
}

function issueProblems(issue: z.core.$ZodIssue, base: string): Problem[] {
  const location = placeOf(base, issue.path);
  const problem = (message: string): Problem => ({ code: SCHEMA_FAILED, location, message });
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => problem(refusalOf(key)));
  if (issue.code === 'invalid_key') return [problem(issue.issues.map(({ message }) => message).join('; '))];
  return [problem(issue.message)];
}

function refusalOf(field: string): string {
  return JSONPATH_FIELDS.includes(field)
    ? `field "${field}" belongs to JSONPath, which is not supported`
    : `field "${field}" is not supported`;
}
