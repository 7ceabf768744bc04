import { describe, expect, it } from 'vitest';
import { RULES } from '../../../shared/domain/rules/run-rules.ts';
import { REASONS, reasonFor } from '../../../shared/domain/reason-codes.ts';

/** What the employer can put right (section 7 of the rules) is sent back; what nobody can put right is rejected. */
const TABLE = [
  ['payment-not-shown', 'payment', 'action'],
  ['payment-date-missing', 'payment', 'action'],
  ['payee-missing', 'payment', 'action'],
  ['learners-not-broken-down', 'payment', 'action'],
  ['payment-illegible', 'payment', 'action'],
  ['payment-date-wrong', 'payment', 'action'],
  ['not-eligible-training', 'payment', 'reject'],
  ['paid-by-learner', 'payment', 'reject'],
  ['certificate-not-shown', 'completion', 'action'],
  ['certificate-date-missing', 'completion', 'action'],
  ['certificate-name-differs', 'completion', 'action'],
  ['certificate-illegible', 'completion', 'action'],
  ['completion-date-wrong', 'completion', 'action'],
  ['no-longer-employed', 'completion', 'action'],
  ['trainer-not-approved', 'completion', 'reject'],
  ['apprenticeship', 'completion', 'reject'],
  ['not-employed-at-start', 'completion', 'reject'],
] as const;

describe('reasons', () => {
  it('are exactly those of the table', () => {
    expect(Object.keys(REASONS).toSorted()).toEqual(TABLE.map(([code]) => code).toSorted());
  });

  it.each(TABLE)('%s belongs to the %s step and leads to: %s', (code, step, outcome) => {
    expect(reasonFor(code)).toMatchObject({ step, outcome });
  });

  it.each(Object.entries(REASONS))(
    '%s says what is wrong and what to do, in whole sentences',
    (_code, reason) => {
      expect(reason.detail).toMatch(/^[A-Z].+\.$/);
      expect(reason.fix).toMatch(/^[A-Z].+\.$/);
      expect(reason.fix).not.toBe(reason.detail);
    },
  );

  it('a fault that its own advice tells the employer to mend is never a reason to reject', () => {
    const mendable = Object.entries(REASONS).filter(([, { fix }]) =>
      /^(Add|Upload|Change|Correct)\b/.test(fix),
    );
    expect(mendable.map(([code]) => code).toSorted()).toEqual(
      TABLE.filter(([, , outcome]) => outcome === 'action')
        .map(([code]) => code)
        .toSorted(),
    );
    expect(mendable.filter(([, { outcome }]) => outcome !== 'action')).toEqual([]);
  });

  it.each(Object.entries(REASONS))('%s names a rule that says the same of its fault', (_code, reason) => {
    const rule = RULES.find(({ id }) => id === reason.rule);
    expect(rule?.fault).toBe(reason.outcome === 'action' ? 'correctable' : 'final');
  });

  it.each(['', 'PAYMENT-NOT-SHOWN', 'toString', '__proto__', 'constructor'])('%j is no reason', (code) => {
    expect(reasonFor(code)).toBeUndefined();
  });
});
