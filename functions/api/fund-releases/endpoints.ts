import { releaseFund } from '../../../shared/application/fund/release-fund.ts';
import type { FundStops } from '../../../shared/application/ports/fund-watch.ts';
import { fundPath, releaseFundBody } from '../../../shared/contracts/http/scheme-requests.ts';
import { NO_QUERY, endpoint } from '../../../shared/http/endpoint.ts';
import { problemOf } from '../../../shared/http/problem.ts';

export const fundReleaseEndpoints = (ports: { readonly stops: FundStops }) => ({
  releaseFund: endpoint({ body: releaseFundBody, query: NO_QUERY }, async ({ path, body, context }) => {
    const fundYear = fundPath.safeParse(path);
    if (!fundYear.success) return problemOf({ code: 'not-found' });
    const done = await releaseFund(ports, { fundYear: fundYear.data, reason: body.reason }, context);
    return done.ok ? { status: 200, body: { ...fundYear.data, ...done.value } } : problemOf(done.error);
  }),
});
