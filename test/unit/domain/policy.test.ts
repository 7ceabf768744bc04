import { describe, expect, it } from 'vitest';
import { POLICY_VERSIONS, SHIPPED_POLICY, limitsOf, policyOn } from '../../../shared/domain/policy.ts';
import type { SchemePolicy } from '../../../shared/domain/policy.ts';
import { faultsOf } from '../../../shared/domain/policy/change-set.ts';
import { differences } from '../../../shared/domain/policy/differences.ts';

const versionOn = (day: string) => policyOn(day, POLICY_VERSIONS);

describe('the version that governs a payment', () => {
  it.each([
    ['2024-03-31', undefined],
    ['2024-04-01', '2024-25.1'],
    ['2025-03-31', '2024-25.1'],
    ['2025-04-01', '2025-26.1'],
    ['2026-03-31', '2025-26.1'],
    ['2026-04-01', '2026-27.1'],
    ['2027-03-31', '2026-27.1'],
    ['2027-04-01', undefined],
  ])('on %s is %s', (day, version) => {
    expect(versionOn(day)?.version).toBe(version);
  });
});

describe('pots and caps (section 0): what no source states is not set, and so refused', () => {
  const set = (potPence: number, capPence: number) => ({ ok: true, value: { potPence, capPence } });
  const unset = { ok: false, error: 'no-limit-set' };

  it.each([
    ['2024-06-01', 'main', set(1_200_000_000, 40_000_000)],
    ['2024-06-01', 'oliver', unset],
    ['2025-06-01', 'main', set(1_200_000_000, 40_000_000)],
    ['2025-06-01', 'oliver', unset],
    ['2026-06-01', 'main', unset],
    ['2026-06-01', 'oliver', unset],
  ] as const)('on %s the %s fund', (day, fund, expected) => {
    const policy = versionOn(day);
    expect(policy && limitsOf(policy, fund)).toEqual(expected);
  });

  it('the pot of Oliver McGowan training in 2025-26 is £11.98 million', () => {
    expect(versionOn('2025-06-01')?.funds.oliver?.potPence).toBe(1_198_000_000);
  });

  it.each([
    ['2024-06-01', 'main', '2025-03-21'],
    ['2025-06-01', 'main', undefined],
    ['2025-06-01', 'oliver', '2026-03-20'],
    ['2026-06-01', 'oliver', undefined],
  ] as const)('on %s the last day to submit to the %s fund is %s', (day, fund, last) => {
    expect(versionOn(day)?.funds[fund]?.lastSubmissionDay).toBe(last);
  });
});

describe('a difference in plain words', () => {
  const changed: SchemePolicy = {
    ...SHIPPED_POLICY,
    windowMonths: 4,
    strictOrder: false,
    secondApproverAbovePence: 250_050,
    longStops: [],
    funds: { main: { potPence: 1_500_000_000, capPence: 40_000_000 } },
  };

  it('says each thing that changes, from what to what', () => {
    expect(differences(SHIPPED_POLICY, changed).map(({ sentence }) => sentence)).toEqual([
      'The time to submit changes from 3 months to 4 months.',
      'The amount above which two people approve changes from £5,000 to £2,500.50.',
      'Whether a claim that does not fit keeps later ones behind it changes from yes to no.',
      'The list of long stops changes from begun before 31 March 2025: by 31 December 2026 to none.',
      'The pot of the main fund changes from £12,000,000 to £15,000,000.',
      'Whether the Oliver McGowan fund pays in this year changes from yes to no.',
      'The pot of the Oliver McGowan fund changes from £11,980,000 to not set.',
      'The last day to submit to the Oliver McGowan fund changes from 20 March 2026 to not set.',
    ]);
  });

  it('is nothing between a version and itself', () => {
    expect(differences(SHIPPED_POLICY, { ...SHIPPED_POLICY, version: 'another-name' })).toEqual([]);
  });
});

const TODAY = '2025-11-22';
const both = ['policy@staff', 'lead@staff'];
const [first, , third] = POLICY_VERSIONS;
const years = (second: readonly SchemePolicy[]): readonly SchemePolicy[] => [
  ...(first ? [first] : []),
  ...second,
  ...(third ? [third] : []),
];
const shortened = { ...SHIPPED_POLICY, effectiveTo: '2025-12-31' };
const newYear: SchemePolicy = {
  ...SHIPPED_POLICY,
  version: '2025-26.2',
  effectiveFrom: '2026-01-01',
  windowMonths: 4,
};
const codes = (proposed: readonly SchemePolicy[], approvedBy = both, today = TODAY) =>
  faultsOf(POLICY_VERSIONS, { proposed, approvedBy }, today).map(({ code }) => code);

describe('a change set', () => {
  it('that two people approved may split the year from a day to come', () => {
    expect(codes(years([shortened, newYear]))).toEqual([]);
  });

  it.each([
    ['nobody', []],
    ['one person', ['policy@staff']],
    ['one person twice', ['policy@staff', 'policy@staff']],
  ])('that %s approved waits', (_who, approvedBy) => {
    expect(codes(years([shortened, newYear]), approvedBy)).toEqual(['needs-two-approvers']);
  });

  it('may not overlap: not by a day', () => {
    expect(codes(years([{ ...shortened, effectiveTo: '2026-01-01' }, newYear]))).toEqual(['overlap']);
  });

  it('may not leave a gap: not of a day', () => {
    expect(codes(years([{ ...shortened, effectiveTo: '2025-12-30' }, newYear]))).toEqual(['gap']);
  });

  it('begins tomorrow at the earliest', () => {
    const from = (day: string, before: string) =>
      codes(
        years([
          { ...shortened, effectiveTo: before },
          { ...newYear, effectiveFrom: day },
        ]),
      );
    expect(from('2025-11-23', '2025-11-22')).toEqual([]);
    expect(from('2025-11-22', '2025-11-21')).toEqual(['edits-the-past', 'not-in-the-future']);
  });

  it('may not edit a version that has begun, nor take it away', () => {
    expect(codes(years([{ ...SHIPPED_POLICY, windowMonths: 4 }]))).toEqual(['edits-the-past']);
    expect(codes(years([{ ...SHIPPED_POLICY, effectiveFrom: '2025-04-02' }]))).toEqual([
      'gap',
      'edits-the-past',
    ]);
    expect(codes(POLICY_VERSIONS.slice(1))).toEqual(['edits-the-past']);
  });

  it('may not put off the end of a year that is over', () => {
    const ended = first && { ...first, effectiveTo: '2025-03-30' };
    const proposed = [...(ended ? [ended] : []), { ...SHIPPED_POLICY, effectiveFrom: '2025-03-31' }];
    expect(codes(proposed)).toContain('edits-the-past');
  });

  it('may write a version that has not begun anew', () => {
    const next = third && { ...third, funds: { main: { potPence: 1, capPence: 1 } } };
    expect(codes([...POLICY_VERSIONS.slice(0, 2), ...(next ? [next] : [])])).toEqual([]);
  });

  it('changes something, names no version twice, and ends after it begins', () => {
    expect(codes(POLICY_VERSIONS)).toEqual(['nothing-changes']);
    expect(codes(years([shortened, { ...newYear, version: '2025-26.1' }]))).toContain('version-used-twice');
    expect(
      codes([...POLICY_VERSIONS.slice(0, 2), ...(third ? [{ ...third, effectiveTo: '2026-03-31' }] : [])]),
    ).toEqual(['period-upside-down']);
  });
});
