/** Something that was started and has to be ended. */
interface Closable {
  close(): Promise<void>;
}

/** Ends what was started, the last first, so that nothing is ended while another part still uses it. */
export class Closing {
  readonly #parts: Closable[] = [];
  #closed: Promise<void> | undefined;

  /** Answers the part itself. A part that comes when everything has been ended is ended at once. */
  add<Part extends Closable>(part: Part): Part {
    this.#parts.push(part);
    if (this.#closed !== undefined) this.#closed = this.#closed.finally(() => part.close());
    return part;
  }

  /** Ends everything, even when a part fails to end; that failure is thrown afterwards. Safe to call twice. */
  close(): Promise<void> {
    this.#closed ??= this.#closeAll();
    return this.#closed;
  }

  async #closeAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const part of this.#parts.toReversed()) {
      await part.close().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, 'Not everything could be ended.');
  }
}
