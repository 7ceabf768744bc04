import type { Result } from '../../../shared/domain/result.ts';
import { Breach } from '../auditor/breach.ts';
import type { Process } from '../clockwork/process.ts';
import type { Ports } from '../ports.ts';
import type { World } from '../world.ts';

/** What its caller sees of a piece of work: an answer, or nothing but that something went wrong. */
export type Outcome<Answer> =
  | { readonly heard: true; readonly answer: Answer; readonly process: Process }
  | { readonly heard: false };

export type Work<Answer> = (ports: Ports, process: Process) => Promise<Answer>;

/** Runs it in a process of its own, to its end or to the end of the process. */
export function inProcess<Answer>(world: World, name: string, work: Work<Answer>): Promise<Outcome<Answer>> {
  const process = world.start(name);
  return new Promise((resolve) => {
    process.onDeath(() => resolve({ heard: false }));
    work(world.portsFor(process), process).then(
      (answer) => resolve({ heard: true, answer, process }),
      () => resolve({ heard: false }),
    );
  });
}

export const later = (world: World, milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    world.schedule.after(milliseconds, resolve);
  });

const TRIES = 3;

/** As people and their browsers do it: who hears nothing asks again under the same key, a few times. */
export async function asked<Value, Refused>(
  world: World,
  name: string,
  work: Work<Result<Value, Refused>>,
): Promise<Value | undefined> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const outcome = await inProcess(world, name, work);
    if (outcome.heard) {
      const { answer, process } = outcome;
      if (answer.ok) return answer.value;
      if (process.changes > 0)
        world.breach(
          new Breach(
            'I10',
            `${name} was refused and wrote ${process.changes} rows: ${JSON.stringify(answer.error)}`,
          ),
        );
      return undefined;
    }
    await later(world, world.chance.below(10_000));
  }
  return undefined;
}
