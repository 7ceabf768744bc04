import { readFund } from '../../../shared/application/fund/read-fund.ts';
import { readProof } from '../../../shared/application/fund/read-proof.ts';
import { readOrderLog } from '../../../shared/application/fund/read-order-log.ts';
import type { FundJournal } from '../../../shared/application/ports/fund-journal.ts';
import type { FundMeter } from '../../../shared/application/ports/fund-meter.ts';
import type { FundProofs } from '../../../shared/application/ports/fund-watch.ts';
import { fundPath, orderLogQuery } from '../../../shared/contracts/http/scheme-requests.ts';
import { NO_BODY, NO_QUERY, publicEndpoint } from '../../../shared/http/endpoint.ts';
import { problemOf } from '../../../shared/http/problem.ts';
import { fundJson } from '../../../shared/http/views/fund-view.ts';
import { cachingOf, orderLogJson } from '../../../shared/http/views/order-log-view.ts';
import { proofJson } from '../../../shared/http/views/proof-view.ts';

export interface FundEndpointPorts {
  readonly meter: FundMeter;
  readonly journal: FundJournal;
  readonly proofs: Pick<FundProofs, 'latest'>;
}

export const fundEndpoints = (ports: FundEndpointPorts) => ({
  readFund: publicEndpoint({ body: NO_BODY, query: NO_QUERY }, async ({ path, context }) => {
    const fundYear = fundPath.safeParse(path);
    if (!fundYear.success) return problemOf({ code: 'not-found' });
    const found = await readFund(ports, { fundYear: fundYear.data, person: context.person }, context);
    return found.ok ? { status: 200, body: fundJson(found.value) } : problemOf(found.error);
  }),
  readOrderLog: publicEndpoint({ body: NO_BODY, query: orderLogQuery }, async ({ path, query }) => {
    const fundYear = fundPath.safeParse(path);
    if (!fundYear.success) return problemOf({ code: 'not-found' });
    const page = await readOrderLog(ports, fundYear.data, query.after);
    return { status: 200, body: orderLogJson(page), headers: cachingOf(page) };
  }),
  readProof: publicEndpoint({ body: NO_BODY, query: NO_QUERY }, async ({ path, context }) => {
    const fundYear = fundPath.safeParse(path);
    if (!fundYear.success) return problemOf({ code: 'not-found' });
    const found = await readProof(ports, fundYear.data);
    if (!found.ok) return problemOf(found.error);
    return { status: 200, body: proofJson(found.value, context.person) };
  }),
});
