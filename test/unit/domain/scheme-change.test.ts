import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SHIPPED_CATALOGUE } from '../../../shared/domain/catalogue-entries.ts';
import { entryFaults, withEntries } from '../../../shared/domain/catalogue/changes.ts';
import { searchCatalogue } from '../../../shared/domain/catalogue/search.ts';
import { POLICY_VERSIONS, SHIPPED_POLICY } from '../../../shared/domain/policy.ts';
import type { SchemePolicy } from '../../../shared/domain/policy.ts';
import type { SchemeRevision } from '../../../shared/domain/scheme/change-set.ts';
import { applied, schemeFaults, sentencesOf } from '../../../shared/domain/scheme/judge-change.ts';
import { trialOf } from '../../../shared/domain/scheme/trial.ts';

const BASE: SchemeRevision = {
  ...{ revision: 0, liveFrom: '2024-04-01' },
  ...{ policies: POLICY_VERSIONS, catalogue: SHIPPED_CATALOGUE },
};
const SETTING = { effectiveOn: '2026-01-01', today: '2025-10-01' } as const;
const [OLD = SHIPPED_POLICY, , COMING = SHIPPED_POLICY] = POLICY_VERSIONS;
const CUT: SchemePolicy = { ...SHIPPED_POLICY, effectiveTo: '2025-12-31' };
const NEW: SchemePolicy = {
  ...SHIPPED_POLICY,
  ...{ version: '2025-26.2', effectiveFrom: '2026-01-01', windowMonths: 2 },
};
const policy = (...versions: readonly SchemePolicy[]) => ({ kind: 'policy', versions }) as const;
const faults = (...versions: readonly SchemePolicy[]) =>
  schemeFaults(BASE, policy(...versions), SETTING).map(({ pointer, code }) => [pointer, code]);
const UPM = SHIPPED_CATALOGUE.findLast(({ code }) => code === 'UPM');

describe('a change of the policy', () => {
  it('fits where every day is governed once and nothing past is other', () => {
    expect(faults(OLD, CUT, NEW, COMING)).toEqual([]);
  });

  it.each<readonly [string, readonly SchemePolicy[], readonly (readonly [string, string])[]]>([
    ['nothing', POLICY_VERSIONS, [['/versions', 'nothing-changes']]],
    ['an overlap', [OLD, SHIPPED_POLICY, NEW, COMING], [['/versions/1/effectiveTo', 'overlap']]],
    [
      'a gap',
      [OLD, { ...CUT, effectiveTo: '2025-12-31' }, { ...NEW, effectiveFrom: '2026-01-02' }, COMING],
      [['/versions/1/effectiveTo', 'gap']],
    ],
    ['another past', [{ ...OLD, windowMonths: 6 }, CUT, NEW, COMING], [['/versions/0', 'edits-the-past']]],
    ['a past that is gone', [CUT, NEW, COMING], [['/versions', 'edits-the-past']]],
    [
      'a beginning before its day',
      [OLD, { ...CUT, effectiveTo: '2025-12-30' }, { ...NEW, effectiveFrom: '2025-12-31' }, COMING],
      [
        ['/versions/1', 'edits-the-past'],
        ['/versions/2/effectiveFrom', 'not-in-the-future'],
      ],
    ],
    [
      'a version of two years',
      [OLD, CUT, { ...NEW, effectiveTo: '2026-04-30' }, { ...COMING, effectiveFrom: '2026-05-01' }],
      [['/versions/2/year', 'outside-its-year']],
    ],
  ])('is refused for %s, with pointers', (_what, versions, expected) => {
    expect(faults(...versions)).toEqual(expected);
  });

  it('is refused for a day that has come, or before that of another change', () => {
    const today = { effectiveOn: '2025-10-01', today: '2025-10-01' };
    expect(schemeFaults(BASE, policy(OLD, CUT, NEW, COMING), today)[0]).toMatchObject({
      ...{ pointer: '/effectiveOn', code: 'not-in-the-future' },
    });
    const later = { ...BASE, liveFrom: '2026-02-01' };
    expect(schemeFaults(later, policy(OLD, CUT, NEW, COMING), SETTING)[0]).toMatchObject({
      ...{ pointer: '/effectiveOn', code: 'before-another-change' },
    });
  });

  it('says what changes, also what goes', () => {
    const sentences = sentencesOf(BASE, policy(OLD, CUT, NEW));
    expect(sentences.at(-1)).toBe(
      'Version 2026-27.1, for payments from 1 April 2026 to 31 March 2027, is taken away.',
    );
    expect(sentences).toContain('Version 2025-26.2: The time to submit changes from 3 months to 2 months.');
  });

  it('is tried in the place of the version that it follows', () => {
    const { policies } = trialOf(BASE, policy(OLD, CUT, NEW, COMING), SETTING.effectiveOn);
    expect(
      policies.map(({ version, effectiveFrom, effectiveTo }) => [version, effectiveFrom, effectiveTo]),
    ).toEqual([
      ['2024-25.1', '2024-04-01', '2025-03-31'],
      ['2025-26.2', '2025-04-01', '2026-03-31'],
      ['2026-27.1', '2026-04-01', '2027-03-31'],
    ]);
  });
});

