/** One mapping at work. */
export interface Poller {
  /** Resolves once nothing was pending at some moment after the call. */
  settled(): Promise<void>;
  /** Resolves once no invocation is running; begins none after the call. */
  close(): Promise<void>;
}
