import type { Answer } from '../../contracts/http/answer-fields.ts';
import type { catalogueEntryResponse, schemeResponse } from '../../contracts/http/scheme-responses.ts';
import { FUNDS, evidenceRequired } from '../../domain/catalogue.ts';
import type { CatalogueEntry } from '../../domain/catalogue.ts';
import { EVIDENCE_TYPES } from '../../domain/evidence.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import { KNOWN_YEARS, firstDayOf, lastDayOf } from '../../domain/scheme-year.ts';

/** The scheme in figures, for anybody who asks. */
export const schemeJson = (policy: SchemePolicy): Answer<typeof schemeResponse> => ({
  name: 'Adult Social Care Learning and Development Support Scheme',
  years: KNOWN_YEARS.map((year) => ({ year, paymentsFrom: firstDayOf(year), paymentsTo: lastDayOf(year) })),
  funds: FUNDS,
  window: { months: policy.windowMonths, ends: '23:59:59 Europe/London on the last day' },
  policy,
  evidence: { contentTypes: EVIDENCE_TYPES, ...policy.evidence },
});

/** A line of the list of eligible training. What it does not say is null. */
export function entryJson(entry: CatalogueEntry): Answer<typeof catalogueEntryResponse> {
  const { payment, completion } = evidenceRequired(entry, 'full');
  return {
    ...entry,
    awardingOrganisation: entry.awardingOrganisation ?? null,
    level: entry.level ?? null,
    minimumAge: entry.minimumAge ?? null,
    course: entry.course ?? null,
    firstStart: entry.firstStart ?? null,
    evidence: [...(payment ? (['payment'] as const) : []), ...(completion ? (['completion'] as const) : [])],
  };
}
