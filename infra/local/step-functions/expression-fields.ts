import { isObject, type Json } from './json.ts';
import type { State } from './supported-asl.ts';

/** A member of `$states`. */
type StatesMember = 'input' | 'context' | 'result' | 'errorOutput';

/** A field whose strings may be expressions, and what `$states` holds while they run. */
export interface ExpressionField {
  readonly path: readonly PropertyKey[];
  readonly template: Json | undefined;
  readonly members: readonly StatesMember[];
}

const BEFORE: readonly StatesMember[] = ['input', 'context'];
const AFTER_TASK: readonly StatesMember[] = ['input', 'context', 'result'];
const AFTER_ERROR: readonly StatesMember[] = ['input', 'context', 'errorOutput'];

/** Every field of a state that is evaluated, with the members of `$states` that exist at that moment. */
export function expressionFields(state: State): ExpressionField[] {
  const fields: ExpressionField[] = [];
  const add = (template: Json | undefined, members: readonly StatesMember[], ...path: PropertyKey[]) =>
    fields.push({ path, template, members });
  const after = state.Type === 'Task' ? AFTER_TASK : BEFORE;
  if ('Output' in state) add(state.Output, after, 'Output');
  if ('Assign' in state) add(state.Assign, after, 'Assign');
  switch (state.Type) {
    case 'Task':
      add(toTemplate(state.Arguments), BEFORE, 'Arguments');
      add(state.TimeoutSeconds, BEFORE, 'TimeoutSeconds');
      add(state.HeartbeatSeconds, BEFORE, 'HeartbeatSeconds');
      for (const [index, catcher] of (state.Catch ?? []).entries()) {
        add(catcher.Output, AFTER_ERROR, 'Catch', index, 'Output');
        add(catcher.Assign, AFTER_ERROR, 'Catch', index, 'Assign');
      }
      break;
    case 'Choice':
      for (const [index, rule] of state.Choices.entries()) {
        add(rule.Condition, BEFORE, 'Choices', index, 'Condition');
        add(rule.Output, BEFORE, 'Choices', index, 'Output');
        add(rule.Assign, BEFORE, 'Choices', index, 'Assign');
      }
      break;
    case 'Wait':
      add(state.Seconds, BEFORE, 'Seconds');
      add(state.Timestamp, BEFORE, 'Timestamp');
      break;
    case 'Fail':
      add(state.Error, BEFORE, 'Error');
      add(state.Cause, BEFORE, 'Cause');
      break;
    case 'Pass':
    case 'Succeed':
      break;
  }
  return fields;
}

/** The arguments of a task as one template: either an expression for the whole, or an object of templates. */
export function toTemplate(given: string | { FunctionName: string; Payload?: Json | undefined }): Json {
  if (typeof given === 'string') return given;
  const { FunctionName, Payload } = given;
  return Payload === undefined ? { FunctionName } : { FunctionName, Payload };
}

/** Names of the variables that a state, one of its rules or one of its catchers assigns. */
export function assignedBy(state: State): string[] {
  return expressionFields(state)
    .filter(({ path, template }) => path.at(-1) === 'Assign' && isObject(template))
    .flatMap(({ template }) => (isObject(template) ? Object.keys(template) : []));
}

/** The text inside `{% ... %}`, or nothing for a plain string. */
export function expressionIn(text: string): string | undefined {
  return text.startsWith('{%') && text.endsWith('%}') && text.length >= 4
    ? text.slice(2, -2).trim()
    : undefined;
}
