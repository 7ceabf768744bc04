import { seededChance } from '../limits-proxy/chance.ts';
import { applicationsFrom } from './applications.ts';
import type { Application } from './applications.ts';
import type { BenchEngine } from './bench-engine.ts';
import type { Design, Fund } from './design.ts';
import { countOf, shareOf, timeOf, usageBetween } from './measured.ts';
import type { Usage } from './measured.ts';
import { startModelledService } from './modelled-service.ts';
import type { Model } from './modelled-service.ts';
import { gapPence, overspentPence } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { wronged } from './wronged.ts';

/** So many claims, spread evenly over the time, whatever becomes of those before them. */
export interface Wave {
  readonly claims: number;
  readonly overMs: number;
}

export interface SurgeResult {
  readonly design: string;
  readonly claims: number;
  readonly accepted: number;
  /** What a clerk would have accepted who took the claims one by one in the order in which they were settled. */
  readonly affordable: number;
  readonly overCap: number;
  readonly overPot: number;
  readonly gaveUp: number;
  readonly wronged: number;
  readonly overspentPence: number;
  readonly gapPence: number;
  readonly unspentPence: number;
  /** From the first claim's arrival to the last one's verdict. */
  readonly drainedAfterMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly writeUnitsPerAccepted: number;
  readonly usage: Usage;
  readonly busiestShare: number;
  readonly codeBusy: number;
}

export interface SurgeSetting {
  readonly engine: BenchEngine;
  readonly model: Omit<Model, 'conditionsAtPrepare'>;
  readonly fund: Fund;
  readonly wave: Wave;
}

/** The rules in a few lines, to check the service's by: the cap first, then the pot; nobody passes one who waits. */
export function affordable(inOrder: readonly Application[], { limitPence, capPence }: Fund): number {
  const held = new Map<string, number>();
  let [left, accepted, waits] = [limitPence, 0, false];
  for (const { organisationId, amountPence } of inOrder) {
    const theirs = held.get(organisationId) ?? 0;
    if (theirs + amountPence > capPence) continue;
    waits ||= amountPence > left;
    if (waits) continue;
    held.set(organisationId, theirs + amountPence);
    left -= amountPence;
    accepted += 1;
  }
  return accepted;
}

const inOrderOfSettling = (outcomes: readonly Outcome[]): readonly Application[] =>
  outcomes.map(({ application }) => application);

/** Lets the wave in and waits until all of it has its verdict. */
export async function surge(
  design: Design,
  { engine, model, fund, wave }: SurgeSetting,
): Promise<SurgeResult> {
  const service = await startModelledService(engine, {
    ...model,
    conditionsAtPrepare: design.conditionsCanFail,
  });
  try {
    const { clock } = service;
    const open = await design.open(service, fund);
    const next = applicationsFrom(seededChance(model.seed));
    const [began, before] = [performance.eventLoopUtilization(), await service.picture()];
    const start = clock.now();
    const outcomes: Outcome[] = [];
    const claim = async (caller: number): Promise<void> => {
      const outcome = await open.claim(next(), caller);
      if (outcome) outcomes.push(outcome);
    };
    const claims: Promise<void>[] = [];
    for (let arrived = 0; arrived < wave.claims; arrived += 1) {
      await clock.until(start + (arrived / wave.claims) * wave.overMs);
      claims.push(claim(arrived % 512));
    }
    await Promise.all(claims);
    const drainedAfterMs = Math.max(...outcomes.map(({ settledAt }) => settledAt)) - start;
    const usage = usageBetween(before, await service.picture());
    const { utilization: codeBusy } = performance.eventLoopUtilization(began);
    await open.close();
    const books = await open.books();
    const accepted = countOf(outcomes, 'accepted');
    return {
      design: design.name,
      claims: wave.claims,
      accepted,
      affordable: affordable(inOrderOfSettling(outcomes), fund),
      overCap: countOf(outcomes, 'over-cap'),
      overPot: countOf(outcomes, 'over-pot'),
      gaveUp: countOf(outcomes, 'gave-up'),
      wronged: wronged(outcomes),
      overspentPence: overspentPence(books),
      gapPence: gapPence(books),
      unspentPence: books.limitPence - books.heldPence,
      drainedAfterMs,
      p50Ms: timeOf(outcomes, 0.5),
      p99Ms: timeOf(outcomes, 0.99),
      writeUnitsPerAccepted: usage.writeUnits / accepted,
      usage,
      busiestShare: shareOf(usage.busiest, drainedAfterMs),
      codeBusy,
    };
  } finally {
    await service.close();
  }
}
