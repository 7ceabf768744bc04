import type { Chance } from '../limits-proxy/chance.ts';
import { seededChance } from '../limits-proxy/chance.ts';
import type { Application } from './applications.ts';
import type { Design, Fund, OpenFund } from './design.ts';
import type { ModelledService } from './modelled-service.ts';
import type { Outcome, Verdict } from './outcome.ts';
import { potKey, putEmptyPot, readBalance } from './rival-rows.ts';

/** One attempt: a verdict, or that somebody was in the way. */
export type Attempt = Exclude<Verdict, 'gave-up'> | 'in-the-way';

/** One try of one claim: under which fund, and by whom. */
export interface Try {
  readonly fund: Fund;
  readonly application: Application;
  readonly caller: number;
}

export interface Rival {
  readonly name: string;
  readonly attempt: (service: ModelledService, one: Try) => Promise<Attempt>;
}

/** Generous: some ten seconds of trying, longer than a caller of an API would wait. */
const ATTEMPTS = 13;
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 2_000;

/** Full jitter. */
const pauseBefore = (attempt: number, chance: Chance): number =>
  chance() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);

interface Held {
  readonly pence: number;
  readonly byEmployer: ReadonlyMap<string, number>;
}

function heldBy(outcomes: readonly Outcome[]): Held {
  const byEmployer = new Map<string, number>();
  let pence = 0;
  for (const { verdict, application } of outcomes) {
    if (verdict !== 'accepted') continue;
    const { organisationId, amountPence } = application;
    pence += amountPence;
    byEmployer.set(organisationId, (byEmployer.get(organisationId) ?? 0) + amountPence);
  }
  return { pence, byEmployer };
}

function openRival({ attempt }: Rival, service: ModelledService, fund: Fund): OpenFund {
  const { clock } = service;
  const chance = seededChance(fund.limitPence);
  const outcomes: Outcome[] = [];
  const running = new Set<Promise<unknown>>();
  let closing = false;
  const tryOn = async (application: Application, caller: number): Promise<Outcome | undefined> => {
    const arrivedAt = clock.now();
    for (let tried = 0; !closing && tried < ATTEMPTS; tried += 1) {
      const verdict = await attempt(service, { fund, application, caller });
      if (verdict !== 'in-the-way') return { application, verdict, arrivedAt, settledAt: clock.now() };
      await clock.until(clock.now() + pauseBefore(tried, chance));
    }
    return closing ? undefined : { application, verdict: 'gave-up', arrivedAt, settledAt: clock.now() };
  };
  return {
    async claim(application, caller) {
      const work = tryOn(application, caller);
      running.add(work);
      const outcome = await work.finally(() => running.delete(work));
      if (outcome) outcomes.push(outcome);
      return outcome;
    },
    async books() {
      const pot = await readBalance(service.engine, potKey(fund));
      const held = heldBy(outcomes);
      return {
        ...fund,
        heldPence: pot.heldPence,
        heldByClaimsPence: held.pence,
        largestEmployerPence: Math.max(0, ...held.byEmployer.values()),
      };
    },
    async close() {
      closing = true;
      await Promise.all(running);
    },
  };
}

/** A design in which every claim goes to the pot by itself and tries again when others are in its way. */
export const rivalDesign = (rival: Rival): Design => ({
  name: rival.name,
  conditionsCanFail: true,
  async open(service, fund) {
    await putEmptyPot(service, fund);
    return openRival(rival, service, fund);
  },
});
