import type { Ports } from './world.ts';

/** The process is gone, just before or just after its n-th write. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

export interface CrashPoint {
  readonly write: number;
  readonly when: 'before' | 'after';
}

/** Every moment at which so many writes can be torn apart. */
export const crashPoints = (writes: number): readonly CrashPoint[] =>
  Array.from({ length: writes }, (_, index) => index + 1).flatMap((write) => [
    { write, when: 'before' },
    { write, when: 'after' },
  ]);

interface Mortal {
  readonly ports: Ports;
  /** How many writes were begun. */
  readonly writes: () => number;
}

/** The ports of a process that dies at this point, or counts its writes and lives. A dead process writes nothing more. */
export function mortal(ports: Ports, point?: CrashPoint): Mortal {
  let begun = 0;
  let dead = false;
  const write = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    if (dead) throw new Crash('The process is gone');
    begun += 1;
    const isHere = begun === point?.write;
    dead = isHere;
    if (isHere && point.when === 'before') throw new Crash(`Before write ${begun}`);
    const answer = await work();
    if (isHere) throw new Crash(`After write ${begun}`);
    return answer;
  };
  const { claims, evidence, files, ledger, waits, workflow, outbox } = ports;
  return {
    writes: () => begun,
    ports: {
      ...ports,
      claims: {
        ...claims,
        commit: (change) => write(() => claims.commit(change)),
        keepRecord: (reference, number, record) => write(() => claims.keepRecord(reference, number, record)),
        postpone: (claim, due) => write(() => claims.postpone(claim, due)),
        note: (event) => write(() => claims.note(event)),
      },
      evidence: {
        ...evidence,
        move: (file, from, event) => write(() => evidence.move(file, from, event)),
      },
      files: { ...files, accept: (file, version) => write(() => files.accept(file, version)) },
      ledger: { ...ledger, write: (before, movement) => write(() => ledger.write(before, movement)) },
      waits: {
        ...waits,
        open: (wait) => write(() => waits.open(wait)),
        close: (wait) => write(() => waits.close(wait)),
      },
      workflow: {
        ...workflow,
        start: (walk) => write(() => workflow.start(walk)),
        answer: (token, outcome) => write(() => workflow.answer(token, outcome)),
      },
      outbox: { ...outbox, done: (messageId) => write(() => outbox.done(messageId)) },
    },
  };
}
