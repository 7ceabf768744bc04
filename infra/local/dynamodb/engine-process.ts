import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { Log } from '../engine.ts';

/**
 * Runs the engine and holds a pipe to this process. The pipe closes however this process ends, `kill -9` included,
 * and the engine is then asked to stop: no engine outlives its launcher with the database still open.
 * A line on the pipe says that the engine is gone already, so that no signal goes to a process number in new hands.
 */
const WATCHED = `
exec 3<&0 </dev/null
"$@" 3<&- &
engine=$!
echo "$engine"
{ read -r _ <&3 || kill -TERM "$engine" 2>/dev/null; } &
wait "$engine"
`;

const PORT_ATTEMPTS = 5;
const STOP_WITHIN_MS = 5_000;

/** A running engine: its process number, and the loopback port it answers on. */
export interface EngineProcess {
  readonly pid: number;
  readonly port: number;
  /** Resolves once the process is gone. Safe to call twice. */
  stop(): Promise<void>;
}

export interface EngineCommand {
  readonly binary: string;
  readonly databaseFile: string;
  readonly log: Log;
}

/**
 * Starts the engine on a free loopback port and resolves when it answers. Another process may take the port between
 * our looking and the engine's binding, so a lost race is run again on another port.
 */
export async function startEngineProcess(command: EngineCommand): Promise<EngineProcess> {
  for (let attempt = 1; ; attempt++) {
    const port = await freePort();
    try {
      return await launch(command, port);
    } catch (error) {
      const taken = error instanceof Error && error.message.includes('in use');
      if (!taken || attempt === PORT_ATTEMPTS) {
        throw error;
      }
    }
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', resolve);
  });
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') {
    throw new Error('No free loopback port for the DynamoDB engine.');
  }
  return address.port;
}

async function launch({ binary, databaseFile, log }: EngineCommand, port: number): Promise<EngineProcess> {
  const engine = [binary, 'serve', '--host', '127.0.0.1', '--port', String(port), '--db-path', databaseFile];
  // A session of its own: Ctrl-C in the terminal reaches the launcher alone, which then stops in order.
  // An empty environment, because the engine reads settings such as an encryption key from it.
  const child = spawn('/bin/sh', ['-c', WATCHED, 'watched', ...engine], { detached: true, env: {} });
  let stopping = false;
  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code) => {
      child.stdin.end('gone\n');
      if (!stopping) {
        log(`DynamoDB: the engine ended by itself with code ${String(code)}`);
      }
      resolve();
    });
  });
  const pid = await untilReady(child);
  return {
    pid,
    port,
    async stop() {
      stopping = true;
      child.stdin.end();
      const lateness = setTimeout(() => process.kill(pid, 'SIGKILL'), STOP_WITHIN_MS);
      await gone;
      clearTimeout(lateness);
    },
  };
}

/** Resolves with the engine's process number once it listens; rejects with its own words when it ends before. */
function untilReady(child: ChildProcessWithoutNullStreams): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = '';
    let said = '';
    const look = (): void => {
      if (said.includes('listening on') && printed.includes('\n')) {
        resolve(Number.parseInt(printed, 10));
      }
    };
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      look();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      // Only the last words are kept: the engine may run for days.
      said = (said + chunk.toString()).slice(-2_000);
      look();
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`The DynamoDB engine did not start (code ${String(code)}): ${said.trim()}`));
    });
  });
}
