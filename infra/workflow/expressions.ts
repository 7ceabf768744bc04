/** JSONata as Step Functions wants it written. */
const jsonata = (expression: string): string => `{% ${expression} %}`;

/** The state's input as its output: only identifiers ever travel. */
export const KEEP_IDENTIFIERS = jsonata('$states.input');

/** The claim that the execution moves. */
export const REFERENCE = jsonata('$states.input.reference');

/** What the answerer of a wait has to show. It is fresh for every try of the state. */
export const TASK_TOKEN = jsonata('$states.context.Task.Token');

/** The outcome in a token's answer. */
export const ANSWERED_OUTCOME = jsonata('$states.result.outcome');

/** The outcome in a function's own answer. */
export const RETURNED_OUTCOME = jsonata('$states.result.Payload.outcome');

/** What became of the evidence in this round. */
export const EVIDENCE_OUTCOME = jsonata('$evidenceOutcome');

/** True when the last validation ended so. */
export const validationIs = (outcome: 'passed' | 'passed-again' | 'needs-action' | 'ended'): string =>
  jsonata(`$validation = '${outcome}'`);

/** True when the allocator answered so. */
export const fundsAre = (outcome: 'held' | 'refused' | 'ended'): string => jsonata(`$funds = '${outcome}'`);

/** True when the caseworker, or the rules in their place, answered so. */
export const reviewIs = (outcome: 'approved' | 'rejected' | 'needs-action' | 'ended'): string =>
  jsonata(`$review = '${outcome}'`);
