/** Every code of a problem detail, once: its status and its title. Codes never change their meaning. */
export const PROBLEMS = {
  'malformed-body': { status: 400, title: 'The body is not JSON' },
  unauthenticated: { status: 401, title: 'Sign in first' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'wrong-state': { status: 409, title: 'The claim is not in a state that allows this' },
  'idempotency-mismatch': { status: 409, title: 'This idempotency key was used for something else' },
  'in-progress': { status: 409, title: 'The same request is still under way' },
  'duplicate-claim': { status: 409, title: 'This training was claimed already' },
  'learner-exists': { status: 409, title: 'You have this learner already' },
  'determination-not-accepted': { status: 409, title: 'The grant determination was not accepted' },
  'bank-details-missing': { status: 409, title: 'Bank details are missing, or not verified yet' },
  'outcome-differs': { status: 409, title: 'The steps do not lead to this outcome' },
  'amount-above-held': { status: 409, title: 'The fund does not hold this much' },
  'change-set-not-ready': { status: 409, title: 'The change set cannot be taken further' },
  'stale-version': { status: 412, title: 'Somebody changed this meanwhile' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be JSON' },
  'validation-failed': { status: 422, title: 'Something has to be corrected' },
  'outside-window': { status: 422, title: 'The time to claim has passed' },
  'not-eligible': { status: 422, title: 'The scheme does not cover this claim' },
  'evidence-missing': { status: 422, title: 'Evidence is missing' },
  'evidence-refused': { status: 422, title: 'A file cannot be used as evidence' },
  'precondition-required': { status: 428, title: 'A header is missing' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong with the service' },
} as const;

export type ProblemCode = keyof typeof PROBLEMS;

const isProblemCode = (text: string): text is ProblemCode => text in PROBLEMS;

export const PROBLEM_CODES: readonly ProblemCode[] = Object.keys(PROBLEMS).filter(isProblemCode);
