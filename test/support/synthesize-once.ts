import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { synthesize } from '../../infra/local/command/synthesize.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the local stage was synthesized for this run. */
    assembly: string;
  }
}

/** Synthesizes the local stage once for all suites that run the whole system, as `npm start` does. */
export async function setup({ provide }: TestProject): Promise<() => void> {
  const directory = mkdtempSync(join(tmpdir(), 'ldss-e2e-'));
  const assembly = join(directory, 'assembly');
  await synthesize({
    directory: assembly,
    webOrigin: 'http://127.0.0.1:8080',
    signal: new AbortController().signal,
  });
  provide('assembly', assembly);
  return () => {
    rmSync(directory, { recursive: true, force: true });
  };
}
