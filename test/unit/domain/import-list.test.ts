import { describe, expect, it } from 'vitest';
import type { CatalogueEntry } from '../../../shared/domain/catalogue.ts';
import { MOST_ROWS, countRows, importList } from '../../../shared/domain/catalogue/import-list.ts';
import type { ImportedRow } from '../../../shared/domain/catalogue/import-list.ts';
import { publishedList } from '../../support/published-list.ts';
import type { ListedRow } from '../../support/published-list.ts';

const LISTED: CatalogueEntry = {
  ...{ code: 'FIRE-L2', title: 'Fire Safety', kind: 'course', fund: 'main', split: false },
  ...{ rate: 'fixed', maximumPence: 5_000, level: 2, minimumAge: 18, illustrative: false },
  ...{ awardingOrganisation: 'Rowan College', validFrom: '2025-04-01', validTo: '2026-03-31' },
};
const FIRE: ListedRow = {
  ...{ code: 'FIRE-L2', title: 'Fire Safety', level: '2', type: 'course', awardedBy: 'Rowan College' },
  ...{ maximum: '£50', split: '100', from: '2025-04-01', to: '2026-03-31' },
};

const listing = { catalogue: [LISTED], effectiveOn: '2025-12-01' } as const;

function imported(rows: readonly ListedRow[], lineEnd?: string) {
  const list = importList(publishedList(rows, lineEnd), listing);
  if (!list.ok) throw new Error(list.error.code);
  return list.value;
}
const only = (row: ListedRow): ImportedRow | undefined => imported([row]).rows[0];
const columnsOf = (row: ListedRow) => only(row)?.problems.map(({ column }) => column);

