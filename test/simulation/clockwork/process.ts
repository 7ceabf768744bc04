import type { Chance } from './chance.ts';
import type { Schedule } from './schedule.ts';

/** A machine with a clock of its own, which is never quite right. */
export interface Machine {
  /** How far its clock is ahead, in milliseconds. */
  aheadMs: number;
}

/** A running function: one request, one batch, one task, one sweep. */
export interface Process {
  readonly name: string;
  /** The moment by its machine's clock. */
  readonly now: () => string;
  readonly isDead: () => boolean;
  /** For how long it has been dead, in milliseconds; 0 while it lives. */
  readonly deadForMs: () => number;
  /** From here on nothing of it continues. What it has sent off still arrives. */
  readonly die: () => void;
  /** Called once, when it dies. */
  readonly onDeath: (told: () => void) => void;
  /** Claims, guards, tickets and messages that it has changed. */
  changes: number;
}

export const instantAt = (moment: number): string => new Date(moment).toISOString();

export function startProcess(name: string, machine: Machine, schedule: Schedule): Process {
  let diedAt: number | undefined;
  const listeners: (() => void)[] = [];
  return {
    name,
    changes: 0,
    now: () => instantAt(schedule.now() + machine.aheadMs),
    isDead: () => diedAt !== undefined,
    deadForMs: () => (diedAt === undefined ? 0 : schedule.now() - diedAt),
    die() {
      if (diedAt !== undefined) return;
      diedAt = schedule.now();
      for (const tell of listeners.splice(0)) schedule.after(0, tell);
    },
    onDeath(told) {
      listeners.push(told);
    },
  };
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Clocks are milliseconds off, or now and then seconds; a broken one may be off by minutes. */
export function jump(machine: Machine, chance: Chance): void {
  const most = chance.pick([50, 2 * SECOND, 30 * SECOND, 3 * MINUTE]);
  machine.aheadMs = chance.below(2 * most + 1) - most;
}
