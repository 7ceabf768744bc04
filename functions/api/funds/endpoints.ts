import { readFund } from '../../../shared/application/fund/read-fund.ts';
import type { FundLedger } from '../../../shared/application/ports/fund-ledger.ts';
import { fundPath } from '../../../shared/contracts/http/scheme-requests.ts';
import { NO_BODY, NO_QUERY, publicEndpoint } from '../../../shared/http/endpoint.ts';
import { problemOf } from '../../../shared/http/problem.ts';
import { fundJson } from '../../../shared/http/views/fund-view.ts';

export const fundEndpoints = (ports: { readonly ledger: Pick<FundLedger, 'readPot' | 'readCap'> }) => ({
  readFund: publicEndpoint({ body: NO_BODY, query: NO_QUERY }, async ({ path, context }) => {
    const fundYear = fundPath.safeParse(path);
    if (!fundYear.success) return problemOf({ code: 'not-found' });
    const found = await readFund(ports, { fundYear: fundYear.data, person: context.person }, context);
    return found.ok ? { status: 200, body: fundJson(found.value) } : problemOf(found.error);
  }),
});
