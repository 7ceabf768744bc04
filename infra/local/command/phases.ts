import type { Log } from '../engine.ts';

/** Says how long each step of the start takes. */
export class Phases {
  readonly #say: Log;
  readonly #startedAt = performance.now();

  constructor(say: Log) {
    this.#say = say;
  }

  /** Runs a step and says, once it has succeeded, what it was and how long it took. */
  async run<Result>(name: string, step: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now();
    const result = await step();
    this.#say(`${seconds(startedAt)}  ${name}`);
    return result;
  }

  /** Says how long everything took together. */
  total(name: string): void {
    this.#say(`${seconds(this.#startedAt)}  ${name}`);
  }
}

function seconds(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)} s`;
}
