import { parseArgs } from 'node:util';
import type { Load } from './closed-loop.ts';
import type { Wave } from './surge.ts';

/** What one run does. */
export interface Plan {
  readonly quick: boolean;
  readonly record: boolean;
  readonly seed: number;
  readonly pace: number;
  /** How many tickets the allocator is handed at most. */
  readonly batch: number;
  readonly loads: readonly Load[];
  readonly wave: Wave;
  readonly surgeLimitPence: number;
  readonly surgeCapPence: number;
}

const FULL = {
  clients: [1, 16, 64, 256],
  warmUpMs: 2_000,
  measureMs: 4_000,
  wave: { claims: 20_000, overMs: 60_000 },
  pace: 2,
};
/** Long enough to see every design and the surge work, and the books balance; its times say nothing. */
const QUICK: typeof FULL = {
  clients: [8],
  warmUpMs: 200,
  measureMs: 800,
  wave: { claims: 240, overMs: 800 },
  pace: 1,
};

/** What the mapping of the line's stream says in the template. */
const MAPPED_BATCH = 300;

/** The pot and the caps of the full wave; a smaller wave gets a part of them. */
const POT_PENCE = 1_200_000_000;
const CAP_PENCE = 40_000_000;

/** Throws on an option that does not exist. */
export function planFrom(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      pace: { type: 'string' },
      batch: { type: 'string', default: String(MAPPED_BATCH) },
    },
  });
  const { clients, warmUpMs, measureMs, wave, pace } = values.quick ? QUICK : FULL;
  const part = wave.claims / FULL.wave.claims;
  return {
    quick: values.quick,
    record: values.record,
    seed: Number(values.seed),
    pace: Number(values.pace ?? pace),
    batch: Number(values.batch),
    loads: clients.map((count) => ({ clients: count, warmUpMs, measureMs })),
    wave,
    surgeLimitPence: POT_PENCE * part,
    surgeCapPence: CAP_PENCE * part,
  };
}
