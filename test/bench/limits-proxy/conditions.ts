import * as z from 'zod';
import { AnswerError, NO_REASON } from './answers.ts';
import type { Reason } from './answers.ts';
import type { Call, EngineLink } from './engine-link.ts';
import type { WriteAction } from './write-actions.ts';

const reasonShape = z.looseObject({
  Code: z.string(),
  Message: z.string().optional(),
  Item: z.unknown().optional(),
});
const cancellation = z.looseObject({ CancellationReasons: z.array(reasonShape) });

const mentioned = <Value>(
  names: Readonly<Record<string, Value>> | undefined,
  expression: string,
): Record<string, Value> | undefined => {
  const words = new Set(expression.match(/[#:]\w+/g));
  const used = Object.entries(names ?? {}).filter(([name]) => words.has(name));
  return used.length === 0 ? undefined : Object.fromEntries(used);
};

/** The condition of any action as a check of its own, with no more names and values than it needs. */
const checkOf = ({ table, key, written }: WriteAction, condition: string) => ({
  ConditionCheck: {
    TableName: table.name,
    Key: key,
    ConditionExpression: condition,
    ExpressionAttributeNames: mentioned(written.ExpressionAttributeNames, condition),
    ExpressionAttributeValues: mentioned(written.ExpressionAttributeValues, condition),
    ReturnValuesOnConditionCheckFailure: written.ReturnValuesOnConditionCheckFailure,
  },
});

/** The reasons of an answer that cancels a transaction because of its conditions; undefined for any other answer. */
export function failedConditions(body: Buffer): readonly Reason[] | undefined {
  const { success, data } = cancellation.safeParse(JSON.parse(body.toString()));
  if (!success) return undefined;
  return data.CancellationReasons.map(({ Code, Message, Item }): Reason => {
    if (Code === 'None') return NO_REASON;
    if (Code !== 'ConditionalCheckFailed') throw new AnswerError(`The engine cancelled because of ${Code}.`);
    return { Code, Message, Item };
  });
}

/** Has the engine look at the conditions alone. Undefined when all of them hold; else a reason for each action. */
export async function lookAtConditions(
  engine: EngineLink,
  actions: readonly WriteAction[],
  call: Call,
): Promise<readonly Reason[] | undefined> {
  const conditional = actions.flatMap((action) => {
    const condition = action.written.ConditionExpression;
    return condition === undefined ? [] : [{ action, check: checkOf(action, condition) }];
  });
  if (conditional.length === 0) return undefined;
  const TransactItems = conditional.map(({ check }) => check);
  const answer = await engine.ask(call, 'TransactWriteItems', { TransactItems });
  if (answer.status === 200) return undefined;
  const reasons = failedConditions(answer.body);
  if (reasons === undefined)
    throw new AnswerError(`A condition cannot be looked at: ${answer.body.toString()}`);
  const byAction = new Map(conditional.map(({ action }, position) => [action, reasons[position]]));
  return actions.map((action) => byAction.get(action) ?? NO_REASON);
}
