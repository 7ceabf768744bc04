import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
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
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { bundleFunctions, handlerFolders } from '../../infra/bundle-functions.ts';
import type { FunctionCode } from '../../infra/function-code.ts';

const metafileSchema = z.object({
  outputs: z.record(
    z.string(),
    z.object({ inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })) }),
  ),
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
    handler(
      'streams/head',
      `import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
       const client = new S3Client({ region: 'eu-west-2', forcePathStyle: true });
       export const handler = async () => {
         const { ContentLength, Metadata } = await client.send(new HeadObjectCommand({ Bucket: 'papers', Key: 'one' }));
         return JSON.stringify({ ContentLength, Metadata });
       };`,
    );
    handler(
      'api/schema',
      `import * as z from 'zod';
       export const handler = async () => {
         const name = z.string().min(2).max(9);
         const asked = [name.minLength, name.safeParse('x').success, name.parse('ab')];
         try { return name.toJSONSchema(); } catch (error) { return JSON.stringify([...asked, error.message]); }
       };`,
    );
    writeFileSync(
      join(root, 'functions', 'document.json'),
      JSON.stringify({ words: 'said once '.repeat(2_000) }),
    );
    handler(
      'api/document',
      `export const handler = async () => {
         const { default: document } = await import('../../document.json', { with: { type: 'json' } });
         return document.words.length;
       };`,
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

  /** What went into an output, with how many bytes of it each part is. */
  function sizesOf(output: string): [input: string, bytes: number][] {
    const metafile = metafileSchema.parse(JSON.parse(readFileSync(join(dist, 'metafile.json'), 'utf8')));
    const inputs = Object.entries(metafile.outputs[output]?.inputs ?? {});
    return inputs.map(([input, { bytesInOutput }]) => [input, bytesInOutput]);
  }

  const inputsOf = (output: string): string[] => sizesOf(output).map(([input]) => input);

  it('finds every folder that has a handler', () => {
    expect(handlerFolders(root)).toEqual([
      'api/document',
      'api/ping',
      'api/schema',
      'streams/ask',
      'streams/count',
      'streams/head',
    ]);
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

  it('leaves out the operations that a client is not used for, and the client still works', async () => {
    const server = createServer((request, response) => {
      response.writeHead(200, { 'content-length': '48213', 'x-amz-meta-method': request.method ?? '' }).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const path = JSON.stringify(join(dist, 'functions', 'streams/head', 'index.js'));
    const env = {
      AWS_ACCESS_KEY_ID: 'AKEY',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
    };
    const args = ['-e', `require(${path}).handler().then(console.log)`];
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    server.close();
    expect(JSON.parse(stdout)).toEqual({ ContentLength: 48_213, Metadata: { method: 'HEAD' } });
    const sizes = sizesOf('dist/functions/streams/head/index.js');
    const [schemas] = sizes.filter(([input]) => input.endsWith('client-s3/dist-es/schemas/schemas_0.js'));
    expect(schemas?.[1]).toBeLessThan(12_000);
    expect(sizes.filter(([input]) => input.includes('event-streams/'))).toEqual([]);
  });

  it('leaves out zod’s translation to JSON Schema, which refuses, and nothing else of zod', () => {
    expect(JSON.parse(run('api/schema'))).toEqual([
      2,
      false,
      'ab',
      'JSON Schema is left out of this bundle.',
    ]);
  });

  it('packs a document small and unpacks it whole', () => {
    expect(run('api/document')).toBe('20000\n');
    expect(statSync(join(dist, 'functions/api/document/index.js')).size).toBeLessThan(3_000);
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
