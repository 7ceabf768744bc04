/** A fixed number of places, handed out in the order in which they were asked for. */
export class Slots {
  readonly #waiting: PromiseWithResolvers<undefined>[] = [];
  #free: number;
  #refusal: Error | undefined;

  constructor(size: number) {
    this.#free = size;
  }

  /** Resolves when the caller holds a place. Every place taken must be freed exactly once. */
  async take(): Promise<void> {
    if (this.#refusal !== undefined) throw this.#refusal;
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    const turn = Promise.withResolvers<undefined>();
    this.#waiting.push(turn);
    await turn.promise;
  }

  /** The place goes straight to whoever waited longest, so nobody who comes later can slip in between. */
  free(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next.resolve(undefined);
  }

  /** Turns away everybody who waits and everybody still to come. */
  refuse(reason: Error): void {
    this.#refusal = reason;
    for (const turn of this.#waiting.splice(0)) turn.reject(reason);
  }
}
