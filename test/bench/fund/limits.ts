import type { Cell } from './closed-loop.ts';
import type { SurgeResult } from './surge.ts';

/** All that one run has measured. */
export interface Figures {
  readonly cells: readonly Cell[];
  readonly surge: SurgeResult;
}

/** What the ledger is held to, and whether it was. */
export interface Limit {
  readonly what: string;
  readonly wanted: string;
  readonly measured: string;
  readonly met: boolean;
}

const NAIVE = 'guarded transaction';
const OURS = 'the line';

const TIMES_NAIVE = 15;
const WRITE_UNITS = 8;
const DRAIN_SECONDS = 61;

const mostClients = ({ cells }: Figures): number => Math.max(...cells.map(({ clients }) => clients));

export function cellOf({ cells }: Figures, design: string, clients: number): Cell {
  const cell = cells.find((measured) => measured.design === design && measured.clients === clients);
  if (cell === undefined) throw new Error(`${design} was not measured with ${clients} clients.`);
  return cell;
}

/** How the line compares with the naive design under the same load; above 1 the line is ahead. */
export function ratiosAt(figures: Figures, clients: number) {
  const [naive, ours] = [cellOf(figures, NAIVE, clients), cellOf(figures, OURS, clients)];
  return {
    rate: ours.acceptedPerSecond / naive.acceptedPerSecond,
    p99: naive.p99Ms / ours.p99Ms,
    attempts: naive.attemptsPerAccepted / ours.attemptsPerAccepted,
    writeUnits: naive.writeUnitsPerAccepted / ours.writeUnitsPerAccepted,
  };
}

const atMost = (what: string, measured: number, wanted: number): Limit => ({
  what,
  wanted: wanted === 0 ? 'none' : `at most ${wanted}`,
  measured: String(Math.round(measured * 100) / 100),
  met: measured <= wanted,
});

/** Whether any money was lost or invented, under any design. That is no matter of speed. */
export const booksAreBroken = ({ cells, surge }: Figures): boolean =>
  [...cells, surge].some(({ overspentPence, gapPence }) => overspentPence > 0 || gapPence > 0);

export function limitsOf(figures: Figures): readonly Limit[] {
  const ours = figures.cells.filter(({ design }) => design === OURS);
  const { surge } = figures;
  const all = [...ours, surge];
  const clients = mostClients(figures);
  const { rate } = ratiosAt(figures, clients);
  const { writeUnitsPerAccepted } = cellOf(figures, OURS, clients);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
  return [
    {
      what: `accepted claims a second with ${clients} clients`,
      wanted: `at least ${TIMES_NAIVE} times the naive design's`,
      measured: `${rate.toFixed(1)} times`,
      met: rate >= TIMES_NAIVE,
    },
    atMost(`write units for an accepted claim with ${clients} clients`, writeUnitsPerAccepted, WRITE_UNITS),
    atMost('pence overspent', sum(all.map(({ overspentPence }) => overspentPence)), 0),
    atMost('pence that the pot and the claims disagree about', sum(all.map(({ gapPence }) => gapPence)), 0),
    atMost('claims wronged', sum(all.map(({ wronged }) => wronged)), 0),
    {
      what: 'claims accepted in the surge',
      wanted: `all ${surge.affordable} that were affordable, none given up`,
      measured: `${surge.accepted}, ${surge.gaveUp} given up`,
      met: surge.accepted === surge.affordable && surge.gaveUp === 0,
    },
    atMost('seconds until the surge is settled', surge.drainedAfterMs / 1000, DRAIN_SECONDS),
  ];
}
