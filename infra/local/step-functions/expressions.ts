import jsonata from 'jsonata';
import * as z from 'zod';
import { expressionIn } from './expression-fields.ts';
import { isObject, NotJsonError, toJson, type Json } from './json.ts';
import { placeOf } from './problem.ts';
import { QUERY_EVALUATION, StateFailure } from './state-failure.ts';
import { workflowFunctions } from './workflow-functions.ts';

/** What an expression sees: `$states`, and one variable for each assignment so far. */
export interface Scope {
  readonly states: {
    readonly input: Json;
    readonly context: Json;
    readonly result?: Json;
    readonly errorOutput?: Json;
  };
  readonly variables: Readonly<Record<string, Json>>;
}

/** A template, where it stands in its state (`Arguments`, `Choices[0]/Condition`), and what it may see. */
interface Question {
  readonly template: Json;
  readonly location: string;
  readonly scope: Scope;
}

/** A loop or a recursion in an expression ends here instead of holding the whole engine. */
const GUARDRAILS = { timeout: 2_000, stack: 2_000, sequence: 1_000_000 };

const compiled = new Map<string, jsonata.Expression>();
const thrown = z.object({ message: z.string(), code: z.string().optional() });

export interface Expressions {
  /** Fills a template. An expression that fails or returns nothing throws a `States.QueryEvaluationError`. */
  evaluate(question: Question): Promise<Json>;
  /** The same, and the value must fit `schema`; `expected` is the type as the error names it. */
  evaluateAs<Value>(question: Question, schema: z.ZodType<Value>, expected: string): Promise<Value>;
}

export function createExpressions(now: () => Date): Expressions {
  const run = async (source: string, { location, scope }: Question): Promise<Json> => {
    const fail = (what: string) =>
      new StateFailure({
        error: QUERY_EVALUATION,
        cause: `The JSONata expression '${source}' specified for the field '${location}' ${what}`,
        location,
      });
    const bindings = { ...workflowFunctions(now()), ...scope.variables, states: scope.states };
    let value: Json | undefined;
    try {
      value = toJson(await compile(source).evaluate(undefined, bindings));
    } catch (error) {
      if (error instanceof NotJsonError) throw fail(`returned an unsupported result type: ${error.message}.`);
      throw fail(`threw an error during evaluation. ${describe(error)}`);
    }
    if (value === undefined) throw fail('returned nothing (undefined).');
    return value;
  };

  const evaluate = async (question: Question): Promise<Json> => {
    const { template, location } = question;
    if (typeof template === 'string') {
      const source = expressionIn(template);
      return source === undefined ? template : run(source, question);
    }
    if (Array.isArray(template)) {
      const items: Json[] = [];
      for (const [index, item] of template.entries())
        items.push(await evaluate({ ...question, template: item, location: placeOf(location, [index]) }));
      return items;
    }
    if (!isObject(template)) return template;
    const members: [string, Json][] = [];
    for (const [name, member] of Object.entries(template))
      members.push([
        name,
        await evaluate({ ...question, template: member, location: placeOf(location, [name]) }),
      ]);
    return Object.fromEntries(members);
  };

  return {
    evaluate,
    evaluateAs: async (question, schema, expected) => {
      const value = await evaluate(question);
      const read = schema.safeParse(value);
      if (read.success) return read.data;
      const cause = `The JSONata expression specified for the field '${question.location}' returned an unexpected result type. Expected '${expected}', but was '${typeName(value)}'.`;
      throw new StateFailure({ error: QUERY_EVALUATION, cause, location: question.location });
    },
  };
}

/** Compiled once for all executions; definitions are few and checked, so the map stays small. */
function compile(source: string): jsonata.Expression {
  const known = compiled.get(source);
  if (known !== undefined) return known;
  const fresh = jsonata(source, GUARDRAILS);
  compiled.set(source, fresh);
  return fresh;
}

/** JSONata throws plain objects with a code; the functions above throw errors. */
function describe(error: unknown): string {
  const { data } = thrown.safeParse(error);
  if (data === undefined) return 'The reason is not known.';
  return data.code === undefined ? data.message : `${data.code}: ${data.message}`;
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
