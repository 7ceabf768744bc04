import type { Chance } from './chance.ts';
import type { Faults } from './faults.ts';
import type { Process } from './process.ts';
import type { Schedule } from './schedule.ts';

export type Reply<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  /** `again`: the SDK asks again by itself before it gives up. */
  | { readonly ok: false; readonly error: Error; readonly again: boolean };

/** What is asked of a service. It may arrive more than once: the SDK asks again when it hears nothing. */
export interface Request<Answer> {
  readonly isWrite: boolean;
  readonly arrive: (reply: (reply: Reply<Answer>) => void) => void;
}

/** Between processes and services: slow, and not to be relied upon. */
export interface Network {
  /** Rejects with what the service said, or `TimeoutError` when nothing was heard. A dead process never hears anything. */
  send<Answer>(from: Process, request: Request<Answer>): Promise<Answer>;
  /** How long something takes that is handed over, in milliseconds. */
  latency(): number;
  faults: Faults;
}

/** As the client is configured: so many tries, each with so much time. */
const ATTEMPTS = 4;
const TIMEOUT_MS = 5_000;
/** So much later what a dead process has sent off may still arrive: then its connections are gone. */
const OUTLIVES_MS = 1_000;

class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

interface CallParts<Answer> {
  readonly schedule: Schedule;
  readonly chance: Chance;
  readonly network: Network;
  readonly from: Process;
  readonly request: Request<Answer>;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

/** One call with all its tries. What comes after its time is as good as lost; that it arrives is another matter. */
class Call<Answer> {
  readonly #parts: CallParts<Answer>;

  constructor(parts: CallParts<Answer>) {
    this.#parts = parts;
  }

  ask(attempt: number): void {
    const { schedule, chance, network, from, request } = this.#parts;
    const takes = network.latency();
    const isHeard = takes < TIMEOUT_MS;
    if (!isHeard) this.#giveUpOrAsk(attempt, new TimeoutError('Too late'), TIMEOUT_MS);
    schedule.after(takes, () => {
      if (from.deadForMs() > OUTLIVES_MS) return;
      if (!chance.odds(network.faults.lostRequest)) {
        request.arrive((reply) => {
          if (isHeard) this.#hear(attempt, reply);
        });
      } else if (isHeard) this.#giveUpOrAsk(attempt, new TimeoutError('Never arrived'), TIMEOUT_MS);
    });
  }

  #hear(attempt: number, reply: Reply<Answer>): void {
    const { chance, network, from, request, resolve, reject } = this.#parts;
    if (reply.ok && request.isWrite && chance.odds(network.faults.crash)) {
      from.die();
      return;
    }
    const takes = network.latency();
    if (takes >= TIMEOUT_MS || chance.odds(network.faults.lostAnswer)) {
      this.#giveUpOrAsk(attempt, new TimeoutError('Nothing heard'), TIMEOUT_MS);
      return;
    }
    if (reply.ok) {
      this.#tell(takes, () => resolve(reply.answer));
      return;
    }
    if (reply.again) {
      this.#giveUpOrAsk(attempt, reply.error, chance.below(100 * 2 ** attempt));
      return;
    }
    this.#tell(takes, () => reject(reply.error));
  }

  /** A dead process hears nothing, and asks nobody again. */
  #tell(delay: number, tell: () => void): void {
    const { schedule, from } = this.#parts;
    schedule.after(delay, () => {
      if (!from.isDead()) tell();
    });
  }

  #giveUpOrAsk(attempt: number, error: Error, pause: number): void {
    const { reject } = this.#parts;
    this.#tell(pause, () => (attempt < ATTEMPTS ? this.ask(attempt + 1) : reject(error)));
  }
}

export function createNetwork(schedule: Schedule, chance: Chance, faults: Faults): Network {
  const network: Network = {
    faults,
    latency() {
      if (chance.odds(network.faults.delay)) return chance.below(chance.pick([1_000, 10_000, 90_000]));
      return 1 + chance.below(12);
    },
    send: <Answer>(from: Process, request: Request<Answer>) =>
      new Promise<Answer>((resolve, reject) => {
        if (from.isDead()) return;
        if (request.isWrite && chance.odds(network.faults.crash)) {
          from.die();
          return;
        }
        new Call({ schedule, chance, network, from, request, resolve, reject }).ask(1);
      }),
  };
  return network;
}
