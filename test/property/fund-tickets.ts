import fc from 'fast-check';
import type { TicketRequest } from '../../shared/domain/fund/ticket.ts';
import { claimOf, commitOf, limitOf, releaseOf } from '../unit/domain/fund-line.ts';

const EMPLOYERS = ['meadow', 'harbour', 'newco', 'rowan'];

/** What somebody does next; `target` picks one of the tickets that came before: a claim's, or when `wild` any. */
interface Target {
  readonly pick: number;
  readonly wild: boolean;
}

export type Doing =
  | { readonly kind: 'claim'; readonly employer: number; readonly amount: number }
  | { readonly kind: 'commit'; readonly target: Target; readonly amount: number }
  | { readonly kind: 'release'; readonly target: Target }
  | { readonly kind: 'limit'; readonly pot: number; readonly cap: number };

const amount = fc.integer({ min: 1, max: 60 });
const target = fc.record({
  pick: fc.nat({ max: 200 }),
  wild: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
});

/** Any order of tickets of every kind, with claims in the majority and limits that bite. */
export const doings = (longest: number) =>
  fc.array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ kind: fc.constant('claim' as const), employer: fc.nat({ max: 3 }), amount }),
      },
      {
        weight: 2,
        arbitrary: fc.record({ kind: fc.constant('commit' as const), target, amount: fc.nat({ max: 65 }) }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('release' as const), target }) },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('limit' as const),
          pot: fc.nat({ max: 250 }),
          cap: fc.nat({ max: 200 }),
        }),
      },
    ),
    // Without the size, most orders are a handful of tickets and nothing ever waits.
    { minLength: 8, maxLength: longest, size: 'max' },
  );

/** Most runs begin with a limit, some without one. */
export const firstLimit = fc.option(fc.record({ pot: fc.nat({ max: 200 }), cap: fc.nat({ max: 150 }) }), {
  freq: 9,
});

/** The ticket that the doing becomes, given those before it. Whoever resolves a claim acts for its own employer. */
export function requestOf(doing: Doing, before: ReadonlyMap<string, TicketRequest>): TicketRequest {
  if (doing.kind === 'claim') return claimOf(EMPLOYERS[doing.employer] ?? 'meadow', doing.amount);
  if (doing.kind === 'limit') return limitOf(doing.pot, doing.cap);
  const claims = [...before].filter(([, request]) => request.kind === 'claim');
  const among = doing.target.wild ? [...before] : claims;
  const chosen = among[among.length === 0 ? 0 : doing.target.pick % among.length];
  const [ticketId, request] = chosen ?? ['nobody', undefined];
  const employer = request === undefined || request.kind === 'limit' ? 'meadow' : request.organisationId;
  return doing.kind === 'release'
    ? releaseOf(ticketId, employer)
    : commitOf(ticketId, employer, doing.amount);
}

/** The whole order as tickets, numbered in the order in which they came. */
export function ticketsOf(
  limit: { readonly pot: number; readonly cap: number } | null,
  order: readonly Doing[],
): readonly (readonly [string, TicketRequest])[] {
  const all: readonly Doing[] = limit === null ? order : [{ kind: 'limit', ...limit }, ...order];
  const before = new Map<string, TicketRequest>();
  all.forEach((doing, index) => before.set(`t${String(index).padStart(3, '0')}`, requestOf(doing, before)));
  return [...before];
}
