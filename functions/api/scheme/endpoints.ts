import type { Scheme } from '../../../shared/application/ports/registry.ts';
import { searchCatalogueQuery } from '../../../shared/contracts/http/scheme-requests.ts';
import { searchCatalogue } from '../../../shared/domain/catalogue/search.ts';
import { NO_BODY, NO_QUERY, publicEndpoint } from '../../../shared/http/endpoint.ts';
import { entryJson, schemeJson } from '../../../shared/http/views/scheme-view.ts';

export interface SchemePorts {
  readonly scheme: Scheme;
  /** The description of the whole API, which is made when the code is built. */
  readonly openApi: () => Promise<unknown>;
}

export const schemeEndpoints = ({ scheme, openApi }: SchemePorts) => ({
  describeScheme: publicEndpoint({ body: NO_BODY, query: NO_QUERY }, async () => ({
    status: 200,
    body: schemeJson(await scheme.policy()),
  })),
  searchCatalogue: publicEndpoint({ body: NO_BODY, query: searchCatalogueQuery }, async ({ query }) => {
    const day = query.paymentDate;
    const entries = searchCatalogue(await scheme.catalogue(), query.q ?? '')
      .filter(({ kind }) => query.kind === undefined || kind === query.kind)
      .filter(({ validFrom, validTo }) => day === undefined || (validFrom <= day && day <= validTo));
    return { status: 200, body: { entries: entries.map(entryJson) } };
  }),
  readOpenApi: publicEndpoint({ body: NO_BODY, query: NO_QUERY }, async () => ({
    status: 200,
    body: await openApi(),
  })),
});
