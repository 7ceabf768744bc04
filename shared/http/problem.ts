import type { FieldError, Refusal } from '../application/refusal.ts';
import { PROBLEMS } from '../contracts/http/problems.ts';
import type { ProblemCode } from '../contracts/http/problems.ts';
import type { Problem as DomainProblem } from '../domain/claim.ts';

/** An RFC 9457 problem detail, as every refusal and fault of the API is answered. */
export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly FieldError[];
  /** Further members, such as the version that is current. */
  readonly members?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export function problem(
  code: ProblemCode,
  detail: string,
  extra: Pick<Problem, 'errors' | 'members' | 'headers'> = {},
): Problem {
  return { code, ...PROBLEMS[code], detail, ...extra };
}

const asErrors = (
  problems: readonly { pointer: string; code: string; detail: string; fix: string }[],
): readonly FieldError[] =>
  problems.map(({ pointer, code, detail, fix }) => ({ pointer, code, detail: `${detail} ${fix}` }));

/** What every answer to a malformed request says before it lists what is wrong. */
export const CORRECT = 'Correct what is listed under errors and send it again. Nothing was changed.';

const STALE = 'Read it again, look at what changed, and send your change with the new ETag.';

function stale(version: number): Problem {
  return problem('stale-version', `It is at version ${version} now. ${STALE}`, {
    members: { currentVersion: version },
    headers: { etag: `"${version}"` },
  });
}

const listed = (problems: readonly DomainProblem[]): string =>
  problems.map(({ detail, fix }) => `${detail} ${fix}`).join(' ');

/** Refusals that a person mends by correcting the claim: everything that is wrong, in one answer. */
function faultsInClaim(refusal: Extract<Refusal, { readonly problems: readonly DomainProblem[] }>): Problem {
  const { code, problems } = refusal;
  const rules =
    'rules' in refusal
      ? refusal.rules.map(({ id, version, explanation }) => ({ id, version, explanation }))
      : undefined;
  return problem(code, listed(problems), {
    errors: asErrors(problems),
    ...(rules && { members: { rules } }),
  });
}

function duplicate(own: string | undefined): Problem {
  return own === undefined
    ? problem(
        'duplicate-claim',
        'Training can be claimed once for each learner. It has been claimed for a learner on this claim.',
      )
    : problem('duplicate-claim', `You have claimed this training for a learner on this claim: ${own}.`, {
        members: { reference: own },
      });
}

/** The one place that turns a refusal into an answer. */
export function problemOf(refusal: Refusal): Problem {
  switch (refusal.code) {
    case 'not-found':
      return problem('not-found', 'There is nothing here that you can see. Check the address.');
    case 'forbidden':
    case 'amount-above-held':
    case 'change-set-not-ready':
      return problem(refusal.code, refusal.detail);
    case 'stale-version':
    case 'stale-learner':
      return stale(refusal.current.version);
    case 'wrong-state':
      return problem('wrong-state', refusal.detail, { members: { claimStatus: refusal.status } });
    case 'validation-failed':
      return problem('validation-failed', CORRECT, { errors: refusal.errors });
    case 'learner-exists':
      return problem(
        'learner-exists',
        'You registered a learner with this National Insurance number before.',
        {
          members: { learnerId: refusal.learner.learnerId },
        },
      );
    case 'duplicate-claim':
      return duplicate(refusal.own);
    case 'outside-window':
    case 'determination-not-accepted':
    case 'bank-details-missing':
    case 'evidence-missing':
    case 'evidence-refused':
    case 'not-eligible':
      return faultsInClaim(refusal);
    case 'outcome-differs':
      return problem('outcome-differs', differs(refusal), {
        members: { derivedOutcome: refusal.derived ?? null },
      });
    case 'idempotency-mismatch':
      return problem(
        'idempotency-mismatch',
        'Use a new key for a new request. The first one was carried out once and stands.',
      );
    case 'in-progress':
      return problem('in-progress', 'Send the same request again in a moment.', {
        headers: { 'retry-after': '1' },
      });
  }
}

function differs({ derived, missing }: Refusal & { readonly code: 'outcome-differs' }): string {
  if (derived !== undefined)
    return `The recorded steps lead to "${derived}". Change the steps, or decide that.`;
  return `Record these steps first: ${missing.join(', ')}.`;
}

/** Problems are the only values here that carry both a code and a title. */
export const isProblem = (value: unknown): value is Problem =>
  typeof value === 'object' && value !== null && 'code' in value && 'title' in value;
