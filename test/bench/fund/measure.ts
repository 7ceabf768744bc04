import type { BenchEngine } from './bench-engine.ts';
import { closedLoop } from './closed-loop.ts';
import type { Cell } from './closed-loop.ts';
import type { Fund } from './design.ts';
import { guardedTransaction } from './guarded-transaction.ts';
import type { Figures } from './limits.ts';
import type { Plan } from './plan.ts';
import { readModifyWrite } from './read-modify-write.ts';
import { surge } from './surge.ts';
import { theLine } from './the-line.ts';

/** Nobody is turned away in a closed loop: it measures speed, and the surge measures scarcity. */
const PLENTY_PENCE = 100_000_000_000;

/** A fund that nobody has claimed on: each scheme year has a line and a pot of its own. */
function freshFunds(): (limitPence: number, capPence: number) => Fund {
  let first = 2_025;
  return (limitPence, capPence) => {
    first += 1;
    const year = `${first}-${String((first + 1) % 100).padStart(2, '0')}`;
    return { fundYear: { fund: 'main', year }, limitPence, capPence };
  };
}

/** Every design under every load of the plan, one after the other, and then the surge. */
export async function measure(
  engine: BenchEngine,
  plan: Plan,
  tell: (line: string) => void = () => undefined,
): Promise<Figures> {
  const { seed, pace, batch } = plan;
  const model = { seed, pace, batch };
  const freshFund = freshFunds();
  const cells: Cell[] = [];
  for (const load of plan.loads) {
    for (const design of [guardedTransaction, readModifyWrite, theLine]) {
      const fund = freshFund(PLENTY_PENCE, PLENTY_PENCE);
      const cell = await closedLoop(design, { engine, model, fund, load });
      tell(`${design.name}, ${load.clients} clients: ${cell.acceptedPerSecond.toFixed(1)} claims/s`);
      cells.push(cell);
    }
  }
  const fund = freshFund(plan.surgeLimitPence, plan.surgeCapPence);
  tell(`${plan.wave.claims} claims in ${plan.wave.overMs / 1000} s…`);
  return { cells, surge: await surge(theLine, { engine, model, fund, wave: plan.wave }) };
}