describe('a change of the list', () => {
  const put = (change: Partial<(typeof SHIPPED_CATALOGUE)[number]>) => {
    if (UPM === undefined) throw new Error('The list has lost its line');
    return { kind: 'catalogue', entries: [{ ...UPM, maximumPence: 20_000, ...change }] } as const;
  };
  const next = { validFrom: '2026-04-01', validTo: '2027-03-31' };

  it.each([
    [{}, '/entries/0/validFrom', 'edits-the-past'],
    [{ maximumPence: 16_000 }, '/entries', 'nothing-changes'],
    [{ validFrom: '2026-03-31', validTo: '2026-04-30' }, '/entries/0/validFrom', 'overlap'],
    [{ validFrom: '2026-04-30', validTo: '2026-04-01' }, '/entries/0/validTo', 'period-upside-down'],
    [{ maximumPence: 16_000, validTo: '2025-12-30' }, '/entries/0/validFrom', 'edits-the-past'],
  ])('%j is refused at %s: %s', (change, pointer, code) => {
    const found = schemeFaults(BASE, put(change), SETTING).map((fault) => [fault.pointer, fault.code]);
    expect(found).toEqual([[pointer, code]]);
  });

  it.each([
    next,
    { maximumPence: 16_000, validTo: '2025-12-31' },
    { maximumPence: 16_000, title: 'Another name' },
  ])('%j fits', (change) => {
    expect(schemeFaults(BASE, put(change), SETTING)).toEqual([]);
  });

  it('is tried in the place of the line that it follows, and keeps every other line', () => {
    const { catalogue } = trialOf(BASE, put(next), SETTING.effectiveOn);
    expect(catalogue).toHaveLength(SHIPPED_CATALOGUE.length);
    expect(
      catalogue.find(({ code, validFrom }) => code === 'UPM' && validFrom === '2025-04-01'),
    ).toMatchObject({
      ...{ maximumPence: 20_000, validTo: '2026-03-31' },
    });
    expect(applied(BASE, put(next)).catalogue).toHaveLength(SHIPPED_CATALOGUE.length + 1);
  });

  it('never leaves two lines of a code for one day, whatever is put in', () => {
    const days = ['2025-04-01', '2025-12-31', '2026-01-01', '2026-04-01', '2026-06-30', '2027-03-31'];
    const entry = fc
      .tuple(fc.constantFrom('UPM', 'USM', 'NEW-1'), fc.constantFrom(...days), fc.constantFrom(...days))
      .map(([code, validFrom, validTo]) => ({ ...put({}).entries[0], code, validFrom, validTo }));
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 5 }), (entries) => {
        if (entryFaults(SHIPPED_CATALOGUE, entries, '2026-01-01').length > 0) return;
        const after = withEntries(SHIPPED_CATALOGUE, entries);
        for (const code of ['UPM', 'USM', 'NEW-1']) {
          for (const day of days) {
            const covering = after.filter(
              (each) => each.code === code && each.validFrom <= day && day <= each.validTo,
            );
            expect(covering.length).toBeLessThanOrEqual(1);
          }
        }
        // Payments before the change get what they got.
        for (const before of SHIPPED_CATALOGUE) {
          const now = after.find(
            ({ code, validFrom }) => code === before.code && validFrom === before.validFrom,
          );
          expect(now?.maximumPence).toBe(before.maximumPence);
        }
      }),
    );
  });
});

describe('a search of the list', () => {
  const codes = (words: string) => [
    ...new Set(searchCatalogue(SHIPPED_CATALOGUE, words).map(({ code }) => code)),
  ];
  it.each([
    ['digital', ['DIGLEAD-L5']],
    ['OMMT/T1', ['OMMT/T1/INT', 'OMMT/T1/EXT']],
    ['level 4', ['DIPAC-L4']],
    ['LEVEL 5 diploma', ['DIPLM-L5']],
    ['nothing like it', []],
  ])('for %j finds %j', (words, expected) => {
    expect(codes(words)).toEqual(expected);
  });

  it('finds an awarding organisation, and a level of its own alone', () => {
    const [first] = SHIPPED_CATALOGUE;
    if (first === undefined) throw new Error('The list is empty');
    const lines = [
      { ...first, code: '111/2233/3', title: 'Care', level: 2, awardingOrganisation: 'Northmoor Awards' },
      { ...first, code: 'B', title: 'Care', level: 3, awardingOrganisation: 'Rowan College' },
    ];
    expect(searchCatalogue(lines, 'northmoor').map(({ code }) => code)).toEqual(['111/2233/3']);
    expect(searchCatalogue(lines, 'care level 3').map(({ code }) => code)).toEqual(['B']);
    expect(searchCatalogue(lines, '')).toHaveLength(2);
  });
});
