import { join } from 'node:path';
import type { EmbeddedCloud } from '../start.ts';
import { SEEDED_PEOPLE } from '../seeded-people.ts';
import { Closing } from './closing.ts';
import { takeDataDirectory } from './data-directory.ts';
import { openEngineLog } from './engine-log.ts';
import type { StartOptions } from './options.ts';
import { PROJECT_ROOT } from './paths.ts';
import { Phases } from './phases.ts';
import { portProblem, requireFreePort } from './port-check.ts';
import { ReadyFile } from './ready-file.ts';
import type { BooksOfCopy, Ready } from './ready-file.ts';
import { seedData } from './seed.ts';
import { StartProblem } from './start-problem.ts';
import type { Synthesis } from './synthesize.ts';

export interface LocalRun {
  readonly options: StartOptions;
  readonly readyFile: string;
  /** Writes the cloud assembly to run. */
  readonly synthesize: (synthesis: Synthesis) => Promise<void>;
  /** Tells a person how far the start is. */
  readonly say: (line: string) => void;
  /** Gives the start up. What was started by then is ended again. */
  readonly signal: AbortSignal;
}

/** A copy that runs. */
export interface RunningCopy {
  readonly ready: Ready;
  /** What `ready` is as one line of JSON. */
  readonly readyLine: string;
  /** Ends everything and forgets what was to be forgotten. Safe to call twice. */
  close(): Promise<void>;
}

/** The output of the assembly that names the function which puts the first data in. */
const SEED_OUTPUT = 'SeedFunction';

/**
 * Brings a whole copy up: takes the data directory, synthesizes, starts every engine, puts the first data in, and
 * leaves the ready file. Throws `StartProblem` for whatever the person at the machine can put right.
 */
export async function runLocal(run: LocalRun): Promise<RunningCopy> {
  const closing = new Closing();
  try {
    const port = await requireFreePort(run.options.port);
    return await bringUp({ ...run, options: { ...run.options, port } }, closing);
  } catch (error) {
    await closing.close();
    throw portProblem(run.options.port, error);
  }
}

async function bringUp(run: LocalRun, closing: Closing): Promise<RunningCopy> {
  const { options, signal, say } = run;
  const phases = new Phases(say);
  const data = closing.add(takeDataDirectory(options.data, PROJECT_ROOT));
  const { log } = closing.add(openEngineLog(join(data.path, 'logs', 'engines.log')));
  const assembly = join(data.path, 'assembly');

  // The engines are loaded while the other process synthesizes.
  const webOrigin = `http://127.0.0.1:${options.port}`;
  const synthesized = phases.run('synthesized the CDK app', () =>
    run.synthesize({ directory: assembly, webOrigin, signal }),
  );
  const [{ startEmbeddedCloud }] = await Promise.all([import('../start.ts'), synthesized]);
  signal.throwIfAborted();

  const cloud = await phases.run('started the embedded cloud', () =>
    startEmbeddedCloud({ assembly, directory: data.path, port: options.port, people: SEEDED_PEOPLE, log }),
  );
  closing.add(cloud);
  const functionName = cloud.outputs.get(SEED_OUTPUT);
  if (functionName === undefined) throw new StartProblem(`The assembly has no output ${SEED_OUTPUT}.`);
  const { seed, clock = null } = options;
  await phases.run('put the first data in', () =>
    seedData({ invoke: cloud.invoke, functionName, seed, clock, signal, log }),
  );

  const readyFile = new ReadyFile(run.readyFile);
  const readyLine = readyFile.write(cloud.ready, booksOf(cloud));
  closing.add(readyFile);
  phases.total('ready');
  return { ready: cloud.ready, readyLine, close: () => closing.close() };
}

/** By the outputs that name the tables; an assembly of somebody else's may have none. */
function booksOf({ outputs, stores }: EmbeddedCloud): BooksOfCopy | undefined {
  const [claims, line, funds] = ['ClaimsTableName', 'LineTableName', 'FundsTableName'].map((output) =>
    outputs.get(output),
  );
  if (claims === undefined || line === undefined || funds === undefined) return undefined;
  return { endpoint: stores.dynamoDb.endpoint, tables: { claims, line, funds } };
}
