import { cpus, loadavg } from 'node:os';

/** What the figures were measured on, as far as it matters to them. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
  readonly loadBefore: number;
  readonly loadAfter: number;
}

/** Above this load before the start, something else was running too. */
export const QUIET_LOAD = 1.5;

export const loadNow = (): number => Math.round((loadavg()[0] ?? 0) * 100) / 100;

export const machineSince = (loadBefore: number): Machine => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  node: process.version,
  loadBefore,
  loadAfter: loadNow(),
});
