import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';

import { LOCAL_CREDENTIALS } from '../../infra/local/engine.ts';
import { startLambdaHost } from '../../infra/local/lambda/lambda-host.ts';
import type {
  FunctionDefinition,
  LambdaHost,
  LambdaHostOptions,
} from '../../infra/local/lambda/lambda-host.ts';
import { requireRuntime } from '../../infra/local/lambda/runtime-files.ts';

const FIXTURES = join(import.meta.dirname, 'fixtures', 'lambda');
const ARN = 'arn:aws:lambda:eu-west-2:000000000000:function:';

function define(name: string, overrides: Partial<FunctionDefinition> = {}): FunctionDefinition {
  return {
    name,
    arn: `${ARN}${name}`,
    codeDirectory: FIXTURES,
    handler: `handlers.${name}`,
    timeoutSeconds: 30,
    memoryMegabytes: 128,
    environment: {},
    ...overrides,
  };
}

const hosts: LambdaHost[] = [];
const directories: string[] = [];

async function start(options: LambdaHostOptions): Promise<LambdaHost> {
  const host = await startLambdaHost(options);
  hosts.push(host);
  return host;
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'lambda-host-'));
  directories.push(directory);
  return directory;
}

afterEach(async () => {
  await Promise.all(hosts.splice(0).map(async (host) => host.close()));
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true });
});

/** The asymmetric matchers are typed `any`; these say what they stand for. */
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const containing = (text: string): unknown => expect.stringContaining(text);
const anyText: unknown = expect.any(String);

const ErrorPayload = z.object({ errorType: z.string(), errorMessage: z.string() });
const errorOf = (payload: string) => ErrorPayload.parse(JSON.parse(payload));

const About = z.object({
  pid: z.int(),
  calls: z.int(),
  environment: z.record(z.string(), z.string()),
  directory: z.string(),
  context: z.record(z.string(), z.unknown()),
});

async function about(host: LambdaHost, name = 'about') {
  return About.parse(JSON.parse((await host.invoke(name, {})).payload));
}

/** Gone, or a zombie that only waits for its parent to look: either way it runs no more. */
function isRunning(pid: number): boolean {
  try {
    const state = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return state !== '' && !state.startsWith('Z');
  } catch {
    return false;
  }
}

const untilGone = async (pid: number) =>
  vi.waitFor(
    () => {
      expect(isRunning(pid)).toBe(false);
    },
    { timeout: 10_000, interval: 30 },
  );

