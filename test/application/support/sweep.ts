import { resumeStalled } from '../../../shared/application/scheduled/resume-stalled.ts';
import { addMinutes } from '../../../shared/domain/calendar-day.ts';
import { at } from '../../support/stored-things.ts';
import { settle, system } from './world.ts';
import type { World } from './world.ts';

/** Lets the clock move on, and the sweep run until it finds nothing more, then and an hour later. */
export async function sweep(world: World, from = at(60)): Promise<void> {
  for (const later of [from, addMinutes(from, 60)]) {
    for (;;) {
      const found = await resumeStalled(world.ports, system(later));
      await settle(world, later);
      if (found.messages + found.scans + found.tickets + found.walks === 0) break;
    }
  }
}
