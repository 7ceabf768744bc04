import { WAIT_STEPS } from '../../../shared/application/ports/workflow.ts';
import type { Wait, WaitOutcome, WaitStep, Workflow } from '../../../shared/application/ports/workflow.ts';
import type { Validation, ValidationOutcome } from '../../../shared/application/workflow/validate-claim.ts';
import type { Chance } from '../clockwork/chance.ts';
import type { Network } from '../clockwork/network.ts';
import type { Process } from '../clockwork/process.ts';
import type { Schedule } from '../clockwork/schedule.ts';

type Place = WaitStep | 'validation' | 'end';

/** Where each answer leads, as the state machine has it. An answer that is not here fails the execution. */
const ROADS: Readonly<Record<Exclude<Place, 'end'>, Readonly<Record<string, Place>>>> = {
  evidence: { clean: 'validation', refused: 'validation', ended: 'validation', late: 'validation' },
  validation: { passed: 'funds', 'passed-again': 'review', 'needs-action': 'action', ended: 'end' },
  funds: { held: 'review', refused: 'end', ended: 'end' },
  review: { approved: 'settlement', rejected: 'settlement', 'needs-action': 'action', ended: 'end' },
  action: { resubmitted: 'evidence', ended: 'evidence' },
  settlement: { settled: 'end', ended: 'end' },
};

const SCAN_WAIT_MS = 24 * 3_600_000;
const TRIES = 6;

/** One execution of a claim's workflow. */
export interface Walk {
  readonly reference: string;
  readonly attempt: number;
  at: Place;
  isRunning: boolean;
  evidenceOutcome: Validation['evidenceOutcome'];
  /** Grows with every try of a state: what belongs to an older one means nothing any more. */
  visit: number;
}

/** The use cases behind the states. */
export interface Tasks {
  readonly wait: (process: Process, wait: Wait) => Promise<void>;
  readonly validate: (process: Process, validation: Validation) => Promise<ValidationOutcome>;
}

export interface WalkParts {
  readonly schedule: Schedule;
  readonly chance: Chance;
  readonly network: Network;
  readonly start: (name: string) => Process;
}

/** The simulated Step Functions. */
export interface Walks {
  readonly all: readonly Walk[];
  workflowFor(process: Process): Workflow;
  /** An execution ends by itself, as a fault of the service ends it: nobody is told. */
  lose(walk: Walk): void;
  serve(tasks: Tasks): void;
}

const isWait = (place: Place): place is WaitStep => WAIT_STEPS.some((step) => step === place);

const isEvidenceOutcome = (outcome: string): outcome is Validation['evidenceOutcome'] =>
  outcome === 'clean' || outcome === 'refused' || outcome === 'ended' || outcome === 'late';

export function createWalks(parts: WalkParts): Walks {
  const { schedule, chance, network, start } = parts;
  const all: Walk[] = [];
  const tokens = new Map<string, { readonly walk: Walk; readonly visit: number }>();
  let tasks: Tasks | undefined;

  const isCurrent = (walk: Walk, visit: number): boolean => walk.isRunning && walk.visit === visit;
  const fail = (walk: Walk): void => {
    walk.isRunning = false;
  };
  const follow = (walk: Walk, outcome: string): void => {
    if (walk.at === 'end') return;
    const next = ROADS[walk.at][outcome];
    if (walk.at === 'evidence' && isEvidenceOutcome(outcome)) walk.evidenceOutcome = outcome;
    if (next === undefined) {
      fail(walk);
      return;
    }
    walk.at = next;
    if (next === 'end') {
      fail(walk);
      return;
    }
    schedule.after(network.latency(), () => visit(walk, 1));
  };
  const run = async (walk: Walk, process: Process, token: string): Promise<string | undefined> => {
    const { at, reference, evidenceOutcome } = walk;
    if (tasks === undefined || at === 'end') return undefined;
    if (isWait(at)) {
      await tasks.wait(process, { reference, step: at, token });
      return undefined;
    }
    return tasks.validate(process, { reference, evidenceOutcome });
  };
  const visit = (walk: Walk, tries: number): void => {
    if (!walk.isRunning) return;
    walk.visit += 1;
    const number = walk.visit;
    const token = `${walk.reference}/${walk.attempt}/${number}`;
    tokens.set(token, { walk, visit: number });
    const process = start(walk.at);
    const retryOrFail = (isPassing: boolean): void => {
      if (!isCurrent(walk, number)) return;
      if (isPassing && tries < TRIES)
        schedule.after(chance.below(2_000 * 2 ** tries), () => visit(walk, tries + 1));
      else fail(walk);
    };
    process.onDeath(() => retryOrFail(chance.odds(0.5)));
    if (walk.at === 'evidence') {
      schedule.after(SCAN_WAIT_MS, () => {
        if (isCurrent(walk, number)) follow(walk, 'late');
      });
    }
    run(walk, process, token).then(
      (outcome) => {
        if (outcome !== undefined && isCurrent(walk, number)) follow(walk, outcome);
      },
      (error: unknown) => retryOrFail(error instanceof Error && error.name === 'Throttled'),
    );
  };
  const answer = (token: string, outcome: WaitOutcome): 'answered' | 'gone' => {
    const task = tokens.get(token);
    tokens.delete(token);
    if (task === undefined || !isCurrent(task.walk, task.visit)) return 'gone';
    follow(task.walk, outcome);
    return 'answered';
  };
  const of = (reference: string): readonly Walk[] => all.filter((walk) => walk.reference === reference);
  const begin = (reference: string, attempt: number): void => {
    if (of(reference).some((walk) => walk.attempt === attempt)) return;
    const walk: Walk = {
      reference,
      attempt,
      at: 'evidence',
      isRunning: true,
      evidenceOutcome: 'clean',
      visit: 0,
    };
    all.push(walk);
    schedule.after(network.latency(), () => visit(walk, 1));
  };
  const call = <Answer>(process: Process, isWrite: boolean, work: () => Answer): Promise<Answer> =>
    network.send(process, { isWrite, arrive: (reply) => reply({ ok: true, answer: work() }) });
  return {
    all,
    lose: fail,
    serve(given) {
      tasks = given;
    },
    workflowFor: (process) => ({
      start: ({ reference, attempt }) => call(process, true, () => begin(reference, attempt)),
      answer: (token, outcome) => call(process, true, () => answer(token, outcome)),
      status: (reference) =>
        call(process, false, () => ({
          running: of(reference).some(({ isRunning }) => isRunning),
          attempts: Math.max(0, ...of(reference).map(({ attempt }) => attempt)),
        })),
    }),
  };
}
