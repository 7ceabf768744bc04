import fc from 'fast-check';
import type { TicketRequest } from '../../shared/domain/fund/ticket.ts';
import { adjustOf, claimOf, commitAndKeep, commitOf, limitOf, releaseOf } from '../unit/domain/fund-line.ts';

const EMPLOYERS = ['meadow', 'harbour', 'newco', 'rowan'];

/** The ticket that comes as the n-th of an order is taken in the n-th minute after nine. */
export const minute = (n: number): string => new Date(Date.UTC(2025, 9, 1, 9, 0) + n * 60_000).toISOString();

/**
 * What somebody does next. `target` picks one of the tickets that came before: a claim's with which it may succeed, or
 * when `wild` any. A `stranger` does it in another employer's name.
 */
interface Target {
  readonly pick: number;
  readonly wild: boolean;
  readonly stranger: boolean;
}

export type Doing =
  | {
      readonly kind: 'claim';
      readonly employer: number;
      readonly amount: number;
      readonly lasts: number | null;
    }
  | { readonly kind: 'draw' | 'split'; readonly target: Target; readonly amount: number }
  | {
      readonly kind: 'commit';
      readonly target: Target;
      readonly amount: number;
      readonly keep: { readonly amount: number; readonly lasts: number } | null;
    }
  | { readonly kind: 'release'; readonly target: Target }
  | { readonly kind: 'adjust'; readonly target: Target; readonly amount: number }
  | { readonly kind: 'limit'; readonly pot: number; readonly cap: number };

const amount = fc.integer({ min: 1, max: 45 });
const oneIn = (n: number) => fc.integer({ min: 1, max: n }).map((each) => each === n);
const target = fc.record({ pick: fc.nat({ max: 200 }), wild: oneIn(6), stranger: oneIn(12) });
/** Minutes from its taking on; some run out within the order. */
const lasts = fc.integer({ min: 0, max: 30 });

const claim = fc.record({
  kind: fc.constant('claim' as const),
  employer: fc.nat({ max: 3 }),
  amount,
  lasts: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: lasts }),
});
const commit = fc.record({
  kind: fc.constant('commit' as const),
  target,
  amount: fc.nat({ max: 30 }),
  keep: fc.option(fc.record({ amount: fc.nat({ max: 20 }), lasts }), { freq: 3 }),
});
const draw = fc.record({
  kind: fc.constant('draw' as const),
  target,
  amount: fc.integer({ min: 1, max: 20 }),
});
const split = fc.record({
  kind: fc.constant('split' as const),
  target,
  amount: fc.integer({ min: 1, max: 20 }),
});
const release = fc.record({ kind: fc.constant('release' as const), target });
const adjust = fc.record({ kind: fc.constant('adjust' as const), target, amount: fc.nat({ max: 40 }) });
const limit = fc.record({
  kind: fc.constant('limit' as const),
  pot: fc.nat({ max: 250 }),
  cap: fc.nat({ max: 200 }),
});

/**
 * Any order of tickets of every kind, with claims in the majority and limits that bite. Without a bias to the ends of
 * each range, because an order of extremes is refused from its second ticket on.
 */
export const doings = (longest: number) =>
  fc.noBias(
    fc.array(
      fc.oneof(
        { weight: 8, arbitrary: claim },
        { weight: 5, arbitrary: commit },
        { weight: 3, arbitrary: draw },
        { weight: 2, arbitrary: split },
        { weight: 3, arbitrary: release },
        { weight: 2, arbitrary: adjust },
        { weight: 1, arbitrary: limit },
      ),
      // Without the size, most orders are a handful of tickets and nothing ever waits.
      { minLength: 8, maxLength: longest, size: 'max' },
    ),
  );

/** Most runs begin with a limit, some without one. */
export const firstLimit = fc.noBias(
  fc.option(fc.record({ pot: fc.nat({ max: 300 }), cap: fc.nat({ max: 200 }) }), { freq: 9 }),
);