describe('a handler', () => {
  const malformed = mkdtempSync(join(tmpdir(), 'lambda-malformed-'));
  let host: LambdaHost;

  beforeAll(async () => {
    writeFileSync(join(malformed, 'handlers.mjs'), 'export const handler = async () => {');
    host = await startLambdaHost({
      functions: [
        ...[
          'echo',
          'nothing',
          'rejects',
          'throwsPlain',
          'exits',
          'aborts',
          'large',
          'circular',
          'streams',
          'about',
        ].map((name) => define(name)),
        define('commonjs', { handler: 'commonjs.handler' }),
        define('callback', { handler: 'callback.handler' }),
        define('broken', { handler: 'broken-init.handler' }),
        define('exiting', { handler: 'exiting-init.handler' }),
        define('syntax', { codeDirectory: malformed }),
        define('absent-file', { handler: 'absent.handler' }),
        define('absent-export', { handler: 'handlers.absent' }),
        define('configured', {
          handler: 'handlers.about',
          memoryMegabytes: 256,
          environment: { TABLE_NAME: 'claims', TZ: 'Europe/London' },
        }),
      ],
      sharedEnvironment: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9', TABLE_NAME: 'shared' },
    });
  });

  afterAll(async () => {
    await host.close();
    rmSync(malformed, { recursive: true });
  });

  it('written as an ES module gets the event and its result is the answer', async () => {
    const result = await host.invoke('echo', { name: 'Zoë 🦉', n: 1 });
    expect(result).toEqual({ payload: '{"event":{"name":"Zoë 🦉","n":1}}', functionError: undefined });
  });

  it('written as CommonJS works too, and may be named by its ARN', async () => {
    const { payload } = await host.invoke(`${ARN}commonjs`, 7);
    expect(JSON.parse(payload)).toEqual({ from: 'commonjs', event: 7 });
  });

  it('sees an empty object when there is no payload', async () => {
    expect((await host.invoke('echo', undefined)).payload).toBe('{"event":{}}');
  });

  it('that returns undefined answers null', async () => {
    expect(await host.invoke('nothing', {})).toEqual({ payload: 'null', functionError: undefined });
  });

  it('that rejects answers its error with a trace', async () => {
    const { payload, functionError } = await host.invoke('rejects', {});
    expect(functionError).toBe('Unhandled');
    expect(errorOf(payload)).toEqual({ errorType: 'TypeError', errorMessage: 'the claim is odd' });
    expect(payload).toContain('"trace":["TypeError: the claim is odd"');
  });

  it('that throws something other than an error answers its type and words', async () => {
    const { payload, functionError } = await host.invoke('throwsPlain', {});
    expect(functionError).toBe('Unhandled');
    expect(errorOf(payload)).toEqual({ errorType: 'string', errorMessage: 'just words' });
  });

  it.each([
    [0, 'Runtime exited without providing a reason'],
    [9, 'Runtime exited with error: exit status 9'],
  ])('that exits with status %i is reported as an exit of the runtime', async (code, words) => {
    const { payload, functionError } = await host.invoke('exits', { code });
    expect(functionError).toBe('Unhandled');
    expect(errorOf(payload).errorType).toBe('Runtime.ExitError');
    expect(errorOf(payload).errorMessage).toMatch(new RegExp(`^RequestId: [0-9a-f-]{36} Error: ${words}$`));
  });

  it('that is ended by a signal is reported with the signal', async () => {
    const { payload } = await host.invoke('aborts', {});
    expect(errorOf(payload).errorMessage).toContain('Runtime exited with error: signal: aborted');
  });

  it('whose result is no JSON fails by name', async () => {
    const { payload, functionError } = await host.invoke('circular', {});
    expect(functionError).toBe('Unhandled');
    expect(errorOf(payload).errorType).toBe('Runtime.JSONStringifyError');
  });

  it.each([
    ['broken', 'RangeError', 'no table is named'],
    ['callback', 'Runtime.CallbackHandlerDeprecated', 'callback-based function handlers'],
    ['absent-file', 'Runtime.ImportModuleError', "Cannot find module 'absent'"],
    ['absent-export', 'Runtime.HandlerNotFound', 'handlers.absent is undefined or not exported'],
    ['syntax', 'Runtime.UserCodeSyntaxError', 'SyntaxError'],
    ['exiting', 'Runtime.ExitError', 'exit status 3'],
  ])('that does not load (%s) answers %s, and again at the next call', async (name, errorType, words) => {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const { payload, functionError } = await host.invoke(name, {});
      expect(functionError).toBe('Unhandled');
      expect(errorOf(payload).errorType).toBe(errorType);
      expect(errorOf(payload).errorMessage).toContain(words);
    }
  });

  it('takes and returns 5 MB', async () => {
    const text = 'é'.repeat(2.5 * 1024 * 1024);
    const { payload } = await host.invoke('echo', text);
    expect(payload).toBe(JSON.stringify({ event: text }));
  });

  it('may answer the limit to the byte, and one byte more is an error of its own', async () => {
    const limit = 6 * 1024 * 1024 + 100;
    expect((await host.invoke('large', { bytes: limit })).payload).toHaveLength(limit);
    const { payload, functionError } = await host.invoke('large', { bytes: limit + 1 });
    expect(functionError).toBe('Unhandled');
    expect(errorOf(payload).errorType).toBe('Function.ResponseSizeTooLarge');
    expect((await host.invoke('large', { bytes: 4 })).payload).toBe('"xx"');
  });

  it('is refused an event over 6 MB before it runs', async () => {
    const refused = host.invoke('echo', 'x'.repeat(6 * 1024 * 1024));
    await expect(refused).rejects.toMatchObject({ name: 'RequestTooLargeException' });
  });

  it('that streams is answered whole, and a failure half way through is a failure', async () => {
    expect(await host.invoke('streams', { parts: ['one ', 'two'] })).toEqual({
      payload: 'one two',
      functionError: undefined,
    });
    const failed = await host.invoke('streams', { parts: ['one '], failure: 'half way' });
    expect(failed.functionError).toBe('Unhandled');
    expect(errorOf(failed.payload)).toEqual({ errorType: 'Error', errorMessage: 'half way' });
    expect((await host.invoke('streams', { parts: ['again'] })).payload).toBe('again');
  });

  it('sees the environment that Lambda gives it and nothing of the host', async () => {
    const { environment, directory } = await about(host, 'configured');
    expect(directory).toBe(FIXTURES);
    expect(environment).toEqual({
      PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      LANG: 'en_US.UTF-8',
      TZ: 'Europe/London',
      TABLE_NAME: 'claims',
      AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9',
      _HANDLER: 'handlers.about',
      _X_AMZN_TRACE_ID: matching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
      AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
      AWS_REGION: 'eu-west-2',
      AWS_DEFAULT_REGION: 'eu-west-2',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_NAME: 'configured',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/configured',
      AWS_LAMBDA_LOG_STREAM_NAME: matching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      AWS_LAMBDA_RUNTIME_API: matching(/^127\.0\.0\.1:\d+$/),
      AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
      LAMBDA_RUNTIME_DIR: containing('aws-lambda-ric'),
      LAMBDA_TASK_ROOT: FIXTURES,
    });
  });

  it('runs in UTC unless told otherwise, and sees shared variables', async () => {
    const { environment } = await about(host);
    expect(environment).toMatchObject({ TZ: ':UTC', TABLE_NAME: 'shared' });
  });

  it('gets a context that names the function, the request and the time left', async () => {
    const { context } = await about(host);
    expect(context).toMatchObject({
      functionName: 'about',
      functionVersion: '$LATEST',
      invokedFunctionArn: `${ARN}about`,
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/about',
      awsRequestId: matching(/^[0-9a-f-]{36}$/),
    });
    expect(z.number().parse(context['remaining'])).toBeGreaterThan(20_000);
    expect(z.number().parse(context['remaining'])).toBeLessThanOrEqual(30_000);
  });
});

