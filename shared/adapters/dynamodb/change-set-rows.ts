import * as z from 'zod';
import {
  changeSetEventSchema,
  changeSetSchema,
  importedRowSchema,
} from '../../contracts/stored/change-set.ts';
import { catalogueEntrySchema, policySchema } from '../../contracts/stored/scheme.ts';
import type { ChangeSet, ChangeSetEvent, SchemeChange } from '../../domain/scheme/change-set.ts';
import { attributeOf, checked, keyOf } from './item.ts';
import type { Item, Row } from './item.ts';
import { changeSetEventKey, changeSetKey, contentKey } from './keys.ts';
import { pagesOf } from './scheme-rows.ts';

const CONTENT = {
  'VERSIONS#': { schema: z.array(policySchema), size: 50 },
  'ENTRIES#': { schema: z.array(catalogueEntrySchema), size: 50 },
  'ROWS#': { schema: z.array(importedRowSchema), size: 100 },
} as const;

/** What the conditions of later writes ask stands beside the record itself. */
export function changeSetRow(changeSet: ChangeSet): Row {
  const key = changeSetKey(changeSet.changeSetId);
  const { version, state, proposedBy, replay } = changeSet;
  return {
    ...key,
    changeSet: checked(changeSetSchema, changeSet, { record: 'change set', key }),
    ...{ version, state, proposedBy, replayedAt: replay?.replayedAt },
  };
}

export const changeSetOf = (item: Item): ChangeSet =>
  attributeOf(
    item,
    { name: 'changeSet', schema: changeSetSchema },
    { record: 'change set', key: keyOf(item) },
  );

export function changeSetEventRow(event: ChangeSetEvent): Row {
  const key = changeSetEventKey(event);
  return { ...key, event: checked(changeSetEventSchema, event, { record: 'event of a change set', key }) };
}

export const changeSetEventOf = (item: Item): ChangeSetEvent =>
  attributeOf(
    item,
    { name: 'event', schema: changeSetEventSchema },
    { record: 'event of a change set', key: keyOf(item) },
  );

function pages(changeSetId: string, part: keyof typeof CONTENT, things: readonly unknown[]): readonly Row[] {
  const { schema, size } = CONTENT[part];
  return pagesOf(things, size).map((content, page) => {
    const key = contentKey(changeSetId, part, page);
    const place = { record: 'content of a change set', key };
    return { ...key, content: checked<unknown>(schema, content, place) };
  });
}

/** What is proposed, in pages. It is written once, with the proposal. */
export const contentRows = (changeSetId: string, change: SchemeChange): readonly Row[] =>
  change.kind === 'policy'
    ? pages(changeSetId, 'VERSIONS#', change.versions)
    : [...pages(changeSetId, 'ENTRIES#', change.entries), ...pages(changeSetId, 'ROWS#', change.rows ?? [])];

export const versionsOf = (item: Item) => contentOf(item, CONTENT['VERSIONS#'].schema);
export const putEntriesOf = (item: Item) => contentOf(item, CONTENT['ENTRIES#'].schema);
export const rowsReportOf = (item: Item) => contentOf(item, CONTENT['ROWS#'].schema);

function contentOf<Value>(item: Item, schema: z.ZodType<Value>): Value {
  const place = { record: 'content of a change set', key: keyOf(item) };
  return attributeOf(item, { name: 'content', schema }, place);
}
