import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format } from 'prettier';
import type { Figures } from './limits.ts';
import type { Machine } from './machine.ts';
import { QUIET_LOAD } from './machine.ts';
import type { Plan } from './plan.ts';
import { cellsTable, limitsTable, ratiosTable, surgeTable } from './report.ts';

export interface Run extends Figures {
  readonly measuredOn: string;
  readonly plan: Plan;
  readonly machine: Machine;
}

const ROOT = join(import.meta.dirname, '../../..');

function write(path: string, content: string): void {
  const file = join(ROOT, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

const json = (run: Run): string => `${JSON.stringify(run, null, 2)}\n`;

const busiest = ({ cells, surge }: Run): number =>
  Math.max(...[...cells, surge].flatMap(({ codeBusy, usage }) => [codeBusy, usage.proxyBusy]));

function page(run: Run): string {
  const { plan, machine } = run;
  const noisy =
    machine.loadBefore > QUIET_LOAD
      ? `\n**The machine was not quiet** (load ${machine.loadBefore} before the start): the times are worse than they need be.\n`
      : '';
  return `# The fund's ledger under load

Measured on ${run.measuredOn} with \`npm run bench:fund -- --record\`; every figure is in [the raw data](fund.json).
${noisy}
## Limits

${limitsTable(run)}

## Against the usual designs

Each client claims again as soon as its last claim is settled. The naive design is the *guarded transaction*: the pot, the
employer's cap and the claim in one \`TransactWriteItems\`, tried again with full jitter after a conflict, up to 13 times.
*Read-modify-write* reads both balances and writes them if their versions are still the same. *The line* is this service's
own code. Times run from the moment a claim comes in until its money is held; attempts and units are for one accepted claim.

${cellsTable(run)}

${ratiosTable(run)}

With one client the line is slower than a transaction of one's own: its ticket waits for the stream to be looked at. The
caller does not: a submission is answered once its ticket is written.

*Busiest partition* is the part of 1,000 write units a second that the partition with the most writes took. Each of the
three designs has a wall of its own there. The rivals' is not capacity: one pot can be in one transaction at a time, so
their rate is one over the time that a transaction holds it. The line's is capacity: one fund's tickets are one partition,
a ticket in a transaction costs two units, and so no fund takes more than 500 claims a second for longer than a burst.

## A surge

${plan.wave.claims.toLocaleString('en-GB')} claims in ${plan.wave.overMs / 1000} seconds from 2,000 employers (the one of rank r in proportion to r to the minus 0.8), £800 each
on average, on a pot of £${(plan.surgeLimitPence / 100).toLocaleString('en-GB')} with £${(plan.surgeCapPence / 100).toLocaleString('en-GB')} for an employer.

${surgeTable(run.surge)}

*Affordable* is what a clerk would have accepted who took the same claims one by one in the order of the line. A claim is
*wronged* when it was turned away or given up while one of the same or a larger amount that came in more than 100 ms later
was accepted; one turned away by its employer's cap is compared with that employer's claims.

## Method

Real code, real SDK clients, a real engine, and between them a proxy (\`test/bench/limits-proxy\`) that adds what local engines
leave out, as AWS publishes it: 1,000 write and 3,000 read units a second for each partition key, with one second's worth to
spend at once; two writes for every item of a transaction, and those of local and global indexes; failed conditions that cost
too; items of an ongoing transaction that reject other transactions and writes; and the latencies that Alex DeBrie measured
on Lambda, all published percentiles met. The sources stand beside each number in \`published.ts\`. Its capacity rules are
checked against the engine's own in \`test/contract/limits-proxy.test.ts\`.

The line's part of a submission is its ticket, written by the same code in a transaction of its own; in the service the
claim's other rows are in it too, on other partitions. The allocator is fed from the table's own stream, in the order in which
the engine committed the tickets, ${plan.batch} at a time, looked at four times a second while it is idle.

Everything is drawn from seed ${plan.seed}. Time runs ${plan.pace} times slower than real, so that the machine's speed stays out of the figures:
the busiest thread was busy for ${Math.round(busiest(run) * 100)}% of its time. Each design was measured for ${(plan.loads[0]?.measureMs ?? 0) / 1000} modelled seconds after ${(plan.loads[0]?.warmUpMs ?? 0) / 1000} of warming up.

${machine.processor}, ${machine.cores} cores, Node ${machine.node}; load ${machine.loadBefore} before and ${machine.loadAfter} after.

## What this does not show

- It is not a measurement of AWS. The latencies are of 2020; those of transactions of more than 25 items are extrapolated.
- For how much of its time a transaction holds its items is not published: half is assumed. A shorter hold helps the rivals.
- That DynamoDB splits busy partitions of tables without local indexes, and limits whole tables, is left out; each new
  on-demand table starts with 4,000 write units a second unless it was warmed.
- Lambda's own time, its cold starts and the stream's delay beyond the poll are left out.
- The SDK's and the service's own pauses before another try run in real time, so at this pace they are shorter than real ones.
- A run has one seed and a few seconds for each figure: expect some percent between runs.
`;
}

/** Keeps the raw figures where the next run overwrites them. */
export const keep = (run: Run): void => write('.local/bench-fund.json', json(run));

/** Puts the figures into the documentation, in the form that the formatter wants. */
export async function publish(run: Run): Promise<void> {
  const options = { printWidth: 110 };
  write('docs/benchmarks/fund.json', await format(json(run), { ...options, parser: 'json' }));
  write('docs/benchmarks/fund.md', await format(page(run), { ...options, parser: 'markdown' }));
}
