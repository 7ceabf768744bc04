import { quoteClaim } from '../../../shared/application/claims/quote-claim.ts';
import type { QuotePorts } from '../../../shared/application/claims/quote-claim.ts';
import { draftClaimBody } from '../../../shared/contracts/http/claim-requests.ts';
import { NO_QUERY, endpoint } from '../../../shared/http/endpoint.ts';
import { problemOf } from '../../../shared/http/problem.ts';
import { quoteJson } from '../../../shared/http/views/quote-view.ts';

export const quoteEndpoints = (ports: QuotePorts) => ({
  quoteClaim: endpoint({ body: draftClaimBody, query: NO_QUERY }, async ({ body, context }) => {
    const { type, ...content } = body;
    const done = await quoteClaim(ports, { type, content }, context);
    return done.ok ? { status: 200, body: quoteJson(done.value) } : problemOf(done.error);
  }),
});
