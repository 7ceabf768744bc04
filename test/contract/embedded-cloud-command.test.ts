import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { lockDirectory } from '../../infra/local/command/directory-lock.ts';
import { faultTarget, setFault } from '../../infra/local/glue/faults.ts';
import { parseOptions } from '../../infra/local/command/options.ts';
import { ReadyFile } from '../../infra/local/command/ready-file.ts';
import { SEEDED_PEOPLE } from '../../infra/local/seeded-people.ts';
import { webPage } from '../../infra/local/glue/web-page.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/hand-made-assembly.ts';

const LOCAL = resolve(import.meta.dirname, '../../infra/local');
const ready = {
  ready: true,
  api: 'http://127.0.0.1:8080/v1',
  web: 'http://127.0.0.1:8080/',
  issuer: 'http://127.0.0.1:8081',
  people: ['owner@meadow'],
} as const;

const children: ChildProcess[] = [];
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));
afterAll(removeTemporaryDirectories);

describe('the options of npm start', () => {
  it('have defaults', () => {
    const options = { port: 8080, data: '.local/data', clock: undefined, seed: 'demo' };
    expect(parseOptions([])).toEqual({ ok: true, options });
  });

  it('are read from the command line', () => {
    const args = ['--port', '9090', '--data=memory', '--clock', '2025-10-01T09:00:00Z', '--seed', 'empty'];
    const options = { port: 9090, data: 'memory', clock: '2025-10-01T09:00:00Z', seed: 'empty' };
    expect(parseOptions(args)).toEqual({ ok: true, options });
  });

  it.each([
    [['--port', 'http'], '--port is not a number'],
    [['--port', '70000'], '--port is more than 65535'],
    [['--clock', 'yesterday'], '--clock is not an instant such as 2025-10-01T09:00:00Z'],
    [['--seed', 'full'], '--seed is neither "demo" nor "empty"'],
    [['--data', ''], '--data is empty'],
    [['--prot', '1'], "Unknown option '--prot'"],
    [['8080'], "Unexpected argument '8080'"],
  ])('refuse %j', (args, problem) => {
    const parsed = parseOptions(args);
    expect(parsed.ok ? '' : parsed.problem).toContain(problem);
  });
});

