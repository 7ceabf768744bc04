import { join } from 'node:path';
import { readAssembly } from './assembly/read-assembly.ts';
import { Closing } from './command/closing.ts';
import type { Ready } from './command/ready-file.ts';
import type { Invoke, Log } from './engine.ts';
import { startCompute } from './glue/start-compute.ts';
import type { Compute } from './glue/start-compute.ts';
import { startFeeds } from './glue/start-feeds.ts';
import type { Feeds } from './glue/start-feeds.ts';
import { startFrontDoor } from './glue/start-front-door.ts';
import { startLocalSignIn } from './glue/start-local-sign-in.ts';
import { startStores } from './glue/start-stores.ts';
import type { Stores } from './glue/start-stores.ts';
import { withLocalSignIn } from './glue/sign-in-substitution.ts';
import type { SeededPerson } from './seeded-people.ts';

export interface EmbeddedCloudOptions {
  /** The directory of a synthesized cloud assembly. It has to stay: the functions run from its assets. */
  readonly assembly: string;
  /** Keeps everything. What was acknowledged to a caller survives `kill -9`; a fresh directory starts empty. */
  readonly directory: string;
  /** Of the HTTP API and the pages; 0 for any free one. */
  readonly port: number;
  readonly people: readonly SeededPerson[];
  readonly log: Log;
  /** Stands between the stores and everything that uses them, for those who want to see what is asked of a store. */
  readonly between?: (stores: Stores) => Promise<Stores>;
}

/** A cloud on loopback, made of what the templates ask for. */
export interface EmbeddedCloud {
  readonly ready: Ready;
  /** The stacks' outputs, by logical id. */
  readonly outputs: ReadonlyMap<string, string>;
  readonly invoke: Invoke;
  readonly stores: Stores;
  readonly compute: Compute;
  readonly feeds: Feeds;
  /** Ends every part and every process. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Runs a synthesized assembly on loopback. Throws, naming it, for whatever in the templates cannot be run here, and
 * then leaves nothing running.
 *
 * The order is that of knowledge: a function's environment is fixed at its first boot, so every endpoint is known
 * before anything can call a function, and the API opens last.
 */
export async function startEmbeddedCloud(options: EmbeddedCloudOptions): Promise<EmbeddedCloud> {
  const closing = new Closing();
  try {
    return await start(options, closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function start(options: EmbeddedCloudOptions, closing: Closing): Promise<EmbeddedCloud> {
  const { directory, log, people, port } = options;
  const surroundings = { directory, log, closing };
  const templates = readAssembly(options.assembly, { secretsDirectory: join(directory, 'secrets') });
  const [signIn, own] = await Promise.all([
    startLocalSignIn({ ...surroundings, people, identity: templates.identity }),
    startStores(templates, surroundings),
  ]);
  const stores = options.between === undefined ? own : await options.between(own);
  const plan = withLocalSignIn(templates, signIn);
  const compute = await startCompute(plan, stores, surroundings);
  const feeds = await startFeeds(plan, { ...stores, ...compute }, surroundings);
  const ready = await startFrontDoor(plan.httpApi, {
    stores,
    compute,
    feeds,
    signIn,
    people,
    port,
    log,
    closing,
  });
  return {
    ready,
    outputs: plan.outputs,
    invoke: compute.lambda.invoke,
    stores,
    compute,
    feeds,
    close: () => closing.close(),
  };
}
