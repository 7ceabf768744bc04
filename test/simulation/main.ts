import { parseArgs } from 'node:util';
import { tableDefinitions } from '../support/table-definitions.ts';
import { simulate } from './simulate.ts';
import type { Run } from './simulate.ts';

/*
 * Runs seeds until one fails, and says which:
 *
 *   npm run simulate -- --seeds 1000            seeds 1 to 1000
 *   npm run simulate -- --seeds 1000 --from 5   seeds 5 to 1004
 *   npm run simulate -- --seed 42               that one, twice: it has to be the same both times
 *   npm run simulate -- --seed 42 --trace       that one, with every write
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
  },
});

const say = (line: string): boolean => process.stdout.write(`${line}\n`);

function tell({ seed, breach, steps, commits }: Run): void {
  say(
    `seed ${seed}: ${breach === undefined ? 'sound' : 'FAILED'} after ${steps} steps and ${commits} writes`,
  );
  if (breach === undefined) return;
  say(breach.stack ?? breach.message);
  say(`Again: npm run simulate -- --seed ${seed}`);
}

const tables = await tableDefinitions();
const began = performance.now();

if (values.seed === undefined) {
  const [count, from] = [Number(values.seeds), Number(values.from)];
  let failed = 0;
  for (let seed = from; seed < from + count && failed < 10; seed += 1) {
    const run = await simulate(seed, { tables });
    if (run.breach === undefined) continue;
    failed += 1;
    tell(run);
  }
  const seconds = (performance.now() - began) / 1_000;
  say(
    `${count} seeds from ${from}, ${failed} failed, ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(1)} a second`,
  );
  process.exitCode = failed === 0 ? 0 : 1;
} else {
  const run = await simulate(Number(values.seed), { tables, tell: values.trace ? say : undefined });
  const again = await simulate(Number(values.seed), { tables });
  tell(run);
  const same = run.fingerprint === again.fingerprint && run.steps === again.steps;
  say(same ? 'The second time it was the same.' : 'The second time it was NOT the same.');
  process.exitCode = run.breach === undefined && same ? 0 : 1;
}
