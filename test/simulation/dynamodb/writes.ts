import type {
  CancellationReason,
  DeleteItemCommandInput,
  PutItemCommandInput,
  TransactWriteItem,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { checkBindings, checkMentioned, holds } from './expression.ts';
import type { Bindings, Item } from './expression.ts';
import { nameOf } from './store.ts';
import type { Change, Store, Table } from './store.ts';

/** One write of one row, alone or in a transaction. */
export interface Action {
  readonly table: Table;
  readonly name: string;
  readonly condition: string | undefined;
  readonly bindings: Bindings;
  /** What is there afterwards; `same` for a check, which changes nothing. */
  readonly after: 'same' | ((before: Item | undefined) => Item | undefined);
}

/** Names a row among those of all tables. */
export const placeOf = ({ table, name }: Action): string => `${table.definition.name} ${name}`;

interface Conditioned {
  readonly TableName?: string | undefined;
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeNames?: Record<string, string> | undefined;
  readonly ExpressionAttributeValues?: Item | undefined;
}

function actionOf(
  store: Store,
  input: Conditioned,
  { key, after, update }: { key: Item | undefined; after: Action['after']; update?: string | undefined },
): Action {
  const table = store.table(input.TableName);
  const bindings = { names: input.ExpressionAttributeNames, values: input.ExpressionAttributeValues };
  const condition = input.ConditionExpression;
  if (key === undefined) throw new Error('A write names no row');
  if (update === undefined) checkBindings([condition], bindings);
  else checkMentioned(new Set(`${update} ${condition ?? ''}`.match(/[#:]\w+/g)), bindings);
  return { table, name: nameOf(table, key), condition, bindings, after };
}

export const putAction = (store: Store, input: PutItemCommandInput): Action =>
  actionOf(store, input, { key: input.Item, after: () => input.Item });

export const deleteAction = (store: Store, input: DeleteItemCommandInput): Action =>
  actionOf(store, input, { key: input.Key, after: () => undefined });

const SET = /^SET \w+ = :\w+(?:, \w+ = :\w+)*$/;
const REMOVE = /^REMOVE \w+(?:, \w+)*$/;

/** `SET a = :b, …` or `REMOVE a, …`, and nothing else. */
export function updateAction(store: Store, input: UpdateItemCommandInput): Action {
  const { UpdateExpression: update = '', Key: key, ExpressionAttributeValues: values } = input;
  const parts = update.replace(/^\w+ /, '').split(', ');
  if (!SET.test(update) && !REMOVE.test(update)) throw new Error(`The update "${update}" is not simulated`);
  const after = (before: Item | undefined): Item => {
    const changed = { ...(before ?? key) };
    for (const part of parts) {
      const [name = '', value] = part.split(' = ');
      const given = value === undefined ? undefined : values?.[value];
      if (given === undefined) Reflect.deleteProperty(changed, name);
      else changed[name] = given;
    }
    return changed;
  };
  return actionOf(store, input, { key, after, update });
}

function actionIn(store: Store, { Put, Delete, ConditionCheck, Update }: TransactWriteItem): Action {
  if (Put !== undefined) return actionOf(store, Put, { key: Put.Item, after: () => Put.Item });
  if (Delete !== undefined) return actionOf(store, Delete, { key: Delete.Key, after: () => undefined });
  if (ConditionCheck !== undefined)
    return actionOf(store, ConditionCheck, { key: ConditionCheck.Key, after: 'same' });
  throw new Error(`A transaction with ${Update === undefined ? 'nothing' : 'an update'} is not simulated`);
}

/** As DynamoDB allows: at most so many, and no row twice. */
const LARGEST_TRANSACTION = 100;

export function transactionActions(
  store: Store,
  items: readonly TransactWriteItem[] | undefined,
): readonly Action[] {
  const actions = (items ?? []).map((item) => actionIn(store, item));
  if (actions.length === 0 || actions.length > LARGEST_TRANSACTION) {
    throw new Error(`A transaction of ${actions.length} actions`);
  }
  if (new Set(actions.map(placeOf)).size < actions.length) throw new Error('A transaction names a row twice');
  return actions;
}

export const isAllowed = ({ table, name, condition, bindings }: Action): boolean =>
  condition === undefined || holds(condition, table.rows.get(name), bindings);

export function changesOf(actions: readonly Action[]): readonly Change[] {
  return actions.flatMap(({ table, name, after }) => {
    if (after === 'same') return [];
    const before = table.rows.get(name);
    const then = after(before);
    return before === undefined && then === undefined
      ? []
      : [{ table: table.definition.name, name, before, after: then }];
  });
}

/** Why each action cannot be done, or `None`. */
export function reasonsOf(store: Store, actions: readonly Action[]): readonly CancellationReason[] {
  return actions.map((action): CancellationReason => {
    if (store.inHand.has(placeOf(action))) return { Code: 'TransactionConflict' };
    if (isAllowed(action)) return { Code: 'None' };
    const old = action.table.rows.get(action.name);
    return { Code: 'ConditionalCheckFailed', ...(old && { Item: old }) };
  });
}
