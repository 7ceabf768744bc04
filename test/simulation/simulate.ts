import type { TableDefinition } from '../../infra/local/dynamodb/table-definition.ts';
import { gatherCast } from './actors/cast.ts';
import { expire, play, resume } from './actors/script.ts';
import { stopOrGo } from './actors/treasury.ts';
import { leftUndone, mustBeAtRest } from './auditor/at-rest.ts';
import { audit } from './auditor/auditor.ts';
import type { Auditor } from './auditor/auditor.ts';
import { NO_FAULTS, drawFaults } from './clockwork/faults.ts';
import { instantAt } from './clockwork/process.ts';
import type { Process } from './clockwork/process.ts';
import { standInForTimers } from './clockwork/pauses.ts';
import type { Change } from './dynamodb/store.ts';
import { wireFunctions } from './services/functions.ts';
import { createWorld } from './world.ts';
import type { Spoil, World } from './world.ts';

/** What became of one run. The same seed gives the same, down to the last step. */
export interface Run {
  readonly seed: number;
  /** What must never be, in the order in which it was found. Empty: the run has passed. */
  readonly breach: Error | undefined;
  readonly steps: number;
  readonly commits: number;
  /** Of all that was written, in its order. */
  readonly fingerprint: number;
}

interface Setting {
  readonly tables: readonly TableDefinition[];
  /** Puts a fault of the programme in. */
  readonly spoil?: Spoil | undefined;
  /** Told of every write, as it happens. */
  readonly tell?: ((line: string) => void) | undefined;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** When the sweeps run once faults have stopped. Within these days everything has to come to rest. */
const SWEEPS = [5 * MINUTE, 12 * MINUTE, 40 * MINUTE, 25 * HOUR, 25 * HOUR, 25 * HOUR];
/** Some runs go on until send-backs have run out, or the year's waiting list. */
const AFTERWARDS = [0, 0, 0, 0, 30 * DAY, 200 * DAY] as const;

const pass = (world: World, milliseconds: number): Promise<void> =>
  world.schedule.runUntil(world.schedule.now() + milliseconds);

/** Nobody holds the money back, time goes on and the sweeps do their work, the hourly one now and then twice at once, until nothing is left to do. */
async function sweep(world: World, auditor: Auditor): Promise<void> {
  for (const delay of SWEEPS) {
    for (const fundYear of world.fundYears) void stopOrGo(world, false, fundYear);
    await pass(world, delay);
    void resume(world);
    void expire(world);
    if (world.chance.odds(0.3)) void expire(world);
    await pass(world, 2 * MINUTE);
    if (world.breaches.length > 0 || leftUndone(world, auditor).length === 0) return;
  }
}

/** Faults stop, and clocks are right again. */
async function comeToRest(world: World, auditor: Auditor): Promise<void> {
  world.network.faults = NO_FAULTS;
  for (const machine of world.machines) machine.aheadMs = 0;
  await pass(world, 3 * MINUTE);
  await sweep(world, auditor);
  const afterwards = world.chance.pick(AFTERWARDS);
  if (afterwards === 0 || world.breaches.length > 0) return;
  mustBeAtRest(world, auditor);
  await pass(world, afterwards);
  void expire(world);
  await sweep(world, auditor);
}

/** Mixes a number into another, as FNV does. */
const mix = (hash: number, with_: number): number => Math.imul(hash ^ with_, 16_777_619) >>> 0;

async function runWorld(world: World): Promise<Auditor> {
  const auditor = audit(world);
  wireFunctions(world);
  const gathering = gatherCast(world);
  await pass(world, MINUTE);
  const cast = await gathering;
  world.network.faults = drawFaults(world.chance.fork());
  const last = play(world, cast);
  const end = world.schedule.now() + last;
  while (world.schedule.now() < end && world.breaches.length === 0)
    await pass(world, Math.min(MINUTE, end - world.schedule.now()));
  await comeToRest(world, auditor);
  return auditor;
}

const lineFor = (world: World, changes: readonly Change[], by: Process): string =>
  `${instantAt(world.schedule.now())} ${by.name}: ${changes.map(({ name, after }) => `${after === undefined ? '-' : '+'}${name.replace('\u0000', ' ')} ${after?.['status']?.S ?? after?.['state']?.S ?? after?.['token']?.S ?? ''}`).join(' | ')}`;

/** Runs one seed to its end, or to the first thing that must never be. */
export async function simulate(seed: number, { tables, spoil, tell }: Setting): Promise<Run> {
  const world = createWorld(seed, tables, spoil);
  let [commits, fingerprint] = [0, 2_166_136_261];
  world.store.onCommit((changes, by) => {
    commits += 1;
    tell?.(lineFor(world, changes, by));
    for (const { name } of changes) {
      for (let at = 0; at < name.length; at += 1) fingerprint = mix(fingerprint, name.charCodeAt(at));
    }
  });
  const dozing = world.chance.fork();
  const restore = standInForTimers(
    () =>
      new Promise((resolve) => {
        world.schedule.after(dozing.below(400), resolve);
      }),
  );
  try {
    const auditor = await runWorld(world);
    if (world.breaches.length === 0) mustBeAtRest(world, auditor);
  } catch (thrown) {
    world.breach(thrown instanceof Error ? thrown : new Error(String(thrown)));
  } finally {
    restore();
  }
  const [breach] = world.breaches;
  return { seed, breach, steps: world.schedule.steps(), commits, fingerprint };
}
