import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startCopy } from '../support/running-copy.ts';
import type { RunningCopy } from '../support/running-copy.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '..', '..');

let copy: RunningCopy;
beforeAll(async () => {
  copy = await startCopy();
});
afterAll(() => copy.close());

/** The example as people copy it, with this copy's address and tokens where they would have their own. */
async function example(): Promise<string> {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const block = /<!-- walk -->\s*```sh\n([\s\S]*?)```/.exec(readme)?.[1];
  if (block === undefined) throw new Error('README.md has no example between its marks');
  let script = block.replace('http://127.0.0.1:8080/v1', copy.api);
  for (const [call, subject] of block.matchAll(/\$\(npm run --silent token -- (\S+)\)/g)) {
    if (subject !== undefined) script = script.replace(call, await copy.token(subject));
  }
  return script;
}

it('walks a claim to approved by the README’s own example', async () => {
  const script = await example();
  expect(script).not.toContain('npm run');
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { cwd: ROOT });
  expect(stdout).toMatch(/^Claim [1-9A-Z]{3}-[1-9A-Z]{4}-[1-9A-Z]{4}-A$/m);
  expect(stdout.match(/Storage answers 204/g)).toHaveLength(2);
  expect(stdout).toContain('The claim is approved');
  expect(stdout).toContain('£150 × 1 learner = £150.');
});
