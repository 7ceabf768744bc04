import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';

/** Where the stacks get a function's code. `of` throws for a function that has none. */
export interface FunctionCode {
  of(folder: string): Code;
}

/** The folder under `dist/` in which each function's bundle stands. */
export const bundleDirectory = (dist: string, folder: string): string => join(dist, 'functions', folder);

/** Code from the bundles of the handlers that exist. */
export function bundledCode(dist: string, folders: readonly string[]): FunctionCode {
  const known = new Set(folders);
  return {
    of(folder) {
      if (!known.has(folder)) {
        throw new Error(
          `The function ${folder} has no handler: functions/${folder}/handler.ts does not exist.`,
        );
      }
      return Code.fromAsset(bundleDirectory(dist, folder));
    },
  };
}

/** One refusing handler for every function, for those who need the templates and never run the code. */
export function stubCode(dist: string): FunctionCode {
  const directory = join(dist, 'stub');
  writeIfChanged(
    join(directory, 'index.js'),
    "exports.handler = async () => { throw new Error('stub'); };\n",
  );
  return { of: () => Code.fromAsset(directory) };
}

/** Several processes may bundle at once: a file is replaced whole, and only when it differs. */
export function writeIfChanged(path: string, contents: string | Uint8Array): void {
  const bytes = Buffer.from(contents);
  if (readIfPresent(path)?.equals(bytes) === true) return;
  mkdirSync(dirname(path), { recursive: true });
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, bytes);
  renameSync(fresh, path);
}

function readIfPresent(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
