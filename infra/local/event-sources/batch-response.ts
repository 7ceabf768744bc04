import * as z from 'zod';
import type { Invoke } from '../engine.ts';

/** What became of a batch. `failed` holds the identifiers of what is to come again. */
export type BatchOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'partial'; readonly failed: ReadonlySet<string> }
  | { readonly kind: 'failed'; readonly why: string; readonly functionError: string | undefined };

const response = z
  .looseObject({
    batchItemFailures: z.array(z.looseObject({ itemIdentifier: z.string().min(1) })).nullish(),
  })
  .nullish();

export interface BatchInvocation {
  readonly invoke: Invoke;
  readonly functionName: string;
  readonly records: readonly unknown[];
  /** The identifiers that the function may report, or undefined when reports are not looked at. */
  readonly reportable: ReadonlySet<string> | undefined;
}

/**
 * Invokes the function with the batch and reads its answer as Lambda does: a function error, or a report that cannot be
 * read or names what was not in the batch, fails all of it. Never rejects; a function that cannot be invoked has failed.
 */
export async function invokeWithBatch(batch: BatchInvocation): Promise<BatchOutcome> {
  const { invoke, functionName, records, reportable } = batch;
  try {
    const { payload, functionError } = await invoke(functionName, { Records: records });
    if (functionError !== undefined) {
      return { kind: 'failed', why: `the function answered ${functionError}`, functionError };
    }
    return reportable === undefined ? { kind: 'done' } : readReport(payload, reportable);
  } catch (error) {
    return { kind: 'failed', why: String(error), functionError: undefined };
  }
}

function readReport(payload: string, reportable: ReadonlySet<string>): BatchOutcome {
  const parsed = response.safeParse(fromJson(payload));
  if (!parsed.success) {
    return { kind: 'failed', why: 'its report of failures cannot be read', functionError: undefined };
  }
  const failed = new Set((parsed.data?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier));
  if (![...failed].every((identifier) => reportable.has(identifier))) {
    return { kind: 'failed', why: 'it reported what was not in the batch', functionError: undefined };
  }
  return failed.size === 0 ? { kind: 'done' } : { kind: 'partial', failed };
}

function fromJson(payload: string): unknown {
  try {
    return payload === '' ? undefined : JSON.parse(payload);
  } catch {
    return payload;
  }
}
