import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from '../engine.ts';

/**
 * Starts an engine on the port that it had in this directory before, so that addresses which were given away (in
 * tokens, in signed upload forms) hold after a restart. Where another program has the port by now, any free one.
 */
export async function onRememberedPort<Started extends Engine>(
  directory: string,
  start: (port: number) => Promise<Started>,
): Promise<Started> {
  const file = join(directory, 'port');
  const remembered = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const engine = await start(remembered).catch((error: unknown) => {
    if (remembered === 0 || !isTaken(error)) throw error;
    return start(0);
  });
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, new URL(engine.endpoint).port);
  return engine;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
