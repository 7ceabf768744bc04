import { catalogueEntrySchema, policySchema } from '../../contracts/stored/scheme.ts';
import { schemeHeadSchema } from '../../contracts/stored/change-set.ts';
import type { CatalogueEntry } from '../../domain/catalogue.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import * as z from 'zod';
import { attributeOf, checked, keyOf, recordOf } from './item.ts';
import type { Item, Row } from './item.ts';
import { SCHEME_HEAD, schemeKey } from './keys.ts';

/** Which rows are live from which day. */
export type SchemeHead = z.output<typeof schemeHeadSchema>;

const HEAD = { record: 'scheme', key: SCHEME_HEAD };
const entriesSchema = z.array(catalogueEntrySchema);

/** Lines in one row: a page stays well under the size of an item, whatever its lines say. */
const LINES_IN_A_PAGE = 50;

/** The things in pages of so many, in their order. */
export const pagesOf = <Thing>(things: readonly Thing[], size: number): readonly (readonly Thing[])[] =>
  Array.from({ length: Math.ceil(things.length / size) }, (_, page) =>
    things.slice(page * size, (page + 1) * size),
  );

export const headOf = (item: Item): SchemeHead => recordOf(item, schemeHeadSchema, HEAD);
export const headRow = (head: SchemeHead): Row => ({
  ...SCHEME_HEAD,
  ...checked(schemeHeadSchema, head, HEAD),
});

export const policyOf = (item: Item): SchemePolicy =>
  attributeOf(item, { name: 'policy', schema: policySchema }, { record: 'policy', key: keyOf(item) });
export const entriesOf = (item: Item): readonly CatalogueEntry[] =>
  attributeOf(item, { name: 'entries', schema: entriesSchema }, { record: 'catalogue', key: keyOf(item) });

/** One row for each version of the policy. */
export const policyRows = (revision: number, policies: readonly SchemePolicy[]): readonly Row[] =>
  policies.map((policy) => {
    const key = schemeKey('POLICY', revision, policy.version);
    return { ...key, policy: checked(policySchema, policy, { record: 'policy', key }) };
  });

/** The list, in pages of lines. */
export const catalogueRows = (revision: number, catalogue: readonly CatalogueEntry[]): readonly Row[] =>
  pagesOf(catalogue, LINES_IN_A_PAGE).map((entries, page) => {
    const key = schemeKey('CATALOGUE', revision, String(page).padStart(4, '0'));
    return { ...key, entries: checked(entriesSchema, entries, { record: 'catalogue', key }) };
  });
