import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { SEEDED_PEOPLE } from '../../infra/local/seeded-people.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../support/hand-made-assembly.ts';
import { smallService } from './fixtures/embedded-cloud/small-service.ts';

const MAIN = resolve(import.meta.dirname, '../../infra/local/main.ts');
const SERVE = join(import.meta.dirname, 'fixtures/embedded-cloud/serve-small-service.ts');

const readySchema = z.object({
  ready: z.literal(true),
  api: z.url(),
  web: z.url(),
  issuer: z.url(),
  people: z.array(z.string()),
});
const noteSchema = z.object({ text: z.string(), reader: z.string() });
const writtenSchema = z.object({ id: z.string(), pepper: z.string(), issuer: z.string() });
const tokenSchema = z.object({ access_token: z.string() });
type Ready = z.output<typeof readySchema>;

type Copy = ChildProcessByStdio<null, Readable, Readable>;
const running = new Set<Copy>();

interface Place {
  readonly assembly: string;
  readonly data: string;
  readonly readyFile: string;
}

function newPlace(): Place {
  const root = temporaryDirectory();
  return { assembly: smallService(), data: join(root, 'data'), readyFile: join(root, 'ready.json') };
}

function launch({ assembly, data, readyFile }: Place, port = 0): Copy {
  const args = [SERVE, assembly, readyFile, '--port', String(port), '--data', data];
  const copy = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(copy);
  copy.once('exit', () => running.delete(copy));
  return copy;
}

/** The one line that a copy prints when everything answers. */
async function untilReady(copy: Copy): Promise<Ready> {
  const said = text(copy.stderr);
  for await (const line of createInterface({ input: copy.stdout }))
    return readySchema.parse(JSON.parse(line));
  throw new Error(`The copy ended before it was ready:\n${await said}`);
}

async function ended(copy: Copy): Promise<number | null> {
  if (copy.exitCode === null && copy.signalCode === null) await once(copy, 'exit');
  return copy.exitCode;
}

