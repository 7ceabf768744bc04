import type { ClaimStore } from '../../../shared/application/ports/claim-store.ts';
import type { Result } from '../../../shared/domain/result.ts';
import type { Ports, World } from './world.ts';

interface Gate {
  /** Waits until every contender stands here or has given up. */
  readonly pass: () => Promise<void>;
  readonly giveUp: () => void;
}

/** Contenders are let through together, the last one first in every other round. */
function gateFor(contenders: number, lastFirst: boolean): Gate {
  const standing: (() => void)[] = [];
  let gone = 0;
  const openIfComplete = (): void => {
    if (standing.length + gone < contenders) return;
    const all = standing.splice(0);
    for (const go of lastFirst ? all.toReversed() : all) go();
    gone = contenders;
  };
  return {
    pass: () =>
      new Promise((resolve) => {
        standing.push(resolve);
        openIfComplete();
      }),
    giveUp() {
      gone += 1;
      openIfComplete();
    },
  };
}

/** One of those who want the same claim. */
export type Contender<Answer> = (ports: Ports) => Promise<Answer>;

/**
 * Two at the same moment: both have read, and decided, before either writes. In every fourth round they simply run, so
 * that other interleavings happen as well.
 */
export async function contest<First, Second>(
  { ports }: World,
  round: number,
  [first, second]: readonly [Contender<First>, Contender<Second>],
): Promise<readonly [First, Second]> {
  const gate = round % 4 === 3 ? undefined : gateFor(2, round % 2 === 1);
  const enter = async <Answer>(contender: Contender<Answer>): Promise<Answer> => {
    const writes: string[] = [];
    const commit: ClaimStore['commit'] = async (change) => {
      writes.push(change.event.action);
      if (writes.length === 1) await gate?.pass();
      return ports.claims.commit(change);
    };
    const answer = await contender({ ...ports, claims: { ...ports.claims, commit } });
    if (writes.length === 0) gate?.giveUp();
    return answer;
  };
  return Promise.all([enter(first), enter(second)]);
}

export type Outcome<Failure> = Result<unknown, Failure>;

/** Which of two has won; throws when both did, or neither. */
export function winnerOf(answers: readonly [Outcome<unknown>, Outcome<unknown>]): 0 | 1 {
  const [first, second] = answers;
  if (first.ok === second.ok) throw new Error(`There is not one winner: ${JSON.stringify(answers)}`);
  return first.ok ? 0 : 1;
}
