import { londonDayOf } from '../../domain/calendar-day.ts';
import type { CalendarDay } from '../../domain/calendar-day.ts';
import type { CatalogueEntry } from '../../domain/catalogue.ts';
import { importList } from '../../domain/catalogue/import-list.ts';
import type { ImportedRow, ListFault } from '../../domain/catalogue/import-list.ts';
import { mayDo } from '../../domain/permissions.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { ChangeSet, SchemeChange, SchemeRevision } from '../../domain/scheme/change-set.ts';
import { applied, schemeFaults } from '../../domain/scheme/judge-change.ts';
import type { PersonContext } from '../ports/context.ts';
import { forbidden, invalid } from '../refusal.ts';
import type { FieldError, Refusal } from '../refusal.ts';
import { changeSetEvent, detailOf } from './change-set-detail.ts';
import type { ChangeSetDetail, ChangeSetPorts } from './change-set-detail.ts';

/** What somebody wants to change: the policy's versions, lines of the list, or the published list as a file. */
export type ProposedContent =
  | { readonly kind: 'policy'; readonly versions: readonly SchemePolicy[] }
  | { readonly kind: 'catalogue'; readonly entries: readonly CatalogueEntry[] }
  | { readonly kind: 'catalogue'; readonly csv: string };

export interface Proposal {
  readonly content: ProposedContent;
  readonly effectiveOn: CalendarDay;
  readonly reason: string;
}

/** More than ten times the list of 2025-26, and still one transaction. */
const MOST_LINES = 3_000;
const MOST_ERRORS = 100;

function listFault(fault: ListFault): string {
  switch (fault.code) {
    case 'unclosed-quote':
      return `A quote is opened on line ${fault.line} and never closed. Close it.`;
    case 'stray-quote':
      return `There is a quote in the middle of a cell on line ${fault.line}. Put the cell in quotes, and double those inside.`;
    case 'empty':
      return 'The file has no rows. Send the header and at least one row.';
    case 'too-many-rows':
      return `The file has more than ${fault.most} rows. Send it in parts.`;
    case 'column-twice':
      return `The header names a column twice: ${fault.columns.join(', ').slice(0, 200)}. Keep one of them.`;
    case 'column-missing':
      return `The header lacks these columns: ${fault.columns.join(', ')}. Add them.`;
  }
}

const rowErrors = (rows: readonly ImportedRow[]): readonly FieldError[] =>
  rows.flatMap(({ line, problems }) =>
    problems.map(({ column, detail, fix }) => ({
      pointer: '/csv',
      code: 'row-refused',
      detail: `Line ${line}${column === '' ? '' : `, column ${column}`}: ${detail} ${fix}`,
    })),
  );

/** Rows that are wrong stay out of the change and in its report. A file in which nothing is right or new is refused. */
function imported(
  csv: string,
  base: SchemeRevision,
  effectiveOn: CalendarDay,
): Result<SchemeChange, Refusal> {
  const list = importList(csv, { catalogue: base.catalogue, effectiveOn });
  if (!list.ok) return failure(invalid('/csv', list.error.code, listFault(list.error)));
  const { entries, rows } = list.value;
  if (entries.length > 0) return success({ kind: 'catalogue', entries, rows });
  const errors = rowErrors(rows).slice(0, MOST_ERRORS);
  return failure(
    errors.length > 0
      ? { code: 'validation-failed', errors }
      : invalid('/csv', 'nothing-changes', 'The list has all of this already. Change something.'),
  );
}

const changeOf = ({ content, effectiveOn }: Proposal, base: SchemeRevision): Result<SchemeChange, Refusal> =>
  'csv' in content ? imported(content.csv, base, effectiveOn) : success(content);

function refusalOf(
  base: SchemeRevision,
  change: SchemeChange,
  setting: { readonly effectiveOn: CalendarDay; readonly today: CalendarDay },
): Refusal | undefined {
  const errors = schemeFaults(base, change, setting);
  if (errors.length > 0) return { code: 'validation-failed', errors };
  return applied(base, change).catalogue.length > MOST_LINES
    ? invalid('/entries', 'too-many-lines', `The list would have more than ${MOST_LINES} lines. Add fewer.`)
    : undefined;
}

/**
 * Writes down what somebody wants to change of the scheme, beside its newest revision. Nothing is changed by it: it
 * has to be tried on past claims, and approved by somebody else, before its day.
 */
export async function proposeChange(
  ports: ChangeSetPorts,
  proposal: Proposal,
  context: PersonContext,
): Promise<Result<ChangeSetDetail, Refusal>> {
  if (!mayDo(context.person, 'scheme.propose'))
    return failure(forbidden('Only a policy owner may propose a change of the scheme.'));
  const base = await ports.scheme.latest();
  const change = changeOf(proposal, base);
  if (!change.ok) return change;
  const { effectiveOn, reason } = proposal;
  const refusal = refusalOf(base, change.value, { effectiveOn, today: londonDayOf(context.now) });
  if (refusal) return failure(refusal);
  const changeSet: ChangeSet = {
    changeSetId: ports.ids.unique(context.now),
    kind: change.value.kind,
    state: 'proposed',
    ...{ effectiveOn, reason, baseRevision: base.revision },
    proposedBy: context.person.personId,
    proposedAt: context.now,
    version: 1,
  };
  const { changeSetId, version } = changeSet;
  const about = { changeSetId, version, action: 'propose' } as const;
  await ports.changeSets.propose(changeSet, change.value, changeSetEvent(ports, about, context));
  return success(await detailOf(ports, changeSet, context.now));
}