async function tokenOf(ready: Ready, subject: string): Promise<string> {
  const response = await fetch(`${ready.issuer}/local-token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ subject }),
  });
  return tokenSchema.parse(await response.json()).access_token;
}

async function write(ready: Ready, id: string): Promise<z.output<typeof writtenSchema>> {
  const body = JSON.stringify({ id, text: `the text of ${id}` });
  const response = await fetch(`${ready.api}/notes`, { method: 'POST', body });
  expect(response.status).toBe(201);
  return writtenSchema.parse(await response.json());
}

const read = (ready: Ready, id: string, token: string) =>
  fetch(`${ready.api}/notes/${id}`, { headers: { authorization: `Bearer ${token}` } });

/** The note under an id, as soon as somebody has written it. */
async function eventually(ready: Ready, id: string, token: string): Promise<string> {
  for (;;) {
    const response = await read(ready, id, token);
    if (response.status === 200) return noteSchema.parse(await response.json()).text;
    await wait(50);
  }
}

afterAll(async () => {
  for (const copy of running) {
    copy.kill('SIGKILL');
    await ended(copy);
  }
  removeTemporaryDirectories();
});

describe('a copy that runs a template', () => {
  const place = { ...newPlace(), data: 'memory' };
  let copy: Copy;
  let ready: Ready;
  let token: string;
  beforeAll(async () => {
    copy = launch(place);
    ready = await untilReady(copy);
    token = await tokenOf(ready, 'owner@meadow');
  });

  it('says how it is reached, on stdout, in the ready file and by HTTP', async () => {
    expect(ready.people).toEqual(SEEDED_PEOPLE.map(({ subject }) => subject));
    expect(ready.api).toBe(`${ready.web}v1`);
    expect(JSON.parse(readFileSync(place.readyFile, 'utf8'))).toEqual(ready);
    expect(await (await fetch(`${ready.web}ready`)).json()).toEqual(ready);
  });

  it('has put the first data in before it was ready', async () => {
    const response = await read(ready, 'seeded', token);
    expect(noteSchema.parse(await response.json()).text).toBe('{"seed":"demo","clock":null}');
  });

  it('carries HTTP to a function, the table, its stream and the workflow', async () => {
    await write(ready, 'one');
    expect(await eventually(ready, 'walked-one', token)).toBe('the text of one');
  });

  it('carries a new object to its queue, to the scanner, over the event bus and to the functions', async () => {
    await write(ready, 'two');
    expect(await eventually(ready, 'uploaded-two', token)).toBe('ObjectCreated:Put uploads a+note/two');
    expect(await eventually(ready, 'scanned-two', token)).toMatch(/^[A-Z_]+$/);
  });

  it('calls what is scheduled', { timeout: 90_000 }, async () => {
    expect(await eventually(ready, 'scheduled', token)).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('lets in people with a token of the local sign-in service alone', async () => {
    expect((await read(ready, 'seeded', 'no.such.token')).status).toBe(401);
    const response = await read(ready, 'seeded', await tokenOf(ready, 'lead@staff'));
    expect(noteSchema.parse(await response.json()).reader).toBe('lead@staff');
    expect((await write(ready, 'three')).issuer).toBe(ready.issuer);
  });

  it('serves a page at its root, and leaves the rest to the API', async () => {
    const page = await fetch(ready.web);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toContain('<h1>');
    expect((await fetch(`${ready.web}nothing`)).status).toBe(404);
  });

  it('sets a fault, under which the service fails until it is lifted, and refuses one that it cannot set', async () => {
    const put = (body: unknown) =>
      fetch(`${ready.web}sandbox/faults`, { method: 'PUT', body: JSON.stringify(body) });
    expect((await put({ target: 's3', mode: 'down' })).status).toBe(200);
    const failed = await fetch(`${ready.api}/notes`, { method: 'POST', body: '{"id":"four","text":"t"}' });
    expect(failed.status).toBe(500);
    expect((await put({ target: 's3', mode: 'off' })).status).toBe(200);
    await write(ready, 'four');

    const refused = await put({ target: 'mail', mode: 'down' });
    expect(refused.status).toBe(422);
    expect(refused.headers.get('content-type')).toBe('application/problem+json');
    expect(await refused.json()).toMatchObject({
      code: 'validation-failed',
      errors: [{ pointer: '/target' }],
    });
  });

  it('leaves a taken port to its owner, and says so', async () => {
    const second = launch(newPlace(), Number(new URL(ready.web).port));
    const said = text(second.stderr);
    expect(await ended(second)).toBe(1);
    expect(await said).toContain('is taken by another program. Choose another one, for example --port');
  });

  it('ends at a signal with every process, its ready file and, kept in memory, its data', async () => {
    const children = childrenOf(copy.pid);
    const data = dataDirectoryOf(copy);
    expect(children.length).toBeGreaterThan(0);
    expect(existsSync(data)).toBe(true);
    copy.kill('SIGINT');
    expect(await ended(copy)).toBe(0);
    expect(existsSync(place.readyFile)).toBe(false);
    expect(existsSync(data)).toBe(false);
    expect(children.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
    await expect(fetch(ready.web)).rejects.toThrow('fetch failed');
  });
});

describe('a copy that is killed', () => {
  it('is followed by one with the same data, secret, ports and tokens', async () => {
    const place = newPlace();
    const first = launch(place);
    const before = await untilReady(first);
    const token = await tokenOf(before, 'owner@meadow');
    const written = await write(before, 'kept');
    first.kill('SIGKILL');
    await ended(first);

    const second = launch(place);
    const after = await untilReady(second);
    expect(after.issuer).toBe(before.issuer);
    expect(await eventually(after, 'kept', token)).toBe('the text of kept');
    expect(await eventually(after, 'walked-kept', token)).toBe('the text of kept');
    expect((await write(after, 'new')).pepper).toBe(written.pepper);

    const third = launch({ ...place, readyFile: join(temporaryDirectory(), 'ready.json') });
    const said = text(third.stderr);
    expect(await ended(third)).toBe(1);
    expect(await said).toContain(`in use by another copy (process ${String(second.pid)})`);
  });
});

describe('a copy that is not wanted any more while it starts', () => {
  it('ends cleanly', async () => {
    const place = newPlace();
    const copy = launch(place);
    await once(copy.stderr, 'data');
    copy.kill('SIGTERM');
    expect(await ended(copy)).toBe(0);
    expect(existsSync(place.readyFile)).toBe(false);
  });
});

describe('npm start with bad options', () => {
  it('says which and how, and exits with 2', () => {
    const run = spawnSync(process.execPath, [MAIN, '--seed', 'everything'], { encoding: 'utf8' });
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr).toContain('--seed is neither "demo" nor "empty"');
    expect(run.stderr).toContain('Usage: npm start');
  });
});

const parentOf = (pid: string): string | undefined => {
  try {
    return /^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  } catch {
    return undefined;
  }
};

function childrenOf(pid: number | undefined): string[] {
  return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && parentOf(entry) === String(pid));
}

/** Where the process keeps its lock. */
function dataDirectoryOf({ pid }: Copy): string {
  const open = readdirSync(`/proc/${String(pid)}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${String(pid)}/fd/${fd}`);
    } catch {
      return '';
    }
  });
  return resolve(open.find((path) => path.endsWith('lock.sqlite')) ?? '', '..');
}
