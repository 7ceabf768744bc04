import { randomUUID } from 'node:crypto';
import { TransactionCanceledException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { CancellationReason, DynamoDBClient, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { ACTIONS_IN_A_TRANSACTION } from '../../application/ports/fund-ledger.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import { patiently } from './back-off.ts';
import { conditioned } from './condition.ts';
import type { Condition } from './condition.ts';
import { toItem, toKey } from './item.ts';
import type { Item, Row } from './item.ts';
import type { AnyKey } from './keys.ts';

/**
 * One action of a transaction together with what it means when its condition fails. They are built side by side and
 * read by position, so the meaning cannot drift away from the action. Without a meaning a failure is a fault.
 */
export interface Action<Refusal> {
  readonly write: TransactWriteItem;
  readonly refusal?: ((old: Item | undefined) => Refusal) | undefined;
}

export const put = (table: string, row: Row, condition?: Condition): TransactWriteItem => ({
  Put: { TableName: table, Item: toItem(row), ...(condition && conditioned(condition)) },
});

export const remove = (table: string, key: AnyKey, condition?: Condition): TransactWriteItem => ({
  Delete: { TableName: table, Key: toKey(key), ...(condition && conditioned(condition)) },
});

export const check = (table: string, key: AnyKey, condition: Condition): TransactWriteItem => ({
  ConditionCheck: { TableName: table, Key: toKey(key), ...conditioned(condition) },
});

function refusalsOf<Refusal>(
  actions: readonly Action<Refusal>[],
  reasons: readonly CancellationReason[],
): readonly Refusal[] {
  return reasons.flatMap(({ Code, Item: old }, position) => {
    const refusal = actions[position]?.refusal;
    return Code === 'ConditionalCheckFailed' && refusal !== undefined ? [refusal(old)] : [];
  });
}

/** Whether every action either could be done or failed its own condition, so that the positions mean something. */
const isVerdict = (reasons: readonly CancellationReason[], actions: readonly unknown[]): boolean =>
  reasons.length === actions.length &&
  reasons.every(({ Code }) => Code === 'None' || Code === 'ConditionalCheckFailed');

/**
 * Writes all of it or nothing. The refusal is the first one in the order of the actions, so whoever orders them says
 * which counts when several conditions fail.
 *
 * Other transactions in the way are waited for, with jitter, and in the end `Throttled` is thrown. Everything else
 * that DynamoDB says is a fault of ours and is thrown as it is. A lost answer is asked for again under the same token,
 * for which DynamoDB does the work once; whoever asks again later needs a record of their own.
 */
export async function transact<Refusal>(
  client: DynamoDBClient,
  actions: readonly Action<Refusal>[],
): Promise<Result<undefined, Refusal>> {
  if (actions.length > ACTIONS_IN_A_TRANSACTION) {
    throw new RangeError(
      `${actions.length} actions do not fit into one transaction of ${ACTIONS_IN_A_TRANSACTION}`,
    );
  }
  const TransactItems = actions.map(({ write }) => write);
  // One token for every try, ours and the SDK's: a write whose answer was lost is not refused for having been done.
  const ClientRequestToken = randomUUID();
  try {
    await patiently(() => client.send(new TransactWriteItemsCommand({ TransactItems, ClientRequestToken })));
    return success(undefined);
  } catch (error) {
    const reasons = error instanceof TransactionCanceledException ? (error.CancellationReasons ?? []) : [];
    if (!isVerdict(reasons, actions)) throw error;
    const [refusal] = refusalsOf(actions, reasons);
    if (refusal === undefined) throw error;
    return failure(refusal);
  }
}
