import { resumeStalled } from '../../../shared/application/scheduled/resume-stalled.ts';
import { at } from '../../support/stored-things.ts';
import { settle, system } from './world.ts';
import type { World } from './world.ts';

/** Lets the clock move on, and the sweep run until it finds nothing more, twice an hour apart. */
export async function sweep(world: World): Promise<void> {
  for (const later of [at(60), at(120)]) {
    for (;;) {
      const found = await resumeStalled(world.ports, system(later));
      await settle(world, later);
      if (found.messages + found.scans + found.tickets + found.walks === 0) break;
    }
  }
}
