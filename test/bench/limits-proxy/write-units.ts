import type { TableDefinition } from '../../../infra/local/dynamodb/table-definition.ts';
import { indexesOf } from './images.ts';
import type { Image, IndexEntry } from './images.ts';

/** Units that a write takes from one partition of the table, or of one of its global indexes. */
export interface Cost {
  readonly bucket: string;
  readonly units: number;
}

/** A stored item or none, before and after a write. */
export interface Change {
  readonly before: Image | undefined;
  readonly after: Image | undefined;
}

const KILOBYTE = 1024;

export const unitsFor = (bytes: number): number => Math.max(1, Math.ceil(bytes / KILOBYTE));

/** The larger of the two sizes counts; where there is no item on either side, one unit does. */
export const baseUnits = ({ before, after }: Change): number =>
  unitsFor(Math.max(before?.bytes ?? 0, after?.bytes ?? 0));

/** One write puts an entry in, takes it out or changes it; one that moves is taken out and put in again. */
function entryUnits(before: IndexEntry | undefined, after: IndexEntry | undefined): number {
  if (before && before.place === after?.place) {
    return before.content === after.content ? 0 : unitsFor(Math.max(before.bytes, after.bytes));
  }
  return (before ? unitsFor(before.bytes) : 0) + (after ? unitsFor(after.bytes) : 0);
}

/**
 * What the table's indexes cost on top, by the guide ("Write capacity units" of local and of global indexes). A local
 * index takes from the item's own partition; a global one from a partition of its own. In a transaction they cost what
 * they cost outside of it: measured on AWS, github.com/nubo-db/dynoxide #188.
 */
export function indexCosts(table: TableDefinition, own: string, { before, after }: Change): readonly Cost[] {
  return indexesOf(table).flatMap((index) => {
    const [old, fresh] = [before?.entries.get(index.name), after?.entries.get(index.name)];
    if (index.isLocal) {
      const units = entryUnits(old, fresh);
      return units > 0 ? [{ bucket: own, units }] : [];
    }
    const bucket = (entry: IndexEntry): string => `${table.name}/${index.name} ${entry.partition}`;
    if (old && old.partition === fresh?.partition) {
      const units = entryUnits(old, fresh);
      return units > 0 ? [{ bucket: bucket(fresh), units }] : [];
    }
    return [old, fresh].flatMap((entry) =>
      entry ? [{ bucket: bucket(entry), units: unitsFor(entry.bytes) }] : [],
    );
  });
}
