import { mayDo } from '../../domain/permissions.ts';
import type { FundRelease } from '../../domain/fund/stop.ts';
import type { FundYear } from '../../domain/fund/ticket.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { PersonContext } from '../ports/context.ts';
import type { FundStops } from '../ports/fund-watch.ts';
import { forbidden } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';

export interface ReleaseFundCommand {
  readonly fundYear: FundYear;
  /** What the person found and did, for whoever looks at it later. */
  readonly reason: string;
}

/**
 * Lets a stopped fund's money move again, on one person's word and in their name. What waited in its line meanwhile
 * has kept its places, and is settled in their order by the next sweep.
 */
export async function releaseFund(
  ports: { readonly stops: FundStops },
  { fundYear, reason }: ReleaseFundCommand,
  context: PersonContext,
): Promise<Result<FundRelease, Refusal>> {
  if (!mayDo(context.person, 'fund.release'))
    return failure(forbidden('Only a payments officer may let a stopped fund’s money move again.'));
  const stop = await ports.stops.read(fundYear);
  if (stop === undefined) return failure({ code: 'not-found' });
  const release = { releasedAt: context.now, releasedBy: context.person.personId, reason };
  const done = await ports.stops.release(fundYear, stop, release);
  return done.ok ? success(release) : failure({ code: 'not-found' });
}
