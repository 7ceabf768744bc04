import jsonata from 'jsonata';
import * as z from 'zod';
import { expressionFields, expressionIn, type ExpressionField } from './expression-fields.ts';
import { isObject, type Json } from './json.ts';
import { placeOf, SCHEMA_FAILED, type Problem } from './problem.ts';
import { FUNCTIONS, type State } from './supported-asl.ts';

const thrown = z.object({ message: z.string() });
const STATES_MEMBERS: readonly string[] = ['input', 'context', 'result', 'errorOutput'];

/**
 * Compiles every expression of a state and follows its names: a function that does not exist here, a variable
 * that nothing in the machine assigns, or a member of `$states` that does not exist at that moment is a problem.
 * Without `assigned` (some state could not be read) variables and functions are not judged.
 */
export function checkExpressions(
  name: string,
  state: State,
  assigned: ReadonlySet<string> | undefined,
): Problem[] {
  return expressionFields(state).flatMap((field) =>
    stringsIn(field.template, placeOf('', ['States', name, ...field.path])).flatMap(({ text, location }) =>
      checkText(text, field, assigned).map((message) => ({ code: SCHEMA_FAILED, location, message })),
    ),
  );
}

function stringsIn(template: Json | undefined, location: string): { text: string; location: string }[] {
  if (typeof template === 'string') return [{ text: template, location }];
  if (Array.isArray(template))
    return template.flatMap((item, index) => stringsIn(item, placeOf(location, [index])));
  if (!isObject(template)) return [];
  return Object.entries(template).flatMap(([member, value]) => stringsIn(value, placeOf(location, [member])));
}

function checkText(
  text: string,
  field: ExpressionField,
  assigned: ReadonlySet<string> | undefined,
): string[] {
  const source = expressionIn(text);
  if (source === undefined) {
    const halfOpen = text.startsWith('{%') || text.endsWith('%}');
    return halfOpen ? ['an expression must start with "{%" and end with "%}"'] : [];
  }
  let ast: unknown;
  try {
    ast = jsonata(source).ast();
  } catch (error) {
    const { data } = thrown.safeParse(error);
    return [`the JSONata expression is not valid: ${data?.message ?? 'syntax error'}`];
  }
  return checkNames(ast, field, assigned);
}

function checkNames(
  ast: unknown,
  field: ExpressionField,
  assigned: ReadonlySet<string> | undefined,
): string[] {
  const nodes = nodesOf(ast);
  const own = new Set(nodes.flatMap(boundNames));
  const messages = new Set<string>();
  const known = (name: string) =>
    assigned === undefined || FUNCTIONS.has(name) || assigned.has(name) || own.has(name) || name === 'states';
  for (const node of nodes) {
    if (node['type'] === 'variable' && typeof node['value'] === 'string') {
      const name = node['value'];
      if (name !== '' && name !== '$' && !known(name))
        messages.add(`"$${name}" is no variable that a state assigns and no supported function`);
    }
    const member = statesMember(node);
    if (member !== undefined && !field.members.some((given) => given === member))
      messages.add(
        STATES_MEMBERS.includes(member)
          ? `"$states.${member}" does not exist in this field`
          : `"$states.${member}" does not exist`,
      );
  }
  return [...messages];
}

type Node = Record<string, unknown>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}

/** Every object of the syntax tree, whatever its kind: the names looked for can stand anywhere. */
function nodesOf(root: unknown): Node[] {
  const seen = new Set<Node>();
  const ahead: unknown[] = [root];
  while (ahead.length > 0) {
    const value = ahead.pop();
    if (!isNode(value) || seen.has(value)) continue;
    seen.add(value);
    ahead.push(...Object.values(value));
  }
  return [...seen];
}

/** Names that an expression gives to its own values: `:=`, function parameters, `@$name` and `#$name`. */
function boundNames(node: Node): string[] {
  const names: unknown[] = [node['index'], node['focus']];
  if (node['type'] === 'bind' && isNode(node['lhs'])) names.push(node['lhs']['value']);
  if (node['type'] === 'lambda' && Array.isArray(node['arguments'])) {
    for (const parameter of node['arguments']) if (isNode(parameter)) names.push(parameter['value']);
  }
  return names.filter((name) => typeof name === 'string');
}

function statesMember(node: Node): string | undefined {
  if (node['type'] !== 'path' || !Array.isArray(node['steps'])) return undefined;
  const steps: unknown[] = node['steps'];
  const [first, second] = steps;
  if (!isNode(first) || first['type'] !== 'variable' || first['value'] !== 'states') return undefined;
  return isNode(second) && second['type'] === 'name' && typeof second['value'] === 'string'
    ? second['value']
    : undefined;
}
