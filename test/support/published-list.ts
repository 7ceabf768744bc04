const HEADER =
  'code,title,level,type,awarding_organisation_or_provider,max_reimbursement_gbp,split,valid_from,valid_to,oliver_fund,inferred_valid_from,inferred_valid_to,rate_confidence';

/** A row of the published list, all invented, with these cells other. */
export interface ListedRow {
  readonly code: string;
  readonly title?: string;
  readonly level?: string;
  readonly type?: string;
  readonly awardedBy?: string;
  readonly maximum?: string;
  readonly split?: string;
  readonly from?: string;
  readonly to?: string;
  readonly oliver?: string;
  readonly inferredFrom?: string;
  readonly inferredTo?: string;
  readonly confidence?: string;
}

const quoted = (cell: string): string => (/[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

function cellsOf(row: ListedRow): readonly string[] {
  return [
    row.code,
    row.title ?? 'Award in Dementia Care',
    row.level ?? '3',
    row.type ?? 'qualification',
    row.awardedBy ?? 'Northmoor Awards',
    row.maximum ?? '600.00',
    row.split ?? '60/40',
    row.from ?? '2025-12-01',
    row.to ?? '2026-03-31',
    row.oliver ?? 'n',
    row.inferredFrom ?? '',
    row.inferredTo ?? '',
    row.confidence ?? 'high',
  ];
}

/** A file in the format of the published list. */
export const publishedList = (rows: readonly ListedRow[], lineEnd = '\n'): string =>
  [HEADER, ...rows.map((row) => cellsOf(row).map(quoted).join(','))].join(lineEnd);
