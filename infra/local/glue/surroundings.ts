import type { Closing } from '../command/closing.ts';
import type { Log } from '../engine.ts';

/** What every part of the embedded cloud is started with. */
export interface Surroundings {
  /** The data directory. Each part keeps to a directory of its own below it. */
  readonly directory: string;
  readonly log: Log;
  /** Ends the parts again. */
  readonly closing: Closing;
}
