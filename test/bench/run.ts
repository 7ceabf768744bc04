import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { PROJECT_ROOT } from '../../infra/local/command/paths.ts';
import { bundles } from './bundles.ts';
import { table } from './figure.ts';
import { fastSuites, startToReady, synths } from './speeds.ts';
import { walks } from './walks.ts';

const RAW = join(PROJECT_ROOT, '.local', 'bench.json');
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(2))
    .join(' ');

const before = load();
say('Starting a copy…');
const start = await startToReady();
say('Synthesizing…');
const synthesized = synths();
say('Walking claims…');
const walked = await walks();
say('Running the unit and property suites…');
const suites = fastSuites();
const after = load();

const figures = [start, ...synthesized, suites, ...walked, ...bundles()];
process.stdout.write(
  `\nLoad average before: ${before}, after: ${after}. On a busy machine, times say little.\n\n`,
);
process.stdout.write(`${table(figures)}\n\n`);
mkdirSync(dirname(RAW), { recursive: true });
writeFileSync(RAW, `${JSON.stringify({ load: { before, after }, figures }, undefined, 2)}\n`);
process.stdout.write(`The raw figures are in ${relative(PROJECT_ROOT, RAW)}\n`);
