import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Scheme } from '../../application/ports/registry.ts';
import type { SchemeHistory } from '../../application/ports/scheme-changes.ts';
import { londonDayOf } from '../../domain/calendar-day.ts';
import type { CalendarDay, Instant } from '../../domain/calendar-day.ts';
import type { CatalogueEntry } from '../../domain/catalogue.ts';
import { SHIPPED_CATALOGUE } from '../../domain/catalogue-entries.ts';
import { POLICY_VERSIONS, SHIPPED_POLICY, policyOn } from '../../domain/policy.ts';
import type { SchemePolicy } from '../../domain/policy.ts';
import type { SchemeRevision } from '../../domain/scheme/change-set.ts';
import type { TableNames } from './client.ts';
import { CorruptRecordError } from './errors.ts';
import { SCHEME_HEAD, schemeRows } from './keys.ts';
import { queryAll, readItem, rowsOf } from './read.ts';
import { entriesOf, headOf, policyOf } from './scheme-rows.ts';
import type { SchemeHead } from './scheme-rows.ts';

export interface SchemeTables {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'claims'>;
}

/** The first state of the scheme is the one that ships with the product. The first change writes it down beside its own. */
export const SHIPPED_HEAD: SchemeHead = {
  revision: 0,
  revisions: [{ revision: 0, liveFrom: '2024-04-01', policies: 0, catalogue: 0 }],
};

type Place = SchemeHead['revisions'][number];

interface SchemeReader {
  /** One small read: where the scheme's rows are. Undefined while nothing was ever changed. */
  head(): Promise<SchemeHead | undefined>;
  policies(head: SchemeHead | undefined, place: Place): Promise<readonly SchemePolicy[]>;
  catalogue(head: SchemeHead | undefined, place: Place): Promise<readonly CatalogueEntry[]>;
}

/** Rows of the scheme never change once they are written, so each is read once in the life of a process. */
function once<Value>(read: (number: number) => Promise<Value>): (number: number) => Promise<Value> {
  const known = new Map<number, Promise<Value>>();
  return (number) => {
    const reading = known.get(number) ?? read(number);
    known.set(number, reading);
    // A read that failed is not kept: the next one asks again.
    reading.catch(() => known.delete(number));
    return reading;
  };
}

function schemeReader({ client, tables: { claims } }: SchemeTables): SchemeReader {
  const rows = async (part: 'POLICY' | 'CATALOGUE', revision: number) => {
    const { pk, sk } = schemeRows(part, revision);
    const items = await queryAll(client, rowsOf(claims, pk, sk));
    if (items.length === 0) throw new CorruptRecordError('scheme', `${pk} ${sk}`);
    return items;
  };
  const policies = once(async (revision) => (await rows('POLICY', revision)).map(policyOf));
  const catalogue = once(async (revision) => (await rows('CATALOGUE', revision)).flatMap(entriesOf));
  return {
    async head() {
      const item = await readItem(client, claims, SCHEME_HEAD);
      return item && headOf(item);
    },
    policies: (head, place) =>
      head === undefined ? Promise.resolve(POLICY_VERSIONS) : policies(place.policies),
    catalogue: (head, place) =>
      head === undefined ? Promise.resolve(SHIPPED_CATALOGUE) : catalogue(place.catalogue),
  };
}

/** The last that has begun; before all of them, the first. */
function placeOn(day: CalendarDay, { revisions }: SchemeHead): Place {
  const place = revisions.findLast(({ liveFrom }) => liveFrom <= day) ?? revisions[0];
  if (place === undefined) throw new CorruptRecordError('scheme', 'no revision');
  return place;
}

function policyOfDay(day: CalendarDay, versions: readonly SchemePolicy[]): SchemePolicy {
  const byEnd = versions
    .filter(({ effectiveFrom }) => effectiveFrom <= day)
    .toSorted((one, other) => (one.effectiveFrom < other.effectiveFrom ? -1 : 1));
  return policyOn(day, versions) ?? byEnd.at(-1) ?? versions[0] ?? SHIPPED_POLICY;
}

/**
 * The scheme as it is live at the moment of asking, for functions that work by it. Whoever asks reads one small row,
 * consistently; what it points to is read once and kept, because it never changes.
 */
export function createScheme({
  clock,
  ...options
}: SchemeTables & { readonly clock: { now(): Promise<Instant> } }): Scheme {
  const reader = schemeReader(options);
  const live = async () => {
    const [now, head] = await Promise.all([clock.now(), reader.head()]);
    const day = londonDayOf(now);
    return { day, head, place: placeOn(day, head ?? SHIPPED_HEAD) };
  };
  return {
    async policy() {
      const { day, head, place } = await live();
      return policyOfDay(day, await reader.policies(head, place));
    },
    async policies() {
      const { head, place } = await live();
      return reader.policies(head, place);
    },
    async catalogue() {
      const { head, place } = await live();
      return reader.catalogue(head, place);
    },
  };
}

/** Every state of the scheme, for those who change it. */
export function createSchemeHistory(options: SchemeTables): SchemeHistory {
  const reader = schemeReader(options);
  const at = async (choose: (head: SchemeHead) => Place | undefined): Promise<SchemeRevision> => {
    const head = await reader.head();
    const place = choose(head ?? SHIPPED_HEAD);
    if (place === undefined) throw new CorruptRecordError('scheme', 'no such revision');
    const [policies, catalogue] = await Promise.all([
      reader.policies(head, place),
      reader.catalogue(head, place),
    ]);
    const { revision, liveFrom } = place;
    return { revision, liveFrom, policies, catalogue };
  };
  return {
    latest: () => at(({ revisions }) => revisions.at(-1)),
    at: (revision) => at(({ revisions }) => revisions.find((place) => place.revision === revision)),
  };
}