describe('instances', () => {
  it('are used again while they live', async () => {
    const host = await start({ functions: [define('about', { reservedConcurrency: 1 })] });
    const [first, second] = [await about(host), await about(host)];
    expect(second.pid).toBe(first.pid);
    expect(second.calls).toBe(first.calls + 1);
  });

  it('work on one event at a time each, and come up on demand to the default concurrency', async () => {
    const host = await start({ functions: [define('overlap')], defaultConcurrency: 2 });
    const runs = await overlaps(host, 5);
    expect(new Set(runs.map(({ pid }) => pid)).size).toBe(2);
    for (const pid of new Set(runs.map((run) => run.pid)))
      expectNoOverlap(runs.filter((run) => run.pid === pid));
  });

  it('of a function that reserves 1 work strictly one after the other, in the order of the calls', async () => {
    const host = await start({ functions: [define('overlap', { reservedConcurrency: 1 })] });
    const runs = await overlaps(host, 4);
    expectNoOverlap(runs);
    expect(runs.map(({ started }) => started)).toEqual(
      runs.map(({ started }) => started).toSorted((a, b) => a - b),
    );
  });

  it('stay strictly one after the other when events time out', async () => {
    const host = await start({
      functions: [define('about', { reservedConcurrency: 1, timeoutSeconds: 1, handler: 'handlers.spins' })],
    });
    const [first, second] = await Promise.all([host.invoke('about', {}), host.invoke('about', {})]);
    expect([first, second].map(({ payload }) => errorOf(payload).errorType)).toEqual(
      Array.from({ length: 2 }, () => 'Sandbox.Timedout'),
    );
  });

  it('are never made for a function that reserves 0', async () => {
    const host = await start({ functions: [define('echo', { reservedConcurrency: 0 })] });
    await expect(host.invoke('echo', {})).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });

  it('are ended at the deadline, and the next event gets a fresh one', async () => {
    const host = await start({ functions: [define('sleeps', { timeoutSeconds: 1 })] });
    const { payload, functionError } = await host.invoke('sleeps', { milliseconds: 5_000 });
    expect(functionError).toBe('Unhandled');
    expect(errorOf(payload)).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: matching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/),
    });
    expect(await host.invoke('sleeps', { milliseconds: 1 })).toEqual({
      payload: '"awake"',
      functionError: undefined,
    });
  });

  it('that never yield are ended at the deadline too', async () => {
    const host = await start({ functions: [define('spins', { timeoutSeconds: 1 })] });
    expect(errorOf((await host.invoke('spins', {})).payload).errorType).toBe('Sandbox.Timedout');
  });

  it('that stay busy after their answer have given it, and are ended at the deadline', async () => {
    const host = await start({
      functions: [define('answersThenSpins', { timeoutSeconds: 1, reservedConcurrency: 1 })],
    });
    const call = async () => (await host.invoke('answersThenSpins', {})).payload;
    expect(await call()).toBe('"answered"');
    // The second event may meet the busy process and share its end; the third cannot.
    expect([await call(), await call()]).toContain('"answered"');
  });

  it('that end with their answer have still given it', async () => {
    const host = await start({ functions: [define('diesAfterwards')] });
    const pids = await Promise.all([host.invoke('diesAfterwards', {}), host.invoke('diesAfterwards', {})]);
    expect(pids.map(({ functionError }) => functionError)).toEqual([undefined, undefined]);
  });

  it('that die at rest are not used again', async () => {
    const host = await start({ functions: [define('diesAfterwards')] });
    const first = Number((await host.invoke('diesAfterwards', {})).payload);
    await untilGone(first);
    await sleep(50);
    const second = await host.invoke('diesAfterwards', {});
    expect(second.functionError).toBeUndefined();
    expect(Number(second.payload)).not.toBe(first);
  });

  it('without work are closed after a while', async () => {
    const host = await start({ functions: [define('about')], idleSeconds: 0.1 });
    const { pid } = await about(host);
    await untilGone(pid);
    expect((await about(host)).pid).not.toBe(pid);
  });

  it('that take too long to load get one more chance on the function’s own time, then time out', async () => {
    const host = await start({
      functions: [define('slow', { handler: 'slow-init.handler', timeoutSeconds: 1 })],
      initSeconds: 0.2,
    });
    const { payload } = await host.invoke('slow', {});
    expect(errorOf(payload).errorMessage).toContain('Task timed out after 1.00 seconds');
  });

  it('can be booted ahead of the first call', async () => {
    const host = await start({ functions: [define('about'), define('echo')] });
    await host.prewarm(['about', 'echo']);
    await host.prewarm(['about']);
    expect((await about(host)).calls).toBe(1);
  });

  it('that cannot be booted ahead of time say which function it is and why', async () => {
    const host = await start({ functions: [define('broken', { handler: 'broken-init.handler' })] });
    await expect(host.prewarm(['broken'])).rejects.toThrow(
      /function broken does not start: .*no table is named/,
    );
  });

  const Overlap = z.object({ pid: z.int(), started: z.int(), ended: z.int() });

  async function overlaps(host: LambdaHost, count: number) {
    const results = await Promise.all(
      Array.from({ length: count }, async () => host.invoke('overlap', { milliseconds: 40 })),
    );
    return results.map(({ payload }) => Overlap.parse(JSON.parse(payload)));
  }

  function expectNoOverlap(runs: readonly z.infer<typeof Overlap>[]): void {
    const ordered = runs.toSorted((a, b) => a.started - b.started);
    for (const [index, run] of ordered.entries()) {
      expect(run.started).toBeGreaterThanOrEqual(ordered[index - 1]?.ended ?? 0);
    }
  }
});

