import { WAIT_STEPS } from '../../../shared/application/ports/workflow.ts';
import type { Wait, WaitOutcome, WaitStep, Workflow } from '../../../shared/application/ports/workflow.ts';
import type { Validation, ValidationOutcome } from '../../../shared/application/workflow/validate-claim.ts';
import type { ClaimReference } from '../../../shared/domain/reference.ts';

type Place = WaitStep | 'validation' | 'end';
type EvidenceOutcome = Validation['evidenceOutcome'];

/** Where each answer leads: the roads of the state machine. An answer that is not here is a fault, as it is there. */
const ROADS: Readonly<Record<WaitStep | 'validation', Readonly<Record<string, Place>>>> = {
  evidence: { clean: 'validation', refused: 'validation', ended: 'validation' },
  validation: { passed: 'funds', 'passed-again': 'review', 'needs-action': 'action', ended: 'end' },
  funds: { held: 'review', refused: 'end', ended: 'end' },
  review: { approved: 'settlement', rejected: 'settlement', 'needs-action': 'action', ended: 'end' },
  action: { resubmitted: 'evidence', ended: 'evidence' },
  settlement: { settled: 'end', ended: 'end' },
};

/** One execution of a claim's workflow. */
export interface Walk {
  readonly reference: ClaimReference;
  readonly attempt: number;
  readonly submissionNumber: number;
  at: Place;
  /** Set while it waits for an answer; a walk without one is ready to go on. */
  token?: string | undefined;
  evidenceOutcome: EvidenceOutcome;
  /** An execution that failed, timed out or was forgotten: no answer reaches it any more. */
  gone: boolean;
}

export interface TokenAnswer {
  readonly reference: ClaimReference;
  readonly step: WaitStep;
  readonly token: string;
  readonly outcome: WaitOutcome;
  /** Whether it was the first for its token. Later ones find it gone. */
  readonly effective: boolean;
}

/** How one state is run: the use case behind it. */
export interface Steps {
  readonly wait: (wait: Wait) => Promise<void>;
  readonly validate: (validation: Validation) => Promise<ValidationOutcome>;
}

/** The service that runs executions, with everything it was told. */
export interface Walks extends Workflow {
  readonly all: readonly Walk[];
  readonly answers: readonly TokenAnswer[];
  /** A fresh token for a state that nobody walks to: the test itself is the execution. */
  task(reference: ClaimReference, step: WaitStep): Wait;
  /** A walk that has come to this state and waits there. */
  at(reference: ClaimReference, step: WaitStep): Wait;
  walksOf(reference: ClaimReference): readonly Walk[];
  /** Answers that let a walk go on, in order. */
  heard(reference: ClaimReference): readonly string[];
  /** Ends the claim's executions as a fault does: nothing is told to anybody. */
  lose(reference: ClaimReference): void;
  /** Runs every state that is ready. Answers with how many there were. */
  goOn(steps: Steps): Promise<number>;
}

const isWait = (place: Place): place is WaitStep => WAIT_STEPS.some((step) => step === place);

const isEvidenceOutcome = (outcome: string): outcome is EvidenceOutcome =>
  outcome === 'clean' || outcome === 'refused' || outcome === 'ended';

function follow(walk: Walk, from: WaitStep | 'validation', outcome: string): void {
  const next = ROADS[from][outcome];
  if (next === undefined) throw new Error(`${from} was answered ${outcome}, which leads nowhere`);
  if (from === 'evidence' && isEvidenceOutcome(outcome)) walk.evidenceOutcome = outcome;
  walk.at = next;
  walk.token = undefined;
}

export function createWalks(): Walks {
  const all: Walk[] = [];
  const answers: TokenAnswer[] = [];
  const open = new Map<string, Pick<Wait, 'reference' | 'step'> & { readonly walk?: Walk }>();
  let tokens = 0;
  const given = new Map<string, Pick<Wait, 'reference' | 'step'>>();
  const task = (reference: ClaimReference, step: WaitStep, walk?: Walk): Wait => {
    tokens += 1;
    const token = `token-${tokens}`;
    open.set(token, { reference, step, ...(walk && { walk }) });
    given.set(token, { reference, step });
    if (walk) walk.token = token;
    return { reference, step, token };
  };
  const started = (walk: Pick<Walk, 'reference' | 'attempt' | 'submissionNumber' | 'at'>): Walk => {
    const walking: Walk = { ...walk, evidenceOutcome: 'clean', gone: false };
    all.push(walking);
    return walking;
  };
  const walksOf = (reference: ClaimReference) => all.filter((walk) => walk.reference === reference);
  const isRunning = (walk: Walk): boolean => !walk.gone && walk.at !== 'end';
  return {
    all,
    answers,
    walksOf,
    task: (reference, step) => task(reference, step),
    at: (reference, step) =>
      task(reference, step, started({ reference, attempt: 1, submissionNumber: 1, at: step })),
    heard: (reference) =>
      answers
        .filter((answer) => answer.reference === reference && answer.effective)
        .map(({ step, outcome }) => `${step}: ${outcome}`),
    lose(reference) {
      for (const walk of walksOf(reference)) walk.gone = true;
      for (const [token, task] of open) if (task.walk?.reference === reference) open.delete(token);
    },
    start({ reference, attempt, submissionNumber }) {
      const known = walksOf(reference).some((walk) => walk.attempt === attempt);
      if (!known) {
        all.push({
          reference,
          attempt,
          submissionNumber,
          at: 'evidence',
          evidenceOutcome: 'clean',
          gone: false,
        });
      }
      return Promise.resolve();
    },
    answer(token, outcome) {
      const task = open.get(token);
      const about = given.get(token);
      if (about) {
        const { reference, step } = about;
        answers.push({ reference, step, token, outcome, effective: task !== undefined });
      }
      open.delete(token);
      if (task?.walk) follow(task.walk, task.step, outcome);
      return Promise.resolve(task === undefined ? 'gone' : 'answered');
    },
    status(reference) {
      const attempts = Math.max(0, ...walksOf(reference).map(({ attempt }) => attempt));
      return Promise.resolve({ running: walksOf(reference).some(isRunning), attempts });
    },
    async goOn({ wait, validate }) {
      const ready = all.filter((walk) => isRunning(walk) && walk.token === undefined);
      for (const walk of ready) {
        const { reference, at, evidenceOutcome } = walk;
        if (at === 'validation') {
          follow(walk, at, await validate({ reference, evidenceOutcome }));
        } else if (isWait(at)) {
          await wait(task(reference, at, walk));
        }
      }
      return ready.length;
    },
  };
}
