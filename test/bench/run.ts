import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';

/** One figure beside its limit. A run on a busy machine proves nothing, so the load is printed with them. */
interface Figure {
  readonly what: string;
  readonly measured: number;
  readonly limit: number | undefined;
  readonly unit: 's' | 'KB';
}

const ROOT = join(import.meta.dirname, '..', '..');
const seconds = (since: number): number => (performance.now() - since) / 1000;

async function startToReady(): Promise<Figure> {
  const began = performance.now();
  const child = spawn(process.execPath, ['infra/local/main.ts', '--port', '18080', '--data', 'memory'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(createInterface({ input: child.stdout }), 'line');
  const measured = seconds(began);
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  await gone;
  return { what: 'npm start, installed, to ready', measured, limit: 10, unit: 's' };
}

function timed(what: string, limit: number | undefined, args: readonly string[]): Figure {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'ignore' });
  if (status !== 0) throw new Error(`${what} failed`);
  return { what, measured: seconds(began), limit, unit: 's' };
}

const metafile = z.object({ outputs: z.record(z.string(), z.object({ bytes: z.number() })) });

/** Minified sizes of the bundles that the last synth built. */
function bundles(): readonly Figure[] {
  const { outputs } = metafile.parse(JSON.parse(readFileSync(join(ROOT, 'dist', 'metafile.json'), 'utf8')));
  return Object.entries(outputs)
    .filter(([path]) => path.endsWith('.js'))
    .map(([path, { bytes }]): Figure => {
      const folder = path.replace(/^dist\/functions\//, '').replace(/\/index\.js$/, '');
      return {
        what: `bundle ${folder}`,
        measured: bytes / 1024,
        limit: folder.startsWith('api/') ? 260 : 350,
        unit: 'KB',
      };
    })
    .toSorted((a, b) => b.measured - a.measured);
}

function print({ what, measured, limit, unit }: Figure): void {
  const bound = limit === undefined ? '' : `  limit ${limit} ${unit}${measured > limit ? '  OVER' : ''}`;
  process.stdout.write(`${what.padEnd(44)}${measured.toFixed(1).padStart(8)} ${unit}${bound}\n`);
}

const load = (): string =>
  loadavg()
    .map((value) => value.toFixed(1))
    .join(' ');

process.stdout.write(`Load before: ${load()}\n`);
const output = mkdtempSync(join(tmpdir(), 'ldss-bench-'));
const figures = [
  await startToReady(),
  timed('cdk synth of all stacks, with cdk-nag', 5, [
    'node_modules/aws-cdk/bin/cdk',
    'synth',
    '--quiet',
    '--no-notices',
    '--output',
    output,
  ]),
  timed('unit and property suites', 15, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    'unit',
    '--project',
    'property',
  ]),
  ...bundles(),
];
rmSync(output, { recursive: true, force: true });
for (const figure of figures) print(figure);
process.stdout.write(`Load after: ${load()}\n`);
mkdirSync(join(ROOT, '.local'), { recursive: true });
writeFileSync(join(ROOT, '.local', 'bench.json'), JSON.stringify(figures, undefined, 2));
process.stdout.write('The raw figures are in .local/bench.json\n');
