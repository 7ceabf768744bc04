import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { PROJECT_ROOT, READY_FILE } from '../../infra/local/command/paths.ts';
import { secondsSince } from './figure.ts';
import type { Figure } from './figure.ts';

/** From `npm start`, with everything installed, to the line that says that everything answers. */
export async function startToReady(): Promise<Figure> {
  // A copy that somebody runs keeps its own ready file.
  const before = existsSync(READY_FILE) ? readFileSync(READY_FILE) : undefined;
  const began = performance.now();
  const args = ['infra/local/bootstrap.mjs', 'start', '--port', '0', '--data', 'memory'];
  const child = spawn(process.execPath, args, { cwd: PROJECT_ROOT, stdio: ['ignore', 'pipe', 'ignore'] });
  const gone = once(child, 'exit');
  const ready = once(createInterface({ input: child.stdout }), 'line').then(() => 'ready');
  if ((await Promise.race([ready, gone])) !== 'ready') throw new Error('npm start ended before it was ready');
  const measured = secondsSince(began);
  child.kill('SIGTERM');
  await gone;
  if (before !== undefined) writeFileSync(READY_FILE, before);
  return { what: 'npm start to ready', measured, limit: 10, unit: 's' };
}

function timed(what: string, args: readonly string[], limit?: number): Figure {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: PROJECT_ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(`${what} failed: ${stderr.toString().slice(-2_000)}`);
  return { what, measured: secondsSince(began), unit: 's', ...(limit !== undefined && { limit }) };
}

/** All stacks as they are deployed, with cdk-nag, and the local stage as `npm start` makes it, with nobody looking. */
export function synths(): readonly Figure[] {
  const output = mkdtempSync(join(tmpdir(), 'ldss-bench-'));
  try {
    const cdk = ['node_modules/aws-cdk/bin/cdk', 'synth', '--quiet', '--no-notices', '--output'];
    const local = [
      'infra/local/command/synthesize-local-stage.ts',
      join(output, 'local'),
      'http://127.0.0.1:8080',
    ];
    return [
      timed('cdk synth of all stacks, with cdk-nag', [...cdk, join(output, 'nag')], 5),
      timed('synth of all stacks, without', local),
    ];
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

export const fastSuites = (): Figure =>
  timed(
    'unit and property suites',
    ['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', '--project', 'property'],
    15,
  );
