import type { Invoke, Log } from '../engine.ts';
import type { BatchOutcome } from './batch-response.ts';
import { invokeWithBatch } from './batch-response.ts';
import type { GivenUp } from './failure-report.ts';
import type { StreamMapping } from './mappings.ts';
import type { Delivery } from './stream-event.ts';
import { pauseFor } from './waiting.ts';

export interface DeliveryContext {
  readonly mapping: StreamMapping;
  readonly invoke: Invoke;
  /** Everything up to this record is settled: done, or given up and reported. */
  readonly settle: (sequenceNumber: string) => void;
  /** Takes a batch that is given up. It is settled only once this has resolved. */
  readonly report: (givenUp: GivenUp) => Promise<void>;
  readonly retryDelayMs: (failures: number) => number;
  readonly log: Log;
  readonly closing: AbortSignal;
}

/** Consecutive records that are tried together, and what trying them has come to so far. */
interface Piece {
  readonly deliveries: readonly Delivery[];
  readonly failures: number;
  readonly functionError: string | undefined;
}

/**
 * Delivers a batch in order, again and again, and resolves with true once all of it is settled; or with false at
 * closing, when what is not settled will come again after the next start.
 *
 * Every piece is settled before the next is tried, so order holds within the shard whatever fails.
 */
export async function deliverBatch(
  deliveries: readonly Delivery[],
  context: DeliveryContext,
): Promise<boolean> {
  let pieces: readonly Piece[] = [{ deliveries, failures: 0, functionError: undefined }];
  for (;;) {
    const [piece, ...later] = pieces;
    if (piece === undefined) {
      return true;
    }
    if (context.closing.aborted) {
      return false;
    }
    pieces = [...(await tryPiece(piece, context)), ...later];
  }
}

/** Tries a piece once, settles what can be settled, and gives back what is left of it. */
async function tryPiece(piece: Piece, context: DeliveryContext): Promise<readonly Piece[]> {
  const tooOld = countTooOld(piece, context.mapping.maximumRecordAgeSeconds);
  if (tooOld > 0) {
    await giveUp({ ...piece, deliveries: piece.deliveries.slice(0, tooOld) }, 'RecordAgeExceeded', context);
    return without(piece, tooOld);
  }
  const { mapping, invoke } = context;
  const outcome = await invokeWithBatch({
    invoke,
    functionName: mapping.functionName,
    records: piece.deliveries.map(({ record }) => record),
    reportable: mapping.reportBatchItemFailures
      ? new Set(piece.deliveries.map(({ sequenceNumber }) => sequenceNumber))
      : undefined,
  });
  switch (outcome.kind) {
    case 'done':
      settleAll(piece.deliveries, context);
      return [];
    case 'partial': {
      const firstFailed = piece.deliveries.findIndex(({ sequenceNumber }) =>
        outcome.failed.has(sequenceNumber),
      );
      settleAll(piece.deliveries.slice(0, firstFailed), context);
      return failedOnce(advanced(piece, firstFailed), outcome, context);
    }
    case 'failed':
      return mapping.bisectBatchOnFunctionError && piece.deliveries.length > 1
        ? halves(piece)
        : failedOnce(piece, outcome, context);
  }
}

/** Progress is a new beginning: the retries are counted for the record that the batch is held up by. */
function advanced(piece: Piece, settled: number): Piece {
  return settled === 0
    ? piece
    : { deliveries: piece.deliveries.slice(settled), failures: 0, functionError: undefined };
}

async function failedOnce(
  piece: Piece,
  outcome: BatchOutcome,
  context: DeliveryContext,
): Promise<readonly Piece[]> {
  const functionError = outcome.kind === 'failed' ? outcome.functionError : undefined;
  const failed = { ...piece, failures: piece.failures + 1, functionError };
  const { maximumRetryAttempts, id } = context.mapping;
  const why = outcome.kind === 'failed' ? outcome.why : 'it reported failures';
  context.log(`event source ${id}: ${failed.deliveries.length} records failed (${failed.failures}): ${why}`);
  if (maximumRetryAttempts !== -1 && failed.failures > maximumRetryAttempts) {
    await giveUp(failed, 'RetryAttemptsExhausted', context);
    return [];
  }
  await pauseFor(context.retryDelayMs(failed.failures), context.closing);
  return [failed];
}

/** Splitting is not a retry: it does not count as one. */
function halves(piece: Piece): readonly Piece[] {
  const middle = Math.ceil(piece.deliveries.length / 2);
  return [
    { ...piece, deliveries: piece.deliveries.slice(0, middle) },
    { ...piece, deliveries: piece.deliveries.slice(middle) },
  ];
}

function without(piece: Piece, count: number): readonly Piece[] {
  return piece.deliveries.length === count ? [] : [{ ...piece, deliveries: piece.deliveries.slice(count) }];
}

/** Records age in their order, so those that are too old come first. */
function countTooOld({ deliveries }: Piece, maximumAgeSeconds: number): number {
  if (maximumAgeSeconds === -1) {
    return 0;
  }
  const oldest = Date.now() - maximumAgeSeconds * 1000;
  const firstYoung = deliveries.findIndex(({ createdAt }) => createdAt >= oldest);
  return firstYoung === -1 ? deliveries.length : firstYoung;
}

async function giveUp(
  piece: Piece,
  condition: GivenUp['condition'],
  context: DeliveryContext,
): Promise<void> {
  const { deliveries, failures, functionError } = piece;
  context.log(`event source ${context.mapping.id}: ${deliveries.length} records are given up: ${condition}`);
  await context.report({ deliveries, condition, invocations: failures, functionError });
  settleAll(deliveries, context);
}

function settleAll(deliveries: readonly Delivery[], { settle }: DeliveryContext): void {
  const last = deliveries.at(-1);
  if (last !== undefined) {
    settle(last.sequenceNumber);
  }
}
