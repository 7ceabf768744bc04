import * as z from 'zod';
import type { Json } from './cloud-assembly.ts';
import type { Context } from './intrinsics.ts';
import { unsupported } from './unsupported.ts';

const anything = z.json();
const conditionSchema = z.union([
  z.strictObject({ Condition: z.string() }),
  z.strictObject({ 'Fn::Equals': z.tuple([anything, anything]) }),
  z.strictObject({ 'Fn::Not': z.tuple([anything]) }),
  z.strictObject({ 'Fn::And': z.array(anything).min(2) }),
  z.strictObject({ 'Fn::Or': z.array(anything).min(2) }),
]);

/** Whether a condition's expression holds. The functions of conditions stand nowhere else in a template. */
export function evaluateCondition(expression: Json, context: Context): boolean {
  const parsed = conditionSchema.safeParse(expression);
  if (!parsed.success) {
    throw unsupported(
      context.place,
      `the embedded cloud does not support the condition ${JSON.stringify(expression)}`,
    );
  }
  const condition = parsed.data;
  const holds = (inner: Json) => evaluateCondition(inner, context);
  if ('Condition' in condition) return context.resolver.condition(condition.Condition, context.place);
  if ('Fn::Not' in condition) return !holds(condition['Fn::Not'][0]);
  if ('Fn::And' in condition) return condition['Fn::And'].every(holds);
  if ('Fn::Or' in condition) return condition['Fn::Or'].some(holds);
  const [left, right] = condition['Fn::Equals'];
  return (
    context.resolver.resolveText(left, context.place) === context.resolver.resolveText(right, context.place)
  );
}
