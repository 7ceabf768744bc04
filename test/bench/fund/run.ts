import { startBenchEngine } from './bench-engine.ts';
import { booksAreBroken } from './limits.ts';
import { QUIET_LOAD, loadNow, machineSince } from './machine.ts';
import { measure } from './measure.ts';
import { planFrom } from './plan.ts';
import { keep, publish } from './record.ts';
import type { Run } from './record.ts';
import { cellsTable, limitsTable, ratiosTable, surgeTable } from './report.ts';

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const tell = (text: string): void => void process.stderr.write(`${text}\n`);

const plan = planFrom(process.argv.slice(2));
if (plan.record && plan.quick) throw new Error('A quick run is too short to be recorded.');
const loadBefore = loadNow();
const engine = await startBenchEngine();
try {
  const figures = await measure(engine, plan, tell);
  const measuredOn = new Date().toISOString().slice(0, 10);
  const run: Run = { measuredOn, plan, machine: machineSince(loadBefore), ...figures };
  say(`\nThe fund's ledger under DynamoDB's published limits, ${plan.pace} times slower than real\n`);
  for (const table of [cellsTable(run), ratiosTable(run), surgeTable(run.surge)]) say(`${table}\n`);
  say(
    plan.quick ? 'Too short to say how fast anything is: it shows that the books balance.' : limitsTable(run),
  );
  if (loadBefore > QUIET_LOAD) say(`The machine was not quiet: load ${loadBefore} before the start.`);
  keep(run);
  if (plan.record) await publish(run);
  // Slowness is for the reader to judge; money that does not add up is a fault.
  if (booksAreBroken(run)) process.exitCode = 1;
} finally {
  await engine.close();
}
