import { failure, success } from '../domain/result.ts';
import type { Result } from '../domain/result.ts';
import type { IdempotencyRecord, IdempotencyStore } from './ports/idempotency-store.ts';
import type { Refusal } from './refusal.ts';

/** What makes a request the same request: whose it is, the key they gave, and a hash of what they asked. */
export interface IdempotentRequest {
  readonly scope: string;
  readonly key: string;
  readonly fingerprint: string;
}

/** How a result goes into the record and comes out again. */
export interface ResultCodec<Value> {
  readonly write: (value: Value) => string;
  readonly read: (text: string) => Value;
}

interface Once<Value> {
  readonly store: IdempotencyStore;
  readonly request: IdempotentRequest | undefined;
  readonly codec: ResultCodec<Value>;
}

/** Makes the record that has to be written together with the value, when the request carries a key. */
export type Recorder<Value> = (value: Value) => IdempotencyRecord | undefined;

async function replay<Value>(
  { store, codec }: Once<Value>,
  request: IdempotentRequest,
): Promise<Result<Value, Refusal> | undefined> {
  const found = await store.find(request.scope, request.key);
  if (found === undefined) return undefined;
  return found.fingerprint === request.fingerprint
    ? success(codec.read(found.result))
    : failure({ code: 'idempotency-mismatch' });
}

/**
 * Does `work` at most once for each key, and gives the same answer again to the same request.
 *
 * The record is written in the work's own transaction, so there is no moment in which one exists without the other.
 * Two requests at once under one key: one transaction wins; the other is told `key-used`, or is refused because of what
 * the winner has just done, and reads the winner's answer either way.
 * Refusals are not recorded: a request that changed nothing may be mended and sent again under its key.
 */
export async function once<Value>(
  setting: Once<Value>,
  work: (record: Recorder<Value>) => Promise<Result<Value, Refusal | { readonly code: 'key-used' }>>,
): Promise<Result<Value, Refusal>> {
  const { request, codec } = setting;
  const before = request && (await replay(setting, request));
  if (before) return before;
  const done = await work((value) => request && { ...request, result: codec.write(value) });
  if (done.ok) return done;
  const winner = request && (await replay(setting, request));
  if (winner) return winner;
  return failure(done.error.code === 'key-used' ? { code: 'in-progress' } : done.error);
}