const Family = z.object({ pid: z.int(), child: z.int() });
const Ready = z.object({ idle: z.string(), family: z.string(), spinning: z.int() });

async function startHostProcess(directory: string) {
  const child = spawn(process.execPath, [join(FIXTURES, 'host-process.ts'), directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const ready = Ready.parse(JSON.parse(line));
    return {
      pid: z.int().parse(child.pid),
      idle: About.parse(JSON.parse(ready.idle)).pid,
      family: Family.parse(JSON.parse(ready.family)),
      spinning: ready.spinning,
    };
  }
  throw new Error('the host process ended before it was ready');
}

describe('the end of the host', () => {
  it('by close ends its instances and what they started, and may be asked for twice', async () => {
    const host = await start({ functions: [define('withChild')] });
    const family = Family.parse(JSON.parse((await host.invoke('withChild', {})).payload));
    await host.close();
    await host.close();
    await untilGone(family.pid);
    await untilGone(family.child);
    expect([family.pid, family.child].map(isRunning)).toEqual([false, false]);
  });

  it('by close turns away callers who wait and fails the event under way', async () => {
    const host = await start({ functions: [define('sleeps', { reservedConcurrency: 1 })] });
    await host.prewarm(['sleeps']);
    const working = host.invoke('sleeps', { milliseconds: 10_000 });
    const waiting = host.invoke('sleeps', { milliseconds: 1 });
    const turnedAway = expect(waiting).rejects.toMatchObject({ name: 'ServiceException' });
    await host.close();
    await turnedAway;
    expect(errorOf((await working).payload).errorMessage).toContain('signal: killed');
  });

  it('by kill -9 ends every instance: one at rest, one that never yields, and the child of a third', async () => {
    const { pid, idle, family, spinning } = await startHostProcess(temporaryDirectory());
    const all = [idle, family.pid, family.child, spinning];
    expect(all.map(isRunning)).toEqual([true, true, true, true]);
    process.kill(pid, 'SIGKILL');
    for (const member of all) await untilGone(member);
    expect(all.map(isRunning)).toEqual([false, false, false, false]);
  });
});

describe('logs', () => {
  it('of a function are appended to one file, as text, over all its instances and runs', async () => {
    const logDirectory = temporaryDirectory();
    for (let run = 0; run < 2; run += 1) {
      const host = await start({ functions: [define('logs')], logDirectory });
      await host.invoke('logs', {});
      await host.close();
    }
    const lines = readFileSync(join(logDirectory, 'logs.log'), 'utf8').split('\n');
    const stamped = (level: string, words: string): unknown =>
      matching(new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\t[0-9a-f-]{36}\t${level}\t${words}$`));
    const once = [stamped('INFO', 'plain words'), stamped('ERROR', 'bad words'), 'no newline at the end'];
    expect(lines).toEqual([...once, ...once, '']);
    expect(readdirSync(logDirectory)).toEqual(['logs.log']);
  });

  it('are JSON where the function is configured so', async () => {
    const logDirectory = temporaryDirectory();
    const host = await start({
      functions: [
        define('logs', { environment: { AWS_LAMBDA_LOG_FORMAT: 'JSON', AWS_LAMBDA_LOG_LEVEL: 'ERROR' } }),
      ],
      logDirectory,
    });
    await host.invoke('logs', {});
    await host.close();
    const [first] = readFileSync(join(logDirectory, 'logs.log'), 'utf8').split('\n');
    expect(JSON.parse(first ?? '')).toEqual({
      timestamp: anyText,
      level: 'ERROR',
      requestId: anyText,
      message: 'bad words',
    });
  });

  it('hold what the handler could not write: its timeout, its exit', async () => {
    const logDirectory = temporaryDirectory();
    const host = await start({
      functions: [define('spins', { timeoutSeconds: 1 }), define('exits')],
      logDirectory,
    });
    await Promise.all([host.invoke('spins', {}), host.invoke('exits', { code: 4 })]);
    await host.close();
    expect(readFileSync(join(logDirectory, 'spins.log'), 'utf8')).toContain(
      'Task timed out after 1.00 seconds',
    );
    expect(readFileSync(join(logDirectory, 'exits.log'), 'utf8')).toContain(
      'exit status 4 Runtime.ExitError',
    );
  });

  it('of the host name the function and how it went, and never the payload', async () => {
    const lines: string[] = [];
    const host = await start({
      functions: [define('echo'), define('rejects')],
      log: (line) => lines.push(line),
    });
    await host.invoke('echo', { niNumber: 'QQ123456C' });
    await host.invoke('rejects', { niNumber: 'QQ123456C' });
    expect(lines).toEqual([
      matching(/^lambda: echo [0-9a-f-]{36} answered in \d+ ms$/),
      matching(/^lambda: rejects [0-9a-f-]{36} failed \(TypeError\) in \d+ ms$/),
    ]);
  });
});

describe('asynchronous events', () => {
  const retried = {
    functions: [define('failsAtFirst', { reservedConcurrency: 1 })],
    eventRetrySeconds: [0.02, 0.02],
  };

  it('are tried again, twice at most, and then dropped with a line in the log', async () => {
    const lines: string[] = [];
    const host = await start({ ...retried, log: (line) => lines.push(line) });
    host.invokeEvent('failsAtFirst', { failures: 5 });
    await vi.waitFor(() => {
      expect(lines.at(-1)).toBe('lambda: event for failsAtFirst dropped after 3 attempts: Error');
    });
    expect(lines.filter((line) => line.includes(' failed (Error) in '))).toHaveLength(3);
  });

  it('are done at the first success', async () => {
    const lines: string[] = [];
    const host = await start({ ...retried, log: (line) => lines.push(line) });
    host.invokeEvent('failsAtFirst', { failures: 1 });
    await vi.waitFor(() => {
      expect(lines.at(-1)).toMatch(/ answered in /);
    });
    await sleep(60);
    expect(lines).toHaveLength(3);
  });

  it('for nobody, or over 1 MB, are refused at once', async () => {
    const host = await start(retried);
    expect(() => {
      host.invokeEvent('nobody', {});
    }).toThrow('Function not found: arn:aws:lambda:eu-west-2:000000000000:function:nobody');
    expect(() => {
      host.invokeEvent('failsAtFirst', 'x'.repeat(1024 * 1024));
    }).toThrow(expect.objectContaining({ name: 'RequestTooLargeException' }));
  });

  it('that were accepted survive a kill -9 of the host, and are run when the environment is known', async () => {
    const dataDirectory = temporaryDirectory();
    const { pid } = await startHostProcess(dataDirectory);
    process.kill(pid, 'SIGKILL');
    await untilGone(pid);
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    const again = await start({ functions: [define('sleeps', { timeoutSeconds: 1 })], dataDirectory, log });
    await sleep(50);
    expect(lines).toEqual([]);
    again.setSharedEnvironment({ STAGE: 'local' });
    await vi.waitFor(
      () => {
        expect(lines.at(-1)).toBe('lambda: event for sleeps failed (Sandbox.Timedout); next attempt in 60 s');
      },
      { timeout: 10_000 },
    );
  });

  it('that were finished are not run again', async () => {
    const dataDirectory = temporaryDirectory();
    const lines: string[] = [];
    const options = { functions: [define('echo')], dataDirectory, log: (line: string) => lines.push(line) };
    const first = await start(options);
    first.invokeEvent('echo', {});
    await vi.waitFor(() => {
      expect(lines).toHaveLength(1);
    });
    await first.close();
    const second = await start({ ...options, sharedEnvironment: {} });
    await second.invoke('echo', {});
    await sleep(50);
    expect(lines).toHaveLength(2);
  });
});

describe('the shared environment', () => {
  it('may be set until the first boot, and not later', async () => {
    const host = await start({ functions: [define('about')], sharedEnvironment: { A: '1', B: '1' } });
    host.setSharedEnvironment({ B: '2', C: '2' });
    expect((await about(host)).environment).toMatchObject({ A: '1', B: '2', C: '2' });
    expect(() => {
      host.setSharedEnvironment({ D: '3' });
    }).toThrow('fixed once a function has been booted');
  });
});

describe('the Invoke API', () => {
  let host: LambdaHost;

  beforeAll(async () => {
    host = await startLambdaHost({ functions: [define('echo'), define('rejects'), define('about')] });
  });

  afterAll(async () => {
    await host.close();
  });

  async function call(path: string, init: { body?: string; headers?: Record<string, string> } = {}) {
    const response = await fetch(`${host.endpoint}/2015-03-31/functions/${path}`, {
      method: 'POST',
      ...init,
    });
    return { status: response.status, headers: response.headers, body: await response.text() };
  }

  it.each([
    'echo',
    'echo:$LATEST',
    encodeURIComponent(`${ARN}echo`),
    encodeURIComponent('000000000000:function:echo'),
  ])('runs the function that %s means', async (reference) => {
    const { status, headers, body } = await call(`${reference}/invocations`, { body: '{"n":1}' });
    expect([status, body]).toEqual([200, '{"event":{"n":1}}']);
    expect(headers.get('x-amz-executed-version')).toBe('$LATEST');
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.has('x-amz-function-error')).toBe(false);
  });

  it('answers a failed function with 200 and says so in a header', async () => {
    const { status, headers, body } = await call('rejects/invocations', { body: '{}' });
    expect([status, headers.get('x-amz-function-error')]).toEqual([200, 'Unhandled']);
    expect(errorOf(body).errorType).toBe('TypeError');
  });

  it('passes the caller’s trace on', async () => {
    const trace = 'Root=1-5f84c7a1-aaaaaaaaaaaaaaaaaaaaaaaa;Parent=bbbbbbbbbbbbbbbb;Sampled=1';
    const { body } = await call('about/invocations', { headers: { 'x-amzn-trace-id': trace } });
    expect(About.parse(JSON.parse(body)).environment['_X_AMZN_TRACE_ID']).toBe(trace);
  });

  it('accepts an event with 202 and a dry run with 204', async () => {
    const event = await call('echo/invocations', { headers: { 'x-amz-invocation-type': 'Event' } });
    const dryRun = await call('echo/invocations', { headers: { 'x-amz-invocation-type': 'DryRun' } });
    expect([event.status, event.body, dryRun.status]).toEqual([202, '', 204]);
  });

  const overOneMegabyte = JSON.stringify('x'.repeat(1024 * 1024));
  const overSixMegabytes = JSON.stringify('x'.repeat(6 * 1024 * 1024));

  it.each([
    {
      what: 'nobody',
      path: 'nobody/invocations',
      answer: [404, 'ResourceNotFoundException'],
      words: 'function:nobody',
    },
    {
      what: 'another version',
      path: 'echo/invocations?Qualifier=7',
      answer: [404, 'ResourceNotFoundException'],
      words: 'echo:7',
    },
    {
      what: 'another account',
      path: `${encodeURIComponent('111111111111:function:echo')}/invocations`,
      answer: [404, 'ResourceNotFoundException'],
      words: 'Function not found',
    },
    { what: 'no JSON', body: '{', answer: [400, 'InvalidRequestContentException'], words: 'json' },
    {
      what: 'another type of invocation',
      headers: { 'x-amz-invocation-type': 'Later' },
      answer: [400, 'InvalidParameterValueException'],
      words: 'InvocationType',
    },
    {
      what: 'a log tail',
      headers: { 'x-amz-log-type': 'Tail' },
      answer: [501, 'NotSupportedException'],
      words: 'LogType',
    },
    {
      what: 'a client context',
      headers: { 'x-amz-client-context': 'e30=' },
      answer: [501, 'NotSupportedException'],
      words: 'ClientContext',
    },
    {
      what: 'another operation',
      path: 'echo/configuration',
      answer: [501, 'NotSupportedException'],
      words: 'POST /2015-03-31/functions/echo/configuration',
    },
    {
      what: 'an event over 1 MB',
      headers: { 'x-amz-invocation-type': 'Event' },
      body: overOneMegabyte,
      answer: [413, 'RequestTooLargeException'],
      words: '1048576',
    },
    {
      what: 'a payload over 6 MB',
      body: overSixMegabytes,
      answer: [413, 'RequestTooLargeException'],
      words: '6291456',
    },
  ])(
    'refuses $what by name',
    async ({ path = 'echo/invocations', body = '{}', headers = {}, answer, words }) => {
      const refusal = await call(path, { body, headers });
      expect([refusal.status, refusal.headers.get('x-amzn-errortype')]).toEqual(answer);
      expect(refusal.body).toContain(words);
    },
  );
});

describe('at start', () => {
  it('the functions are listed by name and none is booted', async () => {
    const host = await start({ functions: [define('echo'), define('about')] });
    expect(host.functionNames()).toEqual(['echo', 'about']);
    expect(new URL(host.endpoint).hostname).toBe('127.0.0.1');
  });

  it.each([
    [
      'a reserved variable',
      [define('a', { environment: { AWS_REGION: 'eu-west-1' } })],
      /function a: .*reserved/s,
    ],
    ['a missing directory', [define('a', { codeDirectory: '/nowhere' })], /function a: .*not a directory/s],
    ['a timeout over 15 minutes', [define('a', { timeoutSeconds: 901 })], /function a: .*timeoutSeconds/s],
    ['too little memory', [define('a', { memoryMegabytes: 64 })], /function a: .*memoryMegabytes/s],
    ['a bad name', [define('a/b')], /function a\/b: .*letters, digits/s],
    ['the same name twice', [define('a'), define('a')], /function a is defined twice/],
  ])('%s is refused', async (_, functions, words) => {
    await expect(startLambdaHost({ functions })).rejects.toThrow(words);
  });

  it('an older Node is refused with a word on what to do', () => {
    expect(() => {
      requireRuntime('22.19.0');
    }).toThrow(
      'Lambda functions run on Node 24 or later, and this is Node 22.19.0: put node_modules/.bin first',
    );
  });
});
