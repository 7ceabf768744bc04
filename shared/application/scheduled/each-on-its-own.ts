export interface Failed<Item> {
  readonly item: Item;
  readonly error: unknown;
}

/** What became of a run over many things. */
export interface Tally<Item> {
  readonly done: number;
  readonly failed: readonly Failed<Item>[];
}

/**
 * Does the work for each, whatever becomes of the others: one thing that cannot be helped must not keep the rest from
 * being helped. `work` says whether it did anything.
 */
export async function eachOnItsOwn<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<boolean>,
): Promise<Tally<Item>> {
  let done = 0;
  const failed: Failed<Item>[] = [];
  for (const item of items) {
    try {
      if (await work(item)) done += 1;
    } catch (error) {
      failed.push({ item, error });
    }
  }
  return { done, failed };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'NotAnError');

/** Ends a run in which something failed, once everything else is done: its alarm has to ring all the same. */
export function throwFailures(failed: readonly Failed<unknown>[]): void {
  if (failed.length === 0) return;
  const errors = failed.map(({ error }) => error);
  const names = [...new Set(errors.map(nameOf))].join(', ');
  throw new AggregateError(errors, `${errors.length} could not be done: ${names}`);
}
