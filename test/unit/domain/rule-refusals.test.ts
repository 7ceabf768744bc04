import { describe, expect, it } from 'vitest';
import type { Rule } from '../../../shared/domain/rules/rule.ts';
import { RULES, refusalKindOf, resolutionOf } from '../../../shared/domain/rules/run-rules.ts';

type Becomes = readonly [kind: Rule['refusedAs'], fault: Rule['fault']];

const WRONG: Becomes = ['validation-failed', 'correctable'];
const NOT_YET: Becomes = ['not-eligible', 'correctable'];
const NEVER: Becomes = ['not-eligible', 'final'];
const TOO_LATE: Becomes = ['outside-window', 'final'];
const NOT_SHOWN: Becomes = ['evidence', 'correctable'];

/**
 * What becomes of a claim that each rule fails. Final is what no correction mends: the time has passed, the scheme does
 * not cover it, or it is paid for already. Everything else the employer can put right, so the claim goes back to it.
 */
const BECOMES: Readonly<Record<string, Becomes>> = {
  'claim.complete': WRONG,
  'claim.each-learner-once': WRONG,
  'training.on-the-list': NOT_YET,
  'training.valid-on-payment-date': NOT_YET,
  'training.split-allowed': NOT_YET,
  'training.quality-assured-provider': NOT_YET,
  'training.not-an-apprenticeship': NEVER,
  'training.approved-trainer': NEVER,
  'completion.start-part-approved': NOT_YET,
  'completion.learners-of-start-part': WRONG,
  'completion.employed-at-completion': NOT_YET,
  'completion.second-payment-in-order': WRONG,
  'dates.not-in-the-future': WRONG,
  'dates.completion-on-or-after-start': WRONG,
  'dates.on-or-after-scheme-start': NEVER,
  'dates.not-before-first-delivery': WRONG,
  'dates.within-window': TOO_LATE,
  'dates.before-year-end': TOO_LATE,
  'dates.before-long-stop': TOO_LATE,
  'employer.registration-complete': NOT_YET,
  'employer.provides-adult-social-care': NEVER,
  'employer.workforce-data-set-up-to-date': NOT_YET,
  'employer.registered-with-cqc': NOT_YET,
  'employer.determination-accepted': ['determination-not-accepted', 'correctable'],
  'employer.bank-details': ['bank-details-missing', 'correctable'],
  'learner.not-regulated': NOT_YET,
  'learner.old-enough': NOT_YET,
  'learner.national-insurance-number': WRONG,
  'learner.role-covered': NOT_YET,
  'learner.employed-at-start': NEVER,
  'learner.once-for-each-course': NEVER,
  'evidence.payment': NOT_SHOWN,
  'evidence.completion': NOT_SHOWN,
  'evidence.paid-by-employer': NEVER,
  'evidence.eligible-training': NEVER,
};

describe('what becomes of a claim that a rule fails', () => {
  it('is known of every rule, in the order in which people read a decision', () => {
    expect(RULES.map(({ id }) => id)).toEqual(Object.keys(BECOMES));
  });

  it.each(RULES.map(({ id, version }) => [id, version] as const))('%s', (id, version) => {
    const failed = { rules: [{ id, version, outcome: 'fail', explanation: '', inputs: {} }] } as const;
    const [kind, fault] = BECOMES[id] ?? [];
    expect(RULES.find((rule) => rule.id === id)?.fault).toBe(fault);
    expect(refusalKindOf(failed)).toBe(kind);
    expect(resolutionOf(failed).kind).toBe(fault === 'final' ? 'refuse' : 'send-back');
  });

  it('is nothing that a version decides which is not there', () => {
    const odd = {
      rules: [{ id: 'claim.complete', version: 99, outcome: 'fail', explanation: '', inputs: {} }],
    } as const;
    expect(refusalKindOf(odd)).toBeUndefined();
    expect(resolutionOf(odd).kind).toBe('send-back');
  });
});
