import jsonata from 'jsonata';
import type { Definition, State } from './claim-workflow.ts';

/** What each visit of a task brings: an answer, or an error by its name. */
export type Visit = { readonly outcome: string } | { readonly error: string };
export type Script = Readonly<Record<string, readonly Visit[]>>;

/** Every state that an execution enters, in order, with each task answered by the script in turn. */
export async function statesEntered(definition: Definition, script: Script): Promise<string[]> {
  const left = new Map(Object.entries(script).map(([name, visits]) => [name, [...visits]]));
  const variables: Record<string, unknown> = {};
  const entered: string[] = [];
  let at: string | undefined = definition.StartAt;
  while (at !== undefined) {
    entered.push(at);
    const state: State | undefined = definition.States[at];
    if (!state) throw new Error(`There is no state ${at}`);
    at = await leave(state, { variables, visit: () => nextVisit(left, entered) });
  }
  return entered;
}

function nextVisit(left: Map<string, Visit[]>, entered: readonly string[]): Visit {
  const visit = left.get(entered.at(-1) ?? '')?.shift();
  if (visit) return visit;
  throw new Error(`The script has no answer after ${entered.join(' → ')}`);
}

interface Execution {
  readonly variables: Record<string, unknown>;
  readonly visit: () => Visit;
}

async function leave(state: State, { variables, visit }: Execution): Promise<string | undefined> {
  if (state.Type === 'Succeed' || state.Type === 'Fail') return undefined;
  if (state.Type === 'Choice') {
    for (const { Condition, Next } of state.Choices) {
      if ((await evaluate(Condition, variables)) === true) return Next;
    }
    return state.Default;
  }
  const came = visit();
  const result =
    'outcome' in came ? { outcome: came.outcome, Payload: { outcome: came.outcome } } : undefined;
  const caught =
    'error' in came ? state.Catch.find(({ ErrorEquals }) => catches(ErrorEquals, came.error)) : undefined;
  const assigned = (caught ?? state).Assign ?? {};
  for (const [name, value] of Object.entries(assigned)) {
    variables[name] = await evaluate(value, { ...variables, states: { result } });
  }
  return caught ? caught.Next : state.Next;
}

const catches = (names: readonly string[], error: string): boolean =>
  names.includes(error) || names.includes('States.ALL');

/** A string of a definition as Step Functions reads it: JSONata between the marks, or the text itself. */
export async function evaluate(text: string, variables: Readonly<Record<string, unknown>>): Promise<unknown> {
  const expression = /^\{%([^]*)%\}$/.exec(text)?.[1];
  return expression === undefined ? text : await jsonata(expression).evaluate(undefined, { ...variables });
}
