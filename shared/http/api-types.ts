import type { IdempotentRequest } from '../application/once.ts';
import type { PersonContext, WorkContext } from '../application/ports/context.ts';
import type { Person } from '../domain/person.ts';

/** What an operation gets: everything parsed, the person known, one moment for all of it. */
export interface ApiRequest<Body, Query> {
  readonly path: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly query: Query;
  /** From `If-Match`; present wherever the operation asks for it. */
  readonly expectedVersion: number | undefined;
  readonly idempotency: IdempotentRequest | undefined;
  readonly context: WorkContext & { readonly person: Person | undefined };
}

/** The same, for an operation that a signed-in person asked for. */
export type SignedInRequest<Body, Query> = Omit<ApiRequest<Body, Query>, 'context'> & {
  readonly context: PersonContext;
};

export interface ApiResponse {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}
