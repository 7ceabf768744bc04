import type { Instant } from '../../domain/calendar-day.ts';
import type { Balance } from '../../domain/fund/balance.ts';
import type { FundForecast } from '../../domain/fund/fund-forecast.ts';
import { atRest, capOf } from '../../domain/fund/line.ts';
import type { Pot } from '../../domain/fund/line.ts';
import type { FundYear } from '../../domain/fund/ticket.ts';
import type { Person } from '../../domain/person.ts';
import { failure, success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { WorkContext } from '../ports/context.ts';
import type { FundMeter } from '../ports/fund-meter.ts';
import type { Refusal } from '../refusal.ts';

/** What is left of a fund, and of the reader's own part of it, at one moment. */
export interface FundView {
  readonly fundYear: FundYear;
  readonly pot: Pot;
  readonly stopped: boolean;
  readonly forecast: FundForecast | undefined;
  readonly asAt: Instant;
  readonly yours?: Balance | undefined;
}

/** The very figures that the allocator decides on. A fund whose limits nobody has set is not there. */
export async function readFund(
  ports: { readonly meter: FundMeter },
  wanted: { readonly fundYear: FundYear; readonly person: Person | undefined },
  context: WorkContext,
): Promise<Result<FundView, Refusal>> {
  const { fundYear, person } = wanted;
  const organisationId = person?.kind === 'employer' ? person.organisationId : undefined;
  const figures = await ports.meter.read(fundYear, organisationId);
  if (figures === undefined) return failure({ code: 'not-found' });
  const { pot, cap, stopped, forecast } = figures;
  const view = { fundYear, pot, stopped, forecast, asAt: context.now };
  if (organisationId === undefined) return success(view);
  const caps = new Map(cap === undefined ? [] : [[organisationId, cap] as const]);
  const { line } = atRest({ fundYear, pot, caps, tickets: new Map(), waiting: [], stopped });
  return success({ ...view, yours: capOf(line, pot, organisationId) });
}