describe('an imported list', () => {
  it('takes new lines, passes over those that it has, and says what changes in others', () => {
    const { rows, entries } = imported([
      { code: 'DEM-L3' },
      FIRE,
      { ...FIRE, code: 'FIRE-L2', from: '2026-04-01', to: '2027-03-31', maximum: '60' },
    ]);
    expect(rows.map(({ line, outcome }) => [line, outcome])).toEqual([
      [2, 'accepted'],
      [3, 'unchanged'],
      [4, 'accepted'],
    ]);
    expect(entries.map(({ code, validFrom }) => [code, validFrom])).toEqual([
      ['DEM-L3', '2025-12-01'],
      ['FIRE-L2', '2026-04-01'],
    ]);
    // The list has no columns for these: they stay as the code's latest line has them.
    expect(entries[1]).toMatchObject({ rate: 'fixed', minimumAge: 18, maximumPence: 6_000 });
    expect(only({ ...FIRE, to: '2025-12-31', title: 'Fire Safety, 2025' })).toMatchObject({
      outcome: 'changed',
      detail:
        'Changed: title from Fire Safety to Fire Safety, 2025; last day of payment from 31 March 2026 to 31 December 2025.',
    });
  });

  it.each(['£1,540', '1540', '1540.00', '£1540.00', ' 1,540.00 '])('reads %j as £1,540', (maximum) => {
    expect(imported([{ code: 'ONE', maximum }]).entries[0]?.maximumPence).toBe(154_000);
  });

  it.each<readonly [string, string, Partial<ListedRow>]>([
    ['a formula', 'title', { title: '=HYPERLINK("http://example.test")' }],
    ['a formula with +', 'awarding_organisation_or_provider', { awardedBy: '+44' }],
    ['a formula with @', 'title', { title: '@SUM(A1)' }],
    ['a formula in the code', 'code', { code: '-1+2' }],
    ['no code', 'code', { code: '' }],
    ['a code that is none', 'code', { code: 'A|B' }],
    ['no title', 'title', { title: ' ' }],
    ['characters that cannot be seen', 'title', { title: 'Care\u202e' }],
    ['a title without end', 'title', { title: 'x'.repeat(201) }],
    ['a level that is none', 'level', { level: '12' }],
    ['a level in words', 'level', { level: 'two' }],
    ['an unknown type', 'type', { type: 'diploma' }],
    ['no amount', 'max_reimbursement_gbp', { maximum: '' }],
    ['nothing to pay', 'max_reimbursement_gbp', { maximum: '0.00' }],
    ['less than nothing', 'max_reimbursement_gbp', { maximum: '-5' }],
    ['a price that nobody asks', 'max_reimbursement_gbp', { maximum: '1000000' }],
    ['commas in the wrong place', 'max_reimbursement_gbp', { maximum: '15,40' }],
    ['half a penny', 'max_reimbursement_gbp', { maximum: '1.505' }],
    ['an unknown split', 'split', { split: '50/50' }],
    ['a day that does not exist', 'valid_from', { from: '2025-02-29' }],
    ['a day in another order', 'valid_to', { to: '31/03/2026' }],
    ['an inferred day that is none', 'inferred_valid_from', { from: '', inferredFrom: 'April' }],
    ['days upside down', 'valid_to', { from: '2026-01-01', to: '2025-12-01' }],
    ['a fund that is none', 'oliver_fund', { oliver: 'maybe' }],
  ])('refuses %s, and names the column %s', (_what, column, change) => {
    const row = only({ code: 'NEW-1', ...change });
    expect(row?.outcome).toBe('error');
    expect(row?.problems.map((problem) => problem.column)).toEqual([column]);
    expect(row?.problems[0]?.fix).toMatch(/^[A-Z].*\.$/u);
  });

  it('names everything that is wrong with a row at once', () => {
    expect(columnsOf({ code: '', maximum: '', from: '', to: '' })).toEqual([
      'code',
      'max_reimbursement_gbp',
      'valid_from',
      'valid_to',
    ]);
  });

  it('refuses the later of two rows for the same days, and what changes past payments', () => {
    const twice = imported([{ code: 'ONE' }, { code: 'ONE' }, { code: 'ONE', from: '2026-01-01' }]);
    expect(twice.rows.map(({ outcome, problems }) => [outcome, problems[0]?.column])).toEqual([
      ['accepted', undefined],
      ['error', 'code'],
      ['error', 'valid_from'],
    ]);
    const past = only({ ...FIRE, maximum: '£60' });
    expect(past).toMatchObject({ outcome: 'error' });
    expect(past?.problems[0]?.detail).toContain('most for one learner from £50 to £60');
    expect(only({ ...FIRE, to: '2025-11-15' })).toMatchObject({ outcome: 'error' });
    expect(only({ ...FIRE, to: '2025-11-30' })).toMatchObject({ outcome: 'changed' });
  });

  it('takes inferred days, and marks rates in which nobody has confidence', () => {
    const inferred = {
      from: '',
      to: '',
      inferredFrom: '2024-04-01',
      inferredTo: '2025-03-31',
      confidence: 'low',
    };
    const { entries, rows } = imported([{ code: 'OLD-1', ...inferred }]);
    expect(entries[0]).toMatchObject({ validFrom: '2024-04-01', validTo: '2025-03-31', illustrative: true });
    expect(rows[0]?.detail).toBe(
      'New. Up to £600 (illustrative) for payments from 1 April 2024 to 31 March 2025.',
    );
  });

  it('reads a byte order mark, CRLF and quotes', () => {
    const rows = [{ code: 'ONE', title: 'Care, "with" commas', maximum: '£1,540' }];
    const list = importList(`\uFEFF${publishedList(rows, '\r\n')}\r\n`, listing);
    expect(list.ok && list.value.entries[0]).toMatchObject({
      title: 'Care, "with" commas',
      maximumPence: 154_000,
    });
  });

  it('refuses a row that was cut in the wrong place', () => {
    const list = importList(`${publishedList([{ code: 'ONE' }])},more`, listing);
    expect(list.ok && list.value.rows[0]?.problems[0]?.detail).toBe(
      'The row has 14 cells, and the header has 13.',
    );
  });

  it.each([
    ['', 'empty'],
    [publishedList([]), 'empty'],
    ['code,title\na,b', 'column-missing'],
    ['code,code\na,b', 'column-twice'],
    [publishedList(Array.from({ length: MOST_ROWS + 1 }, () => ({ code: 'A' }))), 'too-many-rows'],
    ['"code', 'unclosed-quote'],
  ])('refuses a file as a whole that cannot be trusted', (csv, code) => {
    expect(importList(csv, listing)).toMatchObject({ ok: false, error: { code } });
  });

  it('counts its rows', () => {
    expect(countRows(imported([{ code: 'ONE' }, FIRE, { code: '' }]).rows)).toEqual({
      ...{ accepted: 1, unchanged: 1, changed: 0, error: 1 },
    });
  });
});
