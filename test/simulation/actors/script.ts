import { expireClaims } from '../../../shared/application/scheduled/expire-claims.ts';
import { resumeStalled } from '../../../shared/application/scheduled/resume-stalled.ts';
import { TABLES } from '../../support/table-definitions.ts';
import { jump } from '../clockwork/process.ts';
import { asProcess } from '../world.ts';
import type { World } from '../world.ts';
import type { Cast, CastClaim } from './cast.ts';
import { inProcess } from './in-process.ts';
import { pause, review, submit, upload, withdraw } from './people.ts';
import { changeLimits, claimLoosely, prove, resolveLoosely, stopOrGo } from './treasury.ts';
import type { LooseClaim } from './treasury.ts';

/** The five-minute sweep. */
export const resume = (world: World) =>
  inProcess(world, 'resume-stalled', (ports, process) => resumeStalled(ports, asProcess(process)));

/** The hourly sweep. */
export const expire = (world: World) =>
  inProcess(world, 'expire-claims', (ports, process) => expireClaims(ports, asProcess(process)));

function loseAWalk({ walks, chance }: World): void {
  const running = walks.all.filter(({ isRunning }) => isRunning);
  const walk = running[chance.below(running.length)];
  if (walk !== undefined) walks.lose(walk);
}

function jumpOnce({ machines, chance }: World): void {
  const machine = machines[chance.below(machines.length)];
  if (machine !== undefined) jump(machine, chance);
}

type Deed = (world: World, claim: CastClaim) => unknown;
type Deeds = readonly (readonly [weight: number, deed: Deed])[];

/** Somebody who looks for a claim in this state finds one, where there is one. */
const among =
  (status: string, cast: readonly CastClaim[], deed: Deed): Deed =>
  (world, claim) => {
    const { rows } = world.store.table(TABLES.claims);
    const found = cast.filter(
      ({ reference }) => rows.get(`CLAIM#${reference}\u0000CLAIM`)?.['status']?.S === status,
    );
    return deed(world, found[world.chance.below(found.length)] ?? claim);
  };

const PROVING: Deeds = [[4, prove]];

function resolvingLoosely(): Deeds {
  const loose: LooseClaim[] = [];
  return [
    [6, (world) => claimLoosely(world, loose)],
    [6, (world) => resolveLoosely(world, loose)],
  ];
}

/**
 * What happens, each as often as its weight says. Loose tickets belong to no claim, which the proof has to object to: a
 * run has the ones or the other.
 */
function deedsOf(cast: readonly CastClaim[], isProved: boolean): Deeds {
  return [
    [6, submit],
    [4, among('needs-action', cast, submit)],
    [6, withdraw],
    [14, among('in-review', cast, review)],
    [2, among('in-review', cast, pause)],
    [1, among('on-hold', cast, pause)],
    [2, among('draft', cast, upload)],
    [3, changeLimits],
    ...(isProved ? PROVING : resolvingLoosely()),
    [3, (world) => stopOrGo(world, world.chance.odds(0.4))],
    [4, resume],
    [1, expire],
  ];
}

function draw({ chance }: World, deeds: ReturnType<typeof deedsOf>): Deed {
  let left = chance.below(deeds.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, deed] of deeds) {
    left -= weight;
    if (left < 0) return deed;
  }
  return submit;
}

/** Time between two deeds, in milliseconds: most of them meet, some do not. */
function gap({ chance }: World): number {
  return chance.below(chance.pick([1, 10, 40, 200, 2_000, 60_000, 1_800_000]));
}

/**
 * Everything that people and schedules will do in this run, at its moment: everybody submits within a short time, and
 * after that come deeds at random. Answers with when the last of it begins.
 */
export function play(world: World, { claims }: Cast): number {
  const { chance, schedule, network } = world;
  const deeds = deedsOf(claims, chance.odds(0.3));
  const rush = chance.pick([20, 500, 60_000]);
  for (const claim of claims) schedule.after(chance.below(rush), () => void submit(world, claim));
  let moment = 0;
  for (let left = 8 + chance.below(28); left > 0; left -= 1) {
    moment += gap(world);
    const claim = claims[chance.below(claims.length)];
    const deed = draw(world, deeds);
    if (claim !== undefined) schedule.after(moment, () => void deed(world, claim));
    if (chance.odds(network.faults.clockJump)) schedule.after(moment, () => jumpOnce(world));
    if (chance.odds(network.faults.lostWalk)) schedule.after(moment, () => loseAWalk(world));
  }
  return moment;
}
