import { toItem } from './item.ts';

/** What must be true of the old item, with the names and values that the expression uses, without `#` and `:`. */
export interface Condition {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

export const ABSENT: Condition = { expression: 'attribute_not_exists(pk)' };

/** The condition as each kind of write takes it. A failure brings the old item along. */
export function conditioned({ expression, names, values }: Condition) {
  const prefixed = (prefix: string, record: Readonly<Record<string, unknown>>) =>
    Object.entries(record).map(([name, value]) => [`${prefix}${name}`, value] as const);
  const named = names && prefixed('#', names).map(([name, value]) => [name, String(value)] as const);
  return {
    ConditionExpression: expression,
    ...(named && { ExpressionAttributeNames: Object.fromEntries(named) }),
    ...(values && { ExpressionAttributeValues: toItem(Object.fromEntries(prefixed(':', values))) }),
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;
}
