/** What a write under a key did, kept for the life of the claim, in the same transaction as the write itself. */
export interface IdempotencyRecord {
  /** Whose key it is: keys of different people never meet. */
  readonly scope: string;
  readonly key: string;
  /** Hash of the operation and its body: another body under the same key is a mistake, and is refused. */
  readonly fingerprint: string;
  /** The result of the write, as JSON, to give the same answer again. */
  readonly result: string;
}

export interface IdempotencyStore {
  find(scope: string, key: string): Promise<IdempotencyRecord | undefined>;
}
