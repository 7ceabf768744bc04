import * as z from 'zod';
import type { RequestFrame } from './request-frames.ts';

/**
 * `down`: every request fails as DynamoDB's own fault does, so an SDK tries again. `slow`: every request waits 300 ms.
 * `conflict`: every `TransactWriteItems` is cancelled because each of its items is in another transaction.
 */
export type FaultMode = 'off' | 'down' | 'slow' | 'conflict';

/** What becomes of a request: it goes on to the engine after a delay, or it is answered here and never gets there. */
export type Verdict =
  | { readonly kind: 'pass'; readonly delayMs: number }
  | { readonly kind: 'answer'; readonly status: number; readonly body: string };

export interface Faults {
  /** From the next request on. With `times`, the fault ends by itself after so many requests that it has hit. */
  set(mode: FaultMode, times?: number): void;
  judge(request: RequestFrame): Verdict;
}

const API = 'DynamoDB_20120810.';
const SLOW_MS = 300;
const PASS: Verdict = { kind: 'pass', delayMs: 0 };

const transaction = z.looseObject({ TransactItems: z.array(z.unknown()) });

/** Faults of the DynamoDB API. Its streams are another service and go on as before. */
export function faultSwitch(): Faults {
  let mode: FaultMode = 'off';
  let left = Number.POSITIVE_INFINITY;
  return {
    set(next, times = Number.POSITIVE_INFINITY) {
      if (times <= 0) {
        throw new Error(`A fault must hit at least one request, not ${times}.`);
      }
      mode = next;
      left = times;
    },
    judge(request) {
      if (mode === 'off' || !isHit(mode, request.target)) {
        return PASS;
      }
      const verdict = verdictOf(mode, request);
      left -= 1;
      if (left === 0) {
        mode = 'off';
      }
      return verdict;
    },
  };
}

function isHit(mode: FaultMode, target: string): boolean {
  return mode === 'conflict' ? target === `${API}TransactWriteItems` : target.startsWith(API);
}

function verdictOf(mode: Exclude<FaultMode, 'off'>, request: RequestFrame): Verdict {
  switch (mode) {
    case 'slow':
      return { kind: 'pass', delayMs: SLOW_MS };
    case 'down':
      return answer(500, 'InternalServerError', { message: 'Internal server error' });
    case 'conflict': {
      const items = transaction.safeParse(parsed(request.body)).data?.TransactItems ?? [];
      const reason = {
        Code: 'TransactionConflict',
        Message: 'Transaction is ongoing for the item',
      };
      return answer(400, 'TransactionCanceledException', {
        Message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${items.map(() => reason.Code).join(', ')}]`,
        CancellationReasons: items.map(() => reason),
      });
    }
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function answer(status: number, type: string, details: Readonly<Record<string, unknown>>): Verdict {
  const body = JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}`, ...details });
  return { kind: 'answer', status, body };
}
