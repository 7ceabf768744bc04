/*
 * The first step of every npm script: run by whatever Node is on the machine, it sees to the packages and the
 * right Node, then hands over. Plain JavaScript without dependencies, because before `npm ci` there are none.
 *
 *   node infra/local/bootstrap.mjs <script> [arguments]
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..');
const modules = join(root, 'node_modules');
const node24 = join(modules, '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const REQUIRED_MAJOR = 24;

/** What each script runs, with the arguments that come before the caller's. */
const SCRIPTS = {
  start: ['infra/local/main.ts'],
  token: ['infra/local/token.ts'],
  demo: ['infra/local/demo/run.ts'],
  'order-log': ['infra/local/order-log.ts'],
  test: ['node_modules/vitest/vitest.mjs', 'run'],
  rebuild: ['tools/rebuild.ts'],
  rerun: ['tools/rerun.ts'],
  docs: ['infra/docs/generate.ts'],
  bench: ['test/bench/run.ts'],
  simulate: ['test/simulation/main.ts'],
  'bench:fund': ['test/bench/fund/run.ts'],
  mutate: ['tools/mutate.ts'],
  synth: ['node_modules/aws-cdk/bin/cdk', 'synth', '--quiet', '--no-notices'],
  typecheck: ['node_modules/typescript/bin/tsc', '-p', '.', '--noEmit'],
  lint: ['node_modules/eslint/bin/eslint.js', '.'],
  unused: ['node_modules/knip/bin/knip.js'],
  format: ['node_modules/prettier/bin/prettier.cjs', '--check', '.'],
};

const say = (line) => process.stderr.write(`${line}\n`);
const fail = (line) => {
  say(line);
  process.exit(1);
};

/** npm writes this file at the end of an installation: older than the lock file, or absent, it is not the one wanted. */
function installed() {
  const marker = join(modules, '.package-lock.json');
  return existsSync(marker) && statSync(marker).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs;
}

function install() {
  say('Installing the packages that package-lock.json names (npm ci)…');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const { status, error } = spawnSync(npm, ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    // npm's own output must not come before the one line of JSON that a script prints on stdout.
    stdio: ['ignore', process.stderr, process.stderr],
  });
  if (error !== undefined) fail(`npm could not be run: ${error.message}`);
  if (status !== 0) fail('npm ci failed; what it said stands above.');
}

/** The packaged Node where there is one for this platform, or else the running one if it is new enough. */
function findNode() {
  if (existsSync(node24)) return node24;
  if (Number(process.versions.node.split('.')[0]) >= REQUIRED_MAJOR) return process.execPath;
  return fail(
    `This project runs on Node ${REQUIRED_MAJOR}, and there is no packaged one for ${process.platform}-${process.arch}; ` +
      `this is Node ${process.versions.node}. Install Node ${REQUIRED_MAJOR} and run the command again.`,
  );
}

/** Runs the entry as if it had been started itself: arguments, signals, exit code. */
function handOver(node, args, stays) {
  const child = spawn(node, args, {
    cwd: root,
    // The last channel of a copy that stays carries no messages. When it breaks, this process is gone.
    stdio: ['inherit', 'inherit', 'inherit', ...(stays ? ['ipc'] : [])],
    env: {
      ...process.env,
      PATH: `${join(modules, '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`,
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`${node} could not be run: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

const [script, ...rest] = process.argv.slice(2);
const entry = SCRIPTS[script];
if (entry === undefined)
  fail(`Usage: node infra/local/bootstrap.mjs ${Object.keys(SCRIPTS).join('|')} [arguments]`);
if (!installed()) install();
handOver(findNode(), [...entry, ...rest], script === 'start');
