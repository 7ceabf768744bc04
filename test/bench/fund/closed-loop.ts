import { seededChance } from '../limits-proxy/chance.ts';
import { applicationsFrom } from './applications.ts';
import type { BenchEngine } from './bench-engine.ts';
import type { Design, Fund } from './design.ts';
import { countOf, shareOf, timeOf, usageBetween } from './measured.ts';
import type { Usage } from './measured.ts';
import { startModelledService } from './modelled-service.ts';
import type { Model } from './modelled-service.ts';
import { gapPence, overspentPence } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import { wronged } from './wronged.ts';

/** So many claimants, each of whom claims again as soon as the last claim is settled. */
export interface Load {
  readonly clients: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

export interface Cell {
  readonly design: string;
  readonly clients: number;
  readonly accepted: number;
  readonly acceptedPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly gaveUp: number;
  readonly attemptsPerAccepted: number;
  readonly writeUnitsPerAccepted: number;
  readonly readUnitsPerAccepted: number;
  readonly overspentPence: number;
  readonly gapPence: number;
  readonly wronged: number;
  readonly usage: Usage;
  /** Of what one partition can take, the part that the busiest took. */
  readonly busiestShare: number;
  /** The share of its time that the thread of the measured code was busy. */
  readonly codeBusy: number;
}

export interface CellSetting {
  readonly engine: BenchEngine;
  readonly model: Omit<Model, 'conditionsAtPrepare'>;
  readonly fund: Fund;
  readonly load: Load;
}

/** Runs one design under one load. Rates, times and units are those of the measured part alone. */
export async function closedLoop(design: Design, { engine, model, fund, load }: CellSetting): Promise<Cell> {
  const service = await startModelledService(engine, {
    ...model,
    conditionsAtPrepare: design.conditionsCanFail,
  });
  try {
    const { clock } = service;
    const open = await design.open(service, fund);
    const next = applicationsFrom(seededChance(model.seed));
    const outcomes: Outcome[] = [];
    const from = clock.now() + load.warmUpMs;
    const to = from + load.measureMs;
    const claimant = async (caller: number): Promise<void> => {
      while (clock.now() < to) {
        const outcome = await open.claim(next(), caller);
        if (outcome) outcomes.push(outcome);
      }
    };
    const all = Promise.all(Array.from({ length: load.clients }, (_, caller) => claimant(caller)));
    await clock.until(from);
    const [began, before] = [performance.eventLoopUtilization(), await service.picture()];
    await clock.until(to);
    const [after, ended] = [await service.picture(), performance.eventLoopUtilization(began)];
    await open.close();
    await all;
    const measured = outcomes.filter(({ settledAt }) => settledAt >= from && settledAt < to);
    const books = await open.books();
    const accepted = countOf(measured, 'accepted');
    const usage = usageBetween(before, after);
    return {
      design: design.name,
      clients: load.clients,
      accepted,
      acceptedPerSecond: (accepted / load.measureMs) * 1000,
      p50Ms: timeOf(measured, 0.5),
      p99Ms: timeOf(measured, 0.99),
      gaveUp: countOf(measured, 'gave-up'),
      attemptsPerAccepted: usage.writeRequests / accepted,
      writeUnitsPerAccepted: usage.writeUnits / accepted,
      readUnitsPerAccepted: usage.readUnits / accepted,
      overspentPence: overspentPence(books),
      gapPence: gapPence(books),
      wronged: wronged(outcomes),
      usage,
      busiestShare: shareOf(usage.busiest, load.measureMs),
      codeBusy: ended.utilization,
    };
  } finally {
    await service.close();
  }
}
