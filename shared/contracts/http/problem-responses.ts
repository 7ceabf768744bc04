import * as z from 'zod';
import { CLAIM_STATUSES } from '../../domain/transitions.ts';
import { identifier, reference, version } from './answer-fields.ts';
import { PROBLEMS, PROBLEM_CODES } from './problems.ts';
import type { ProblemCode } from './problems.ts';

const fieldError = z
  .strictObject({
    pointer: z
      .string()
      .meta({ description: 'JSON pointer to what is wrong. Empty for the request as a whole.' }),
    code: identifier,
    detail: z.string().meta({ description: 'What is wrong and what to do. Never what was sent.' }),
  })
  .meta({ id: 'FieldError' });

const errors = z.array(fieldError).min(1);
export const failedRule = z
  .strictObject({ id: identifier, version, explanation: z.string() })
  .meta({ id: 'FailedRule' });

/** What some problems carry beside the members that all of them have. */
const MEMBERS: Readonly<Partial<Record<ProblemCode, Readonly<Record<string, z.ZodType>>>>> = {
  'wrong-state': { claimStatus: z.enum(CLAIM_STATUSES) },
  'stale-version': { currentVersion: version },
  'learner-exists': { learnerId: identifier },
  'duplicate-claim': { reference: reference.optional() },
  'outcome-differs': { derivedOutcome: z.enum(['approved', 'rejected', 'needs-action']).nullable() },
  'determination-not-accepted': { errors },
  'bank-details-missing': { errors, rules: z.array(failedRule) },
  'validation-failed': { errors },
  'outside-window': { errors },
  'not-eligible': { errors, rules: z.array(failedRule) },
  'evidence-missing': { errors },
  'evidence-refused': { errors },
};

const nameOf = (code: ProblemCode): string =>
  `${code
    .split('-')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('')}Problem`;

function problemResponse(code: ProblemCode) {
  const { status, title } = PROBLEMS[code];
  return z
    .strictObject({
      type: z.literal(`/problems/${code}`),
      title: z.literal(title),
      status: z.literal(status),
      code: z.literal(code),
      detail: z.string(),
      correlationId: identifier,
      ...MEMBERS[code],
    })
    .meta({ id: nameOf(code) });
}

/** A problem detail (RFC 9457) of each code, exactly as it is answered. */
export const PROBLEM_RESPONSES: ReadonlyMap<ProblemCode, ReturnType<typeof problemResponse>> = new Map(
  PROBLEM_CODES.map((code) => [code, problemResponse(code)]),
);

/** What the gateway itself answers, before any function is asked. */
export const gatewayRefusal = z
  .strictObject({ message: z.string() })
  .meta({ id: 'GatewayRefusal', description: 'An answer of the gateway, which knows no problem details.' });