type Before = ReadonlyMap<string, Handed>;
type Handed = readonly [ticketId: string, request: TicketRequest, takenAt: string];

/** Which claim the doing is about, and in whose name: the claim's own employer's, but for strangers. */
function aimedAt({ pick, wild, stranger }: Target, among: readonly Handed[], all: readonly Handed[]) {
  const chosen = wild ? all : among;
  const [ticketId, request] = chosen[chosen.length === 0 ? 0 : pick % chosen.length] ?? ['nobody', undefined];
  const employer = request === undefined || request.kind === 'limit' ? 'meadow' : request.organisationId;
  const other = EMPLOYERS[(EMPLOYERS.indexOf(employer) + 1) % EMPLOYERS.length] ?? 'meadow';
  return [ticketId, stranger ? other : employer] as const;
}

/** The claims that somebody who knew what they did would choose among; all of them when there are none such. */
function worthwhile(
  kind: 'draw' | 'split' | 'commit' | 'release' | 'adjust',
  all: readonly Handed[],
): readonly Handed[] {
  const claims = all.filter(([, request]) => request.kind === 'claim');
  const commits = all.flatMap(([, request]) => (request.kind === 'commit' ? [request] : []));
  const committed = new Set(commits.map(({ claimTicketId }) => claimTicketId));
  const earmarked = new Set(
    commits.filter(({ keep }) => keep !== undefined).map(({ claimTicketId }) => claimTicketId),
  );
  const isWorthwhile = {
    draw: (ticketId: string) => earmarked.has(ticketId),
    split: (ticketId: string) => !committed.has(ticketId),
    commit: (ticketId: string) => !committed.has(ticketId),
    release: (ticketId: string) => !committed.has(ticketId) || earmarked.has(ticketId),
    adjust: (ticketId: string) => committed.has(ticketId),
  }[kind];
  const chosen = claims.filter(([ticketId]) => isWorthwhile(ticketId));
  return chosen.length > 0 ? chosen : claims;
}

/** The ticket that the doing becomes, given those before it. */
export function requestOf(doing: Doing, before: Before): TicketRequest {
  const now = before.size;
  if (doing.kind === 'claim') {
    const heldUntil = doing.lasts === null ? {} : { heldUntil: minute(now + doing.lasts) };
    return claimOf(EMPLOYERS[doing.employer] ?? 'meadow', doing.amount, heldUntil);
  }
  if (doing.kind === 'limit') return limitOf(doing.pot, doing.cap);
  const all = [...before.values()];
  const [ticketId, employer] = aimedAt(doing.target, worthwhile(doing.kind, all), all);
  switch (doing.kind) {
    case 'draw':
      return claimOf(employer, doing.amount, { earmarkTicketId: ticketId });
    case 'split':
      return claimOf(employer, doing.amount, { splitFromTicketId: ticketId });
    case 'release':
      return releaseOf(ticketId, employer);
    case 'adjust':
      return adjustOf(ticketId, employer, doing.amount);
    case 'commit': {
      const { keep } = doing;
      if (keep === null) return commitOf(ticketId, employer, doing.amount);
      const earmark = { amountPence: keep.amount, until: minute(now + keep.lasts) };
      return commitAndKeep([ticketId, employer], doing.amount, earmark);
    }
  }
}

/** The whole order as tickets, numbered in the order in which they came. */
export function ticketsOf(
  first: { readonly pot: number; readonly cap: number } | null,
  order: readonly Doing[],
): readonly Handed[] {
  const all: readonly Doing[] = first === null ? order : [{ kind: 'limit', ...first }, ...order];
  const before = new Map<string, Handed>();
  all.forEach((doing, index) => {
    const ticketId = `t${String(index).padStart(3, '0')}`;
    before.set(ticketId, [ticketId, requestOf(doing, before), minute(index)]);
  });
  return [...before.values()];
}
