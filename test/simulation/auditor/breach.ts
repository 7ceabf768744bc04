/** Something that must never be true is true. */
export class Breach extends Error {
  override readonly name = 'Breach';
  readonly invariant: string;

  constructor(invariant: string, detail: string) {
    super(`${invariant}: ${detail}`);
    this.invariant = invariant;
  }
}

/** Throws a breach of that invariant unless the condition is true. */
export function must(invariant: string, condition: boolean, detail: () => string): asserts condition {
  if (!condition) throw new Breach(invariant, detail());
}

/** Throws a breach unless the two are the same, to the last digit. */
export function mustBe(
  invariant: string,
  what: string,
  [actual, expected]: readonly [unknown, unknown],
): void {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (one !== other) throw new Breach(invariant, `${what} is ${one}, and must be ${other}`);
}
