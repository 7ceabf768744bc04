import { FUNDS } from '../../domain/catalogue.ts';
import { EVIDENCE_TYPES } from '../../domain/evidence.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import { KNOWN_YEARS, firstDayOf, lastDayOf } from '../../domain/scheme-year.ts';

/** The scheme in figures, for anybody who asks. */
export const schemeJson = (policy: SchemePolicy) => ({
  name: 'Adult Social Care Learning and Development Support Scheme',
  years: KNOWN_YEARS.map((year) => ({ year, paymentsFrom: firstDayOf(year), paymentsTo: lastDayOf(year) })),
  funds: FUNDS,
  window: { months: policy.windowMonths, ends: '23:59:59 Europe/London on the last day' },
  policy,
  evidence: { contentTypes: EVIDENCE_TYPES, ...policy.evidence },
});
