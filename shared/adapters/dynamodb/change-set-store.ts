import type { Approval, ChangeSetStep, ChangeSets } from '../../application/ports/scheme-changes.ts';
import { success } from '../../domain/result.ts';
import type { SchemeChange } from '../../domain/scheme/change-set.ts';
import {
  changeSetEventOf,
  changeSetEventRow,
  changeSetOf,
  changeSetRow,
  contentRows,
  putEntriesOf,
  rowsReportOf,
  versionsOf,
} from './change-set-rows.ts';
import { ABSENT } from './condition.ts';
import type { Condition } from './condition.ts';
import { cursorAt, cutPage, positionOf } from './cursor.ts';
import { CHANGE_SETS, EVENTS, SCHEME_HEAD, changeSetKey, changeSetPartition } from './keys.ts';
import { queryAll, queryFirst, readItem, rowsOf } from './read.ts';
import { SHIPPED_HEAD } from './scheme.ts';
import type { SchemeTables } from './scheme.ts';
import { catalogueRows, headOf, headRow, policyRows } from './scheme-rows.ts';
import type { SchemeHead } from './scheme-rows.ts';
import { put, transact } from './transact.ts';
import type { Action } from './transact.ts';

const LIST = { name: 'change-sets', shape: /^[\w-]{1,64}$/u };

async function readContent(
  { client, tables: { claims } }: SchemeTables,
  { changeSetId, kind }: Parameters<ChangeSets['content']>[0],
): Promise<SchemeChange> {
  const part = (name: string) => queryAll(client, rowsOf(claims, changeSetPartition(changeSetId), name));
  if (kind === 'policy') return { kind, versions: (await part('VERSIONS#')).flatMap(versionsOf) };
  const [entries, rows] = await Promise.all([part('ENTRIES#'), part('ROWS#')]);
  const report = rows.flatMap(rowsReportOf);
  return {
    kind,
    entries: entries.flatMap(putEntriesOf),
    ...(report.length > 0 && { rows: report }),
  };
}

function stepActions(
  claims: string,
  { after, event }: Pick<ChangeSetStep, 'after' | 'event'>,
  condition: Condition,
): readonly Action<'changed'>[] {
  return [
    { write: put(claims, changeSetRow(after), condition), refusal: () => 'changed' },
    { write: put(claims, changeSetEventRow(event), ABSENT) },
  ];
}

/** Still proposed, and still as it was read. */
const asRead = ({ before }: Pick<ChangeSetStep, 'before'>): Condition => ({
  expression: 'version = :version AND #state = :proposed',
  names: { state: 'state' },
  values: { version: before.version, proposed: 'proposed' },
});

/** Two different people and a replay: the write itself asks, whatever the caller has seen. */
function approvable(step: ChangeSetStep): Condition {
  const { expression, names, values } = asRead(step);
  return {
    expression: `${expression} AND proposedBy <> :approver AND attribute_exists(replayedAt)`,
    ...(names && { names }),
    values: { ...values, approver: step.event.personId },
  };
}

/** The rows of the next revision: the part that changes is written anew, the other is pointed to. */
function revisionActions(
  claims: string,
  { base, next, after }: Approval,
  head: SchemeHead,
): readonly Action<'outdated'>[] {
  const before = head.revisions.at(-1) ?? SHIPPED_HEAD.revisions[0];
  if (before === undefined) throw new Error('The scheme has no revision');
  const { revision, liveFrom } = next;
  const isPolicy = after.kind === 'policy';
  const place = {
    ...before,
    ...{ revision, liveFrom },
    ...(isPolicy ? { policies: revision } : { catalogue: revision }),
  };
  const isFirst = base.revision === 0;
  const unchanged: Condition = isFirst
    ? ABSENT
    : { expression: '#revision = :base', names: { revision: 'revision' }, values: { base: base.revision } };
  const rows = [
    ...(isFirst ? [...policyRows(0, base.policies), ...catalogueRows(0, base.catalogue)] : []),
    ...(isPolicy ? policyRows(revision, next.policies) : catalogueRows(revision, next.catalogue)),
  ];
  return [
    {
      write: put(claims, headRow({ revision, revisions: [...head.revisions, place] }), unchanged),
      refusal: () => 'outdated',
    },
    ...rows.map((row) => ({ write: put(claims, row, ABSENT) })),
  ];
}

/** Keeps change sets beside the scheme that they change, so that both are written together. */
export const createChangeSets = (options: SchemeTables): ChangeSets => {
  const { client, tables } = options;
  const { claims } = tables;
  return {
    async read(changeSetId) {
      const item = await readItem(client, claims, changeSetKey(changeSetId));
      return item && changeSetOf(item);
    },
    content: (changeSet) => readContent(options, changeSet),
    async history(changeSetId) {
      const items = await queryAll(client, rowsOf(claims, changeSetPartition(changeSetId), EVENTS));
      return items.map(changeSetEventOf);
    },
    async list({ cursor, limit }) {
      const after = cursor === undefined ? undefined : changeSetKey(positionOf(cursor, LIST));
      const question = {
        table: claims,
        consistent: true,
        condition: 'pk = :pk',
        values: { pk: CHANGE_SETS },
        descending: true,
        pageSize: limit + 1,
        startAfter: after,
      };
      const found = (await queryFirst(client, question, limit + 1)).map(changeSetOf);
      return cutPage(found, limit, ({ changeSetId }) => cursorAt(LIST.name, changeSetId));
    },
    async propose(changeSet, change, event) {
      const rows = [...contentRows(changeSet.changeSetId, change), changeSetEventRow(event)];
      const writes = [changeSetRow(changeSet), ...rows].map((row) => ({ write: put(claims, row, ABSENT) }));
      await transact(client, writes);
    },
    async keepReplay(step) {
      return transact(client, stepActions(claims, step, asRead(step)));
    },
    async approve(approval) {
      const item = await readItem(client, claims, SCHEME_HEAD);
      const head = item === undefined ? SHIPPED_HEAD : headOf(item);
      if (head.revision !== approval.base.revision) return { ok: false, error: 'outdated' };
      const done = await transact<'changed' | 'outdated'>(client, [
        ...stepActions(claims, approval, approvable(approval)),
        ...revisionActions(claims, approval, head),
      ]);
      return done.ok ? success(undefined) : done;
    },
  };
};
