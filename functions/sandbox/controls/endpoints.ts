import { setLimits } from '../../../shared/application/fund/set-limits.ts';
import type { LimitPorts } from '../../../shared/application/fund/set-limits.ts';
import { readFund } from '../../../shared/application/fund/read-fund.ts';
import type { FundMeter } from '../../../shared/application/ports/fund-meter.ts';
import {
  fundPath,
  sandboxClockBody,
  sandboxFundBody,
} from '../../../shared/contracts/http/scheme-requests.ts';
import type { Instant } from '../../../shared/domain/calendar-day.ts';
import { NO_BODY, NO_QUERY, publicEndpoint } from '../../../shared/http/endpoint.ts';
import { problem, problemOf } from '../../../shared/http/problem.ts';
import { fundJson } from '../../../shared/http/views/fund-view.ts';

export interface ControlPorts extends LimitPorts {
  readonly meter: FundMeter;
  readonly clock: { set(now: Instant | null): Promise<void> };
  /** Runs one scheduled function now and gives its report; undefined when there is none of that name. */
  readonly runScheduled: (name: string) => Promise<unknown>;
}

export const controlEndpoints = (ports: ControlPorts) => ({
  setSandboxClock: publicEndpoint({ body: sandboxClockBody, query: NO_QUERY }, async ({ body }) => {
    await ports.clock.set(body.now);
    return { status: 200, body };
  }),
  setSandboxFund: publicEndpoint(
    { body: sandboxFundBody, query: NO_QUERY },
    async ({ path, body, context }) => {
      const fundYear = fundPath.safeParse(path);
      if (!fundYear.success) return problemOf({ code: 'not-found' });
      const set = await setLimits(ports, { fundYear: fundYear.data, ...body }, context);
      if (!set.ok) return problemOf(set.error);
      const found = await readFund(ports, { fundYear: fundYear.data, person: undefined }, context);
      return found.ok ? { status: 200, body: fundJson(found.value) } : problemOf(found.error);
    },
  ),
  runScheduled: publicEndpoint({ body: NO_BODY, query: NO_QUERY }, async ({ path }) => {
    const name = path['scheduled'] ?? '';
    const report = await ports.runScheduled(name);
    return report === undefined
      ? problem('not-found', 'There is no scheduled run of this name.')
      : { status: 200, body: { scheduled: name, report } };
  }),
});
