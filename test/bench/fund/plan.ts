import { parseArgs } from 'node:util';
import type { Load } from './closed-loop.ts';
import type { Wave } from './surge.ts';

/** What one run does. */
export interface Plan {
  readonly quick: boolean;
  readonly record: boolean;
  readonly seed: number;
  readonly pace: number;
  readonly loads: readonly Load[];
  readonly wave: Wave;
  readonly surgeLimitPence: number;
  readonly surgeCapPence: number;
}

const FULL = {
  clients: [1, 16, 64, 256],
  warmUpMs: 3_000,
  measureMs: 6_000,
  wave: { claims: 20_000, overMs: 60_000 },
};
const QUICK = { clients: [1, 64, 256], warmUpMs: 700, measureMs: 1_500, wave: { claims: 1_000, overMs: 3_000 } };

/** The pot and the caps of the full wave; a smaller wave gets a part of them. */
const POT_PENCE = 1_200_000_000;
const CAP_PENCE = 40_000_000;

export function planFrom(args: readonly string[]): Plan {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      record: { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      pace: { type: 'string', default: '1' },
    },
  });
  const { clients, warmUpMs, measureMs, wave } = values.quick ? QUICK : FULL;
  const part = wave.claims / FULL.wave.claims;
  return {
    quick: values.quick,
    record: values.record,
    seed: Number(values.seed),
    pace: Number(values.pace),
    loads: clients.map((count) => ({ clients: count, warmUpMs, measureMs })),
    wave,
    surgeLimitPence: POT_PENCE * part,
    surgeCapPence: CAP_PENCE * part,
  };
}
