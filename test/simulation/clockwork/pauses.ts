import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

/**
 * The adapters pause on the machine's own timers between two tries. In a simulation no machine's clock may have a part,
 * so for as long as it runs these timers are simulated too. Returns what puts the real ones back.
 */
export function standInForTimers(pause: () => Promise<void>): () => void {
  const real = timers.setTimeout;
  Object.assign(timers, { setTimeout: pause });
  syncBuiltinESMExports();
  return () => {
    Object.assign(timers, { setTimeout: real });
    syncBuiltinESMExports();
  };
}
