export interface ThrottleSettings {
  /** How many requests may come at once after a pause. */
  readonly burst: number;
  /** How many requests a second the allowance grows by. */
  readonly ratePerSecond: number;
}

/** A token bucket, as API Gateway throttles a stage. */
export class Throttle {
  readonly #settings: ThrottleSettings;
  #tokens: number;
  #filledAt = performance.now();

  constructor(settings: ThrottleSettings) {
    this.#settings = settings;
    this.#tokens = settings.burst;
  }

  /** True when the request may pass, which uses up one token. */
  admits(): boolean {
    const now = performance.now();
    const grown = ((now - this.#filledAt) / 1000) * this.#settings.ratePerSecond;
    this.#tokens = Math.min(this.#settings.burst, this.#tokens + grown);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
