import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import * as z from 'zod';

const USAGE = 'npm run mutate -- [ledger|rules] [--mutate FILE]';
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const STRYKER = 'node_modules/@stryker-mutator/core/bin/stryker.js';

/** What is changed on purpose, and by which tests it has to be noticed: `stryker.<part>.json`. */
const PARTS = ['ledger', 'rules'] as const;
const configOf = (part: string): string => `stryker.${part}.json`;
const configSchema = z.object({ mutate: z.array(z.string()) });

function covers(part: string, file: string): boolean {
  const { mutate } = configSchema.parse(JSON.parse(readFileSync(join(ROOT, configOf(part)), 'utf8')));
  return mutate.some((pattern) => matchesGlob(file, pattern));
}

/** Every part, or the one that is named, or the one that the file belongs to. 0: each of them reached its score. */
function run(): number {
  const { values, positionals } = parseArgs({
    options: { mutate: { type: 'string' } },
    allowPositionals: true,
  });
  const [name] = positionals;
  const file = values.mutate;
  const parts = PARTS.filter((part) => name === undefined || part === name).filter(
    (part) => file === undefined || covers(part, file),
  );
  if (parts.length === 0) {
    process.stderr.write(`There is nothing of that name. Usage: ${USAGE}\n`);
    return 2;
  }
  const only = file === undefined ? [] : ['--mutate', file];
  const failed = parts.filter((part) => {
    const args = [STRYKER, 'run', configOf(part), ...only];
    return spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status !== 0;
  });
  return failed.length === 0 ? 0 : 1;
}

process.exitCode = run();
