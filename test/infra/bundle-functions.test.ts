import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { bundleFunctions, handlerFolders } from '../../infra/bundle-functions.ts';
import type { FunctionCode } from '../../infra/function-code.ts';

const metafileSchema = z.object({
  outputs: z.record(z.string(), z.object({ inputs: z.record(z.string(), z.unknown()) })),
});

describe('the bundler', () => {
  let root: string;
  let dist: string;
  let code: FunctionCode;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'ldss-bundle-'));
    dist = join(root, 'dist');
    writeFileSync(join(root, 'package.json'), '{"type":"module"}');
    symlinkSync(join(import.meta.dirname, '..', '..', 'node_modules'), join(root, 'node_modules'));
    handler(
      'api/ping',
      "import * as z from 'zod';\nexport const handler = async () => z.literal('pong').parse('pong');",
    );
    handler('streams/count', 'export async function handler(event: { n: number }) { return event.n + 1; }');
    handler(
      'streams/ask',
      `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
       const client = new DynamoDBClient({ region: 'eu-west-2' });
       export const handler = async () => (await client.config.credentials()).accessKeyId;`,
    );
    code = await bundleFunctions(root, dist);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  function handler(folder: string, source: string): void {
    mkdirSync(join(root, 'functions', folder), { recursive: true });
    writeFileSync(join(root, 'functions', folder, 'handler.ts'), source);
  }

  function run(folder: string, env: Record<string, string> = {}): string {
    const path = JSON.stringify(join(dist, 'functions', folder, 'index.js'));
    const script = `require(${path}).handler().then(console.log)`;
    return execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', env });
  }

  function inputsOf(output: string): string[] {
    const metafile = metafileSchema.parse(JSON.parse(readFileSync(join(dist, 'metafile.json'), 'utf8')));
    return Object.keys(metafile.outputs[output]?.inputs ?? {});
  }

  it('finds every folder that has a handler', () => {
    expect(handlerFolders(root)).toEqual(['api/ping', 'streams/ask', 'streams/count']);
  });

  it('makes CommonJS that Node runs even inside a package of modules', () => {
    expect(run('api/ping')).toBe('pong\n');
  });

  it('takes credentials from the environment, without the rest of the SDK’s search for them', () => {
    expect(run('streams/ask', { AWS_ACCESS_KEY_ID: 'AKEY', AWS_SECRET_ACCESS_KEY: 'secret' })).toBe('AKEY\n');
    const packages = inputsOf('dist/functions/streams/ask/index.js').flatMap(
      (path) => /credential-provider-\w+/.exec(path) ?? [],
    );
    expect(new Set(packages)).toEqual(new Set(['credential-provider-env']));
  });

  it('keeps the names of functions, for stack traces, and everything else small', () => {
    expect(readFileSync(join(dist, 'functions/streams/count/index.js'), 'utf8')).toMatch(/"handler"/);
    expect(statSync(join(dist, 'functions/streams/count/index.js')).size).toBeLessThan(2_000);
  });

  it('says what went into each bundle', () => {
    expect(inputsOf('dist/functions/streams/count/index.js')).toEqual(['functions/streams/count/handler.ts']);
    expect(inputsOf('dist/functions/api/ping/index.js')).toContain('functions/api/ping/handler.ts');
  });

  it('leaves a bundle alone that has not changed, so that nobody reads half of one', async () => {
    const bundle = join(dist, 'functions/streams/count/index.js');
    const before = statSync(bundle);
    await bundleFunctions(root, dist);
    expect(statSync(bundle)).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
  });

  it('refuses a function without a handler, by its name', () => {
    expect(existsSync(join(root, 'functions/api/claims'))).toBe(false);
    expect(() => code.of('api/claims')).toThrow(
      'The function api/claims has no handler: functions/api/claims/handler.ts does not exist.',
    );
  });
});