describe('the lock of a data directory', () => {
  const holder = (directory: string) => {
    const lock = pathToFileURL(join(LOCAL, 'command/directory-lock.ts')).href;
    const script = `const { lockDirectory } = await import('${lock}'); lockDirectory(${JSON.stringify(directory)});
      console.log('held'); setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    return child;
  };

  it('refuses a second process by the number of the first, and is free once the first was killed', async () => {
    const directory = temporaryDirectory();
    const child = holder(directory);
    await once(child.stdout, 'data');
    expect(() => lockDirectory(directory)).toThrow(`in use by another copy (process ${String(child.pid)})`);

    child.kill('SIGKILL');
    await once(child, 'exit');
    const lock = lockDirectory(directory);
    expect(readFileSync(join(directory, 'pid'), 'utf8')).toBe(String(process.pid));
    lock.release();
  });

  it('can be taken again after its release, also by the same process', () => {
    const directory = temporaryDirectory();
    const first = lockDirectory(directory);
    expect(() => lockDirectory(directory)).toThrow('in use');
    first.release();
    const second = lockDirectory(directory);
    first.release();
    expect(() => lockDirectory(directory)).toThrow('in use');
    second.release();
  });
});

describe('the ready file', () => {
  it('holds what was written, and goes with its writer', async () => {
    const path = join(temporaryDirectory(), 'new', 'ready.json');
    const file = new ReadyFile(path);
    expect(file.read()).toBeUndefined();
    expect(file.write(ready)).toBe(JSON.stringify(ready));
    expect(new ReadyFile(path).read()).toEqual(ready);
    await file.close();
    expect(existsSync(path)).toBe(false);
  });

  it('is left alone by a copy that another one has followed', async () => {
    const path = join(temporaryDirectory(), 'ready.json');
    const [first, second] = [new ReadyFile(path), new ReadyFile(path)];
    first.write(ready);
    second.write({ ...ready, web: 'http://127.0.0.1:9090/' });
    await first.close();
    expect(second.read()?.web).toBe('http://127.0.0.1:9090/');
  });
});

describe('faults', () => {
  const set: unknown[] = [];
  const scanner = { setFault: (mode: 'off' | 'down', times?: number) => set.push([mode, times]) };
  const targets = new Map([
    ['scanner', faultTarget(scanner, ['off', 'down'])],
    ['s3', faultTarget(scanner, ['off', 'down'], false)],
  ]);

  it('are set on their engine', () => {
    expect(setFault(targets, { target: 'scanner', mode: 'down', times: 2 })).toMatchObject({ ok: true });
    expect(setFault(targets, { target: 'scanner', mode: 'off' })).toMatchObject({ ok: true });
    expect(set).toEqual([
      ['down', 2],
      ['off', undefined],
    ]);
  });

  it.each([
    ['no object', 'down', ''],
    ['an unknown target', { target: 'weather', mode: 'down' }, '/target'],
    ['a target without an engine', { target: 'mail', mode: 'down' }, '/target'],
    ['an unknown mode', { target: 'scanner', mode: 'sad' }, '/mode'],
    ['a mode that the engine does not know', { target: 'scanner', mode: 'slow' }, '/mode'],
    ['a count of nought', { target: 'scanner', mode: 'down', times: 0 }, '/times'],
    ['a count where there is none', { target: 's3', mode: 'down', times: 1 }, '/times'],
    ['an unknown field', { target: 'scanner', mode: 'down', why: 'fun' }, '/why'],
  ])('refuse %s, by its pointer', (_, body, pointer) => {
    const before = set.length;
    const outcome = setFault(targets, body);
    expect(outcome.ok ? [] : outcome.errors.map((error) => error.pointer)).toEqual([pointer]);
    expect(set).toHaveLength(before);
  });
});

describe('the page of a local copy', () => {
  const page = webPage({
    ready,
    people: [...SEEDED_PEOPLE, { subject: 'x', name: '<b>', description: '"&\'' }],
  });

  it('says in English what it is, under one heading', () => {
    expect(page).toContain('<html lang="en-GB">');
    expect(page.match(/<h1>/g)).toHaveLength(1);
    expect(page).toContain('is invented');
  });

  it('links to sign-in, to the description of the API and what it says to everybody, and to readiness', () => {
    const links = [...page.matchAll(/href="([^"]*)"/g)].map(([, address]) => address);
    expect(links).toEqual([
      '#main',
      '/',
      '/sign-in',
      'http://127.0.0.1:8080/v1/openapi.json',
      'http://127.0.0.1:8080/v1/scheme',
      'http://127.0.0.1:8080/v1/catalogue',
      'http://127.0.0.1:8080/v1/funds/main/2025-26',
      '/ready',
    ]);
  });

  it('writes names as text', () => {
    expect(page).toContain('&lt;b&gt;');
    expect(page).toContain('&quot;&amp;&#39;');
  });
});

describe('the first step of npm scripts', () => {
  const project = (entry: string, { packagedNode = true } = {}) => {
    const root = temporaryDirectory();
    mkdirSync(join(root, 'infra/local'), { recursive: true });
    mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
    copyFileSync(join(LOCAL, 'bootstrap.mjs'), join(root, 'infra/local/bootstrap.mjs'));
    writeFileSync(join(root, 'infra/local/main.ts'), entry);
    writeFileSync(join(root, 'package.json'), '{"type":"module"}');
    writeFileSync(join(root, 'package-lock.json'), '{}');
    writeFileSync(join(root, 'node_modules/.package-lock.json'), '{}');
    if (packagedNode) symlinkSync(process.execPath, join(root, 'node_modules/.bin/node'));
    return { root, bootstrap: join(root, 'infra/local/bootstrap.mjs') };
  };
  const fakeNpm = (root: string, script: string) => {
    mkdirSync(join(root, 'fake'));
    writeFileSync(join(root, 'fake/npm'), `#!/bin/sh\n${script}\n`);
    chmodSync(join(root, 'fake/npm'), 0o755);
    return { ...process.env, PATH: `${join(root, 'fake')}:/usr/bin:/bin` };
  };
  const older = (path: string) => utimesSync(path, new Date(0), new Date(0));

  it('hands arguments over, and the exit code back', () => {
    const { bootstrap } = project(
      'console.log(JSON.stringify(process.argv.slice(2))); process.exitCode = 7;',
    );
    const run = spawnSync(process.execPath, [bootstrap, 'start', '--port', '0', 'a b'], { encoding: 'utf8' });
    expect(run).toMatchObject({ status: 7, stdout: '["--port","0","a b"]\n', stderr: '' });
  });

  it('hands signals over', async () => {
    const { bootstrap } = project(
      `process.on('SIGTERM', () => { console.log('ending'); process.exit(3); }); console.log('up'); setInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, [bootstrap, 'start'], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([3, null]);
  });

  it('lets a copy know when it is itself killed', async () => {
    const { root, bootstrap } = project(
      `import { writeFileSync } from 'node:fs'; process.on('disconnect', () => { writeFileSync('alone', ''); process.exit(); });
       console.log('up'); setInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, [bootstrap, 'start'], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await expect.poll(() => existsSync(join(root, 'alone')), { timeout: 5_000 }).toBe(true);
  });

  it('installs the packages when they are absent or older than the lock file, and keeps stdout clean', () => {
    const { root, bootstrap } = project('console.log("entry")');
    const env = fakeNpm(root, `echo "npm $*"; touch "${join(root, 'node_modules/.package-lock.json')}"`);
    const marker = join(root, 'node_modules/.package-lock.json');
    older(marker);
    const [first, second] = [1, 2].map(() =>
      spawnSync(process.execPath, [bootstrap, 'start'], { env, encoding: 'utf8' }),
    );
    expect(first).toMatchObject({ status: 0, stdout: 'entry\n' });
    expect(first?.stderr).toContain('npm ci');
    expect(second).toMatchObject({ status: 0, stdout: 'entry\n', stderr: '' });
  });

  it('stops with a message when the installation fails', () => {
    const { root, bootstrap } = project('console.log("entry")');
    older(join(root, 'node_modules/.package-lock.json'));
    const run = spawnSync(process.execPath, [bootstrap, 'start'], {
      env: fakeNpm(root, 'exit 9'),
      encoding: 'utf8',
    });
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toContain('npm ci failed');
  });

  it('says what is missing where there is no Node 24', () => {
    const { bootstrap } = project('console.log("entry")', { packagedNode: false });
    const oldNode = 'data:text/javascript,Object.defineProperty(process,"versions",{value:{node:"20.1.0"}})';
    const run = spawnSync(process.execPath, ['--import', oldNode, bootstrap, 'start'], { encoding: 'utf8' });
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toContain('runs on Node 24');
    expect(run.stderr).toContain('this is Node 20.1.0');
  });

  it('names the scripts that there are', () => {
    const { bootstrap } = project('');
    const run = spawnSync(process.execPath, [bootstrap, 'dance'], { encoding: 'utf8' });
    expect(run.status).toBe(1);
    expect(run.stderr).toContain('Usage: node infra/local/bootstrap.mjs start|');
  });
});
