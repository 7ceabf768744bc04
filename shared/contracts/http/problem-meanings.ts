import type { ProblemCode } from './problems.ts';

interface Meaning {
  /** What has happened, for somebody who reads an answer. */
  readonly meaning: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** What each problem means and what to do about it. */
export const PROBLEM_MEANINGS: Readonly<Record<ProblemCode, Meaning>> = {
  'malformed-body': {
    meaning: 'The body is not a JSON document.',
    remedy: 'Look for a missing quote, comma or bracket and send it again.',
  },
  unauthenticated: {
    meaning: 'The request needs somebody who is signed in, and does not say who that is.',
    remedy: 'Sign in and send the access token as `Authorization: Bearer …`.',
  },
  forbidden: {
    meaning:
      'You are known, but your role does not allow this, or somebody else has the claim, or the decision takes another person.',
    remedy: 'Read `detail`. Ask somebody whose role allows it.',
  },
  'not-found': {
    meaning:
      'There is nothing here that you can see. Another employer’s things and things that never were are answered alike.',
    remedy: 'Check the address. References have the form `7KD-M3QX-9TWB-A`.',
  },
  'wrong-state': {
    meaning: 'The claim is in a state in which this cannot be done; `claimStatus` says which.',
    remedy: 'Read the claim again. The table of claim states says what can be done in which state.',
  },
  'idempotency-mismatch': {
    meaning: 'The `Idempotency-Key` was used for another request. That one was carried out and stands.',
    remedy: 'Use a new key for a new request.',
  },
  'in-progress': {
    meaning: 'The same request is being carried out at this moment.',
    remedy: 'Send it again, unchanged, after the seconds in `Retry-After`.',
  },
  'duplicate-claim': {
    meaning:
      'This training was claimed already for a learner on the claim. `reference` names the earlier claim where it is your own.',
    remedy: 'Take the learner off this claim, or withdraw the other one.',
  },
  'learner-exists': {
    meaning: 'You registered somebody with this National Insurance number before; `learnerId` says whom.',
    remedy: 'Use that learner. Correct their details by editing them.',
  },
  'determination-not-accepted': {
    meaning: 'The grant determination of the scheme year that pays this claim has not been accepted.',
    remedy: 'The Senior Responsible Officer has to accept it before the claim can be submitted.',
  },
  'bank-details-missing': {
    meaning:
      'Nothing is wrong with the claim, but the employer’s bank details are not there yet, or not verified. `rules` names the rule.',
    remedy:
      'Read `detail`. Once the bank details are there, submit the claim again; it is kept as it is. The policy of the scheme says how far they must have got.',
  },
  'outcome-differs': {
    meaning:
      'The recorded steps lead to another outcome than the one sent, or some are not recorded yet. `derivedOutcome` says to which, or is null.',
    remedy: 'Record the missing steps, change them, or send the outcome that they lead to.',
  },
  'amount-above-held': {
    meaning: 'The decision would pay more than the fund holds for this claim.',
    remedy: 'Correct the cost in the payment step. The amount that is held never grows.',
  },
  'change-set-not-ready': {
    meaning:
      'The change set was approved already, was not tried on past claims, or no longer fits the scheme as it is or its day.',
    remedy: 'Read `detail`. Replay it, or propose the change again.',
  },
  'stale-version': {
    meaning: 'Somebody changed it since you read it; `currentVersion` and `ETag` say how far it has gone.',
    remedy: 'Read it again, look at what changed, and send your change with the new `ETag` in `If-Match`.',
  },
  'too-large': {
    meaning: 'The body is larger than 256 KB.',
    remedy: 'Send less. Files never go through the API: ask for an upload and send them to storage.',
  },
  'unsupported-media-type': {
    meaning: 'The body does not say that it is JSON.',
    remedy: 'Send JSON with the header `Content-Type: application/json`.',
  },
  'validation-failed': {
    meaning: 'Parts of the request cannot be accepted. `errors` names each one by its JSON pointer.',
    remedy: 'Correct everything that is listed and send it again.',
  },
  'outside-window': {
    meaning: 'The claim came after the last day on which it could be submitted, or before the first.',
    remedy: 'Check the dates on the claim. A day in the window ends at 23:59:59 in London.',
  },
  'not-eligible': {
    meaning:
      'The scheme does not pay for this claim. `rules` lists the rules that failed, with their versions.',
    remedy:
      'Read each explanation. Correct what is wrong on the claim; what the scheme excludes stays excluded.',
  },
  'evidence-missing': {
    meaning: 'Files that the claim needs were not announced, or have not arrived.',
    remedy: 'Upload what is listed, then submit again.',
  },
  'evidence-refused': {
    meaning: 'At least one file cannot be used: see the table of evidence codes below.',
    remedy: 'Remove each refused file, upload a good one, then submit again.',
  },
  'precondition-required': {
    meaning: 'The operation needs an `If-Match` or an `Idempotency-Key` header, and it is missing.',
    remedy: 'Send the `ETag` of your last read in `If-Match`, or a key of your own in `Idempotency-Key`.',
  },
  'too-many-requests': {
    meaning: 'More requests came than the service takes at once.',
    remedy: 'Wait a moment, then send it again, more slowly.',
  },
  internal: {
    meaning:
      'The service failed. The answer says nothing of the cause; the log has it under the correlation id.',
    remedy:
      'Try again in a moment, under the same `Idempotency-Key`. If it happens again, report the correlation id.',
  },
};
