import * as z from 'zod';
import { checkExpressions } from './check-expressions.ts';
import { checkReach, checkStart, checkState, checkTargets } from './check-graph.ts';
import { assignedBy } from './expression-fields.ts';
import { placeOf, problemsOf, describeProblem, type Problem } from './problem.ts';
import { definitionSchema, stateSchema, type Machine, type State } from './supported-asl.ts';

/** Either a machine that can run, or every reason why it cannot. */
type Reading =
  | { readonly machine: Machine; readonly problems: readonly [] }
  | { readonly machine: undefined; readonly problems: readonly Problem[] };

/**
 * Every problem of a definition (ASL as JSON text, all tokens resolved), each naming what is wrong and where.
 * An empty answer promises that the engine runs every field of the definition and ignores none.
 */
export function checkDefinition(definition: string): readonly string[] {
  return readDefinition(definition).problems.map(describeProblem);
}

/** Reads a definition. What depends on a state that did not fit its schema is not judged; all else is. */
export function readDefinition(definition: string): Reading {
  const text = parseText(definition);
  if (!text.ok) return refuse([{ code: 'INVALID_JSON_DESCRIPTION', location: '/', message: text.message }]);
  const outline = definitionSchema.safeParse(text.value);
  const problems: Problem[] = outline.success ? [] : problemsOf(outline.error, '');
  const given =
    z.looseObject({ States: z.record(z.string(), z.unknown()) }).safeParse(text.value).data?.States ?? {};

  const read = readStates(given);
  problems.push(...read.problems);
  const complete = read.problems.length === 0;
  const assigned = complete ? new Set([...read.states.values()].flatMap(assignedBy)) : undefined;
  for (const [name, state] of read.states) {
    problems.push(...checkState(name, state), ...checkExpressions(name, state, assigned));
  }
  const names = new Set(Object.keys(given));
  problems.push(...checkTargets(read.states, names));
  if (!outline.success) return refuse(problems);
  const { StartAt: startAt, TimeoutSeconds: timeoutSeconds } = outline.data;
  problems.push(...checkStart(startAt, names));
  if (complete) problems.push(...checkReach(startAt, read.states));
  return problems.length > 0
    ? refuse(problems)
    : { machine: { startAt, timeoutSeconds, states: read.states }, problems: [] };
}

function readStates(given: Readonly<Record<string, unknown>>): {
  states: Map<string, State>;
  problems: Problem[];
} {
  const states = new Map<string, State>();
  const problems: Problem[] = [];
  for (const [name, value] of Object.entries(given)) {
    const read = stateSchema.safeParse(value);
    if (read.success) states.set(name, read.data);
    else problems.push(...problemsOf(read.error, placeOf('', ['States', name])));
  }
  return { states, problems };
}

function refuse(problems: readonly Problem[]): Reading {
  return { machine: undefined, problems };
}

function parseText(text: string): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    const value: unknown = JSON.parse(text);
    return { ok: true, value };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : 'the definition is not JSON' };
  }
}
