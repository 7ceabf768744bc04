import type { CalendarDay } from '../calendar-day.ts';
import type { CatalogueEntry } from '../catalogue.ts';
import { isSameLine, withEntries } from '../catalogue/changes.ts';
import type { SchemePolicy } from '../policy.ts';
import type { SchemeChange, SchemeRevision } from './change-set.ts';

/** The last of these that begins before `day`. */
const lastBefore = <Thing>(
  things: readonly Thing[],
  day: CalendarDay,
  beginningOf: (thing: Thing) => CalendarDay,
): Thing | undefined =>
  things
    .filter((thing) => beginningOf(thing) < day)
    .toSorted((one, other) => (beginningOf(one) < beginningOf(other) ? -1 : 1))
    .at(-1);

/** Payments are made under what has begun, and it never changes; so the first version that comes is tried on its claims. */
function triedPolicies(
  { policies }: SchemeRevision,
  versions: readonly SchemePolicy[],
  effectiveOn: CalendarDay,
): readonly SchemePolicy[] {
  const isNew = ({ version, ...rest }: SchemePolicy): boolean => {
    const before = policies.find((policy) => policy.version === version);
    return (
      rest.effectiveFrom >= effectiveOn && JSON.stringify(before) !== JSON.stringify({ version, ...rest })
    );
  };
  const [coming] = versions
    .filter(isNew)
    .toSorted((one, other) => (one.effectiveFrom < other.effectiveFrom ? -1 : 1));
  const begun = lastBefore(policies, effectiveOn, ({ effectiveFrom }) => effectiveFrom);
  if (coming === undefined || begun === undefined) return versions;
  const { effectiveFrom, effectiveTo } = begun;
  return policies.map((policy) => (policy === begun ? { ...coming, effectiveFrom, effectiveTo } : policy));
}

/** A line that follows another of its code is tried on the claims of the one before it. */
function triedCatalogue(
  { catalogue }: SchemeRevision,
  entries: readonly CatalogueEntry[],
): readonly CatalogueEntry[] {
  const lines = entries.map((entry): CatalogueEntry => {
    if (catalogue.some((line) => isSameLine(line, entry))) return entry;
    const ofCode = catalogue.filter(({ code }) => code === entry.code);
    const before = lastBefore(ofCode, entry.validFrom, ({ validFrom }) => validFrom);
    return before === undefined ? entry : { ...entry, validFrom: before.validFrom, validTo: before.validTo };
  });
  return withEntries(catalogue, lines);
}

/**
 * The scheme to try on past claims: what comes stands in the place of what it follows, as if it had governed those
 * payments. A change never governs the past, so that the past would otherwise say nothing about it.
 */
export const trialOf = (
  base: SchemeRevision,
  change: SchemeChange,
  effectiveOn: CalendarDay,
): Pick<SchemeRevision, 'policies' | 'catalogue'> =>
  change.kind === 'policy'
    ? { policies: triedPolicies(base, change.versions, effectiveOn), catalogue: base.catalogue }
    : { policies: base.policies, catalogue: triedCatalogue(base, change.entries) };
