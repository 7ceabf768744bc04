import { spawnSync } from 'node:child_process';
import * as z from 'zod';

/** What a verifier is given: its words, and the files that these name. */
export interface Asked {
  readonly words: readonly string[];
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

const answers = z.array(z.tuple([z.number(), z.string()]));
export type Answer = z.infer<typeof answers>[number];

/** Each runs many questions in one process: what it reads on stdin names bytes by characters of the same number. */
const NODE = `
import { readFileSync } from 'node:fs';
import { run } from './verify/verify-order.mjs';
const asked = JSON.parse(readFileSync(0, 'utf8'));
const from = (files) => (path) => {
  if (!Object.hasOwn(files, path)) throw new Error('no such file');
  return Buffer.from(files[path], 'latin1');
};
process.stdout.write(JSON.stringify(asked.map(({ words, files }) => run(words, from(files)))));
`;
const PYTHON = `
import json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, 'verify')
from verify_order import run
def reader(files):
    def read(path):
        if path not in files: raise OSError('no such file')
        return files[path].encode('latin-1')
    return read
asked = json.load(sys.stdin)
json.dump([run(each['words'], reader(each['files'])) for each in asked], sys.stdout)
`;

function ask(program: string, args: readonly string[], asked: readonly Asked[]): readonly Answer[] {
  const input = JSON.stringify(
    asked.map(({ words, files }) => ({
      words,
      files: Object.fromEntries(
        Object.entries(files).map(([path, bytes]) => [path, Buffer.from(bytes).toString('latin1')]),
      ),
    })),
  );
  const { stdout, stderr, status } = spawnSync(program, args, {
    input,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  return answers.parse(JSON.parse(stdout));
}

export const askNode = (asked: readonly Asked[]): readonly Answer[] =>
  ask(process.execPath, ['--input-type=module', '--eval', NODE], asked);

export const askPython = (asked: readonly Asked[]): readonly Answer[] =>
  ask('python3', ['-c', PYTHON], asked);

/** Whether this machine has the second language at all. */
export const hasPython = (): boolean => spawnSync('python3', ['--version']).status === 0;
