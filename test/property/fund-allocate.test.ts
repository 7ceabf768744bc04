import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settleTicket } from '../../shared/domain/fund/allocate.ts';
import type { Balance } from '../../shared/domain/fund/balance.ts';
import { atRest } from '../../shared/domain/fund/line.ts';
import type { Line, Movement } from '../../shared/domain/fund/line.ts';
import { sourceOf } from '../../shared/domain/fund/ticket.ts';
import type { Ticket, TicketRequest } from '../../shared/domain/fund/ticket.ts';
import { LOOSE, NO_LIMIT, STRICT, settleOne, withFresh } from '../unit/domain/fund-line.ts';
import { freeUnderCap, newModel, ofEmployer, figuresOf, takeTicket, waitingIn } from './fund-model.ts';
import { doings, firstLimit, ticketsOf } from './fund-tickets.ts';

interface Step {
  readonly ticketId: string;
  readonly request: TicketRequest;
  readonly takenAt: string;
  readonly before: Line;
  readonly movement: Movement;
}

/** Settles a random order of tickets one by one and shows each step. */
function walk(strict: boolean, check: (step: Step) => void): (input: Walk) => void {
  return ({ limit, order }) => {
    let line = NO_LIMIT;
    for (const handed of ticketsOf(limit, order)) {
      const before = line;
      const movement = settleOne(line, handed, strict ? STRICT : LOOSE);
      const [ticketId, request, takenAt] = handed;
      check({ ticketId, request, takenAt, before, movement });
      line = movement.line;
    }
  };
}

const walks = fc.record({ limit: firstLimit, order: doings(30) });
type Walk = typeof walks extends fc.Arbitrary<infer Each> ? Each : never;

/** Runs the check after every ticket of many random orders. `check` is made anew for each order. */
function everywhere(strict: boolean, makeCheck: () => (step: Step) => void): void {
  fc.assert(
    fc.property(walks, (input) => {
      walk(strict, makeCheck())(input);
    }),
    { numRuns: 100 },
  );
}

const claimsOf = (line: Line): readonly Ticket[] =>
  [...line.tickets.values()].filter(({ request }) => request.kind === 'claim');
const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0);
const balanceOf = (balance: Balance): readonly number[] => [
  ...[balance.limitPence, balance.availablePence, balance.heldPence, balance.committedPence],
];
const employerOf = ({ request }: Pick<Ticket, 'request'>): string =>
  request.kind === 'limit' ? '' : request.organisationId;

describe.each([
  ['strict order', true],
  ['smaller claims passing', false],
])('after every ticket of any order, under %s', (_name, strict) => {
  it('the allocator says what the plain model says, of every claim, the pot and each cap', () => {
    everywhere(strict, () => {
      const model = newModel(strict);
      return ({ ticketId, request, takenAt, movement: { line } }) => {
        const answer = takeTicket(model, request, [ticketId, takenAt]);
        expect(line.tickets.get(ticketId)?.state).toBe(answer);
        const figures = model.claims.map((c) => [c.ticketId, c.state, c.held, c.committed]);
        const actual = model.claims.map(({ ticketId: id }) => {
          const ticket = line.tickets.get(id);
          return [id, ticket?.state, ticket?.heldPence, ticket?.committedPence];
        });
        expect(actual).toEqual(figures);
        expect(line.waiting).toEqual(waitingIn(model).map(({ ticketId: id }) => id));
        expect(line.pot?.capPence).toBe(model.limits?.cap);
        expect(line.pot === undefined).toBe(model.limits === undefined);
        if (line.pot) expect(balanceOf(line.pot)).toEqual(figuresOf(model));
        for (const [organisationId, { heldPence, committedPence }] of line.caps) {
          const own = ofEmployer(model, organisationId);
          expect([heldPence, committedPence]).toEqual([
            sum(own.map(({ held }) => held)),
            sum(own.map(({ committed }) => committed)),
          ]);
          expect(freeUnderCap(model, organisationId)).toBeGreaterThanOrEqual(0);
        }
      };
    });
  });

  it('the journal says what the model noted: what happened to whom, why not, and what there was afterwards', () => {
    everywhere(strict, () => {
      const model = newModel(strict);
      return ({ ticketId, request, takenAt, movement: { posted } }) => {
        const before = model.notes.length;
        takeTicket(model, request, [ticketId, takenAt]);
        expect(
          posted.map((line) => [line.outcome, line.ticketId, line.because, balanceOf(line.after)]),
        ).toEqual(model.notes.slice(before));
      };
    });
  });

  it('the pot and every cap balance, and nothing is below nought (I1, I2)', () => {
    everywhere(strict, () => ({ movement: { line } }) => {
      const balances = [...(line.pot ? [line.pot] : []), ...line.caps.values()];
      for (const { limitPence, availablePence, heldPence, committedPence } of balances) {
        expect(availablePence + heldPence + committedPence).toBe(limitPence);
        expect(Math.min(limitPence, availablePence, heldPence, committedPence)).toBeGreaterThanOrEqual(0);
      }
    });
  });

  it('the pot and every cap are the sum of their claims (I3)', () => {
    everywhere(strict, () => ({ movement: { line } }) => {
      const claims = claimsOf(line);
      const held = (of: readonly Ticket[]): number => sum(of.map(({ heldPence }) => heldPence));
      const committed = (of: readonly Ticket[]): number =>
        sum(of.map(({ committedPence }) => committedPence));
      expect([held(claims), committed(claims)]).toEqual([
        line.pot?.heldPence ?? 0,
        line.pot?.committedPence ?? 0,
      ]);
      for (const [organisationId, cap] of line.caps) {
        const own = claims.filter((ticket) => employerOf(ticket) === organisationId);
        expect([held(own), committed(own)]).toEqual([cap.heldPence, cap.committedPence]);
      }
      const waiting = claims.filter(({ state }) => state === 'waiting');
      const asked = waiting.map(({ request }) => (request.kind === 'claim' ? request.amountPence : 0));
      expect([waiting.length, sum(asked)]).toEqual([
        line.pot?.waitingCount ?? 0,
        line.pot?.waitingPence ?? 0,
      ]);
    });
  });

  it('each claim has what its state says, and until it is corrected no more than it asked for (I4, I5)', () => {
    everywhere(strict, () => ({ movement: { line } }) => {
      const corrected = new Set(
        [...line.tickets.values()].flatMap(({ request, state }) =>
          request.kind === 'adjust' && state === 'done' ? [request.claimTicketId] : [],
        ),
      );
      const divided = new Set(
        claimsOf(line).flatMap(({ request, state }) =>
          request.kind === 'claim' && state !== 'refused' ? [request.splitFromTicketId] : [],
        ),
      );
      for (const { ticketId, state, heldPence, committedPence, request } of claimsOf(line)) {
        const asked = request.kind === 'claim' ? request.amountPence : 0;
        if (state === 'held' && divided.has(ticketId)) {
          expect(committedPence).toBe(0);
          expect(heldPence).toBeGreaterThan(0);
          expect(heldPence).toBeLessThanOrEqual(asked);
        } else if (state === 'held') expect([heldPence, committedPence]).toEqual([asked, 0]);
        else if (state !== 'committed') expect([heldPence, committedPence]).toEqual([0, 0]);
        else if (corrected.has(ticketId)) expect(heldPence).toBeLessThanOrEqual(asked);
        else expect(heldPence + committedPence).toBeLessThanOrEqual(asked);
      }
    });
  });

  it('what was not held in time is never committed or drawn (D3.6)', () => {
    everywhere(strict, () => ({ ticketId, request, takenAt, before, movement: { line } }) => {
      const source = request.kind === 'claim' ? sourceOf(request) : undefined;
      const other = request.kind === 'commit' ? request.claimTicketId : source;
      const until = before.tickets.get(other ?? '')?.heldUntil;
      if (other !== undefined && until !== undefined && takenAt >= until)
        expect(line.tickets.get(ticketId)?.state).toBe('refused');
      else expect(line.tickets.has(ticketId)).toBe(true);
    });
  });

  it('a claim moves only forwards, and is resolved once', () => {
    const next: Readonly<Record<string, readonly string[]>> = {
      unsettled: ['held', 'waiting', 'refused'],
      waiting: ['held', 'refused', 'released'],
      held: ['committed', 'released'],
    };
    everywhere(strict, () => ({ ticketId, before, movement: { line } }) => {
      for (const ticket of claimsOf(line)) {
        const was = ticket.ticketId === ticketId ? 'unsettled' : before.tickets.get(ticket.ticketId)?.state;
        if (was !== ticket.state) expect(next[was ?? ''] ?? []).toContain(ticket.state);
      }
    });
  });

  it('a refused ticket changes nothing but itself and the end of the line (I10)', () => {
    everywhere(strict, () => ({ ticketId, before, movement: { line, changedCaps, changedTickets } }) => {
      if (line.tickets.get(ticketId)?.state !== 'refused') return;
      expect([...changedTickets.keys()]).toEqual([ticketId]);
      expect(changedCaps.size).toBe(0);
      expect(line.caps).toEqual(before.caps);
      expect(line.waiting).toEqual(before.waiting);
      if (line.pot === undefined || before.pot === undefined) {
        expect(line.pot).toBe(before.pot);
        return;
      }
      const { lastNumber, lastClaimNumber, lastHash } = before.pot;
      expect({ ...line.pot, lastNumber, lastClaimNumber, lastHash }).toEqual(before.pot);
    });
  });

  it('money goes to the earliest who may have it (I11)', () => {
    everywhere(strict, () => ({ before, movement: { line } }) => {
      const waiting = claimsOf(line).filter(({ state }) => state === 'waiting');
      // What another claim has is not the pot's to give: whoever takes it over passes nobody.
      const served = claimsOf(line).filter(
        ({ ticketId, state, request }) =>
          state === 'held' &&
          before.tickets.get(ticketId)?.state !== 'held' &&
          !(request.kind === 'claim' && sourceOf(request) !== undefined),
      );
      const number = ({ seal }: Ticket): number => seal?.number ?? 0;
      const asked = ({ request }: Ticket): number => (request.kind === 'claim' ? request.amountPence : 0);
      for (const first of waiting) {
        const passed = served.filter((ticket) => number(ticket) > number(first));
        if (strict) expect(passed).toEqual([]);
        // Whoever was passed asked for more than the one who passed, and for more than there is left.
        for (const ticket of passed) expect(asked(ticket)).toBeLessThan(asked(first));
        if (!strict) expect(asked(first)).toBeGreaterThan(line.pot?.availablePence ?? 0);
      }
      const [head] = waiting.toSorted((a, b) => number(a) - number(b));
      if (head) expect(asked(head)).toBeGreaterThan(line.pot?.availablePence ?? 0);
    });
  });

  it('the waiting list is in ticket order', () => {
    everywhere(strict, () => ({ movement: { line } }) => {
      const numbers = line.waiting.map((ticketId) => line.tickets.get(ticketId)?.seal?.number ?? 0);
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    });
  });

  it('every ticket that was settled, settled again, changes nothing', () => {
    everywhere(strict, () => ({ movement: { line } }) => {
      const rest = atRest(line);
      const again = [...line.tickets.keys()].reduce(
        (current, ticketId) => settleTicket(current, ticketId, strict ? STRICT : LOOSE),
        rest,
      );
      expect(again).toBe(rest);
    });
  });

  it('the movement names every ticket and every cap that changed', () => {
    everywhere(strict, () => ({ before, movement: { line, changedTickets, changedCaps } }) => {
      for (const [ticketId, ticket] of line.tickets) {
        if (before.tickets.get(ticketId) !== ticket) expect(changedTickets.get(ticketId)).toBe(ticket);
      }
      for (const [organisationId, cap] of line.caps) {
        if (before.caps.get(organisationId) !== cap) expect(changedCaps.has(organisationId)).toBe(true);
      }
    });
  });

  it('a batch settled in one go comes to what its tickets come to one by one, though it was delivered twice', () => {
    fc.assert(
      fc.property(walks, ({ limit, order }) => {
        const settling = strict ? STRICT : LOOSE;
        const tickets = ticketsOf(limit, order);
        const single = tickets.reduce((line, ticket) => settleOne(line, ticket, settling).line, NO_LIMIT);
        const loaded = tickets.reduce((line, handed) => withFresh(line, ...handed), NO_LIMIT);
        const twice = [...tickets, ...tickets].reduce(
          (movement, [ticketId]) => settleTicket(movement, ticketId, settling),
          atRest(loaded),
        );
        expect(twice.line).toEqual(single);
      }),
      { numRuns: 60 },
    );
  });
});

describe('settled in any order, as a sweep of what was left over might', () => {
  const shuffled = walks.chain(({ limit, order }) => {
    const tickets = ticketsOf(limit, order);
    const ids = tickets.map(([ticketId]) => ticketId);
    return fc
      .shuffledSubarray(ids, { minLength: ids.length })
      .map((sequence) => ({ tickets, sequence, strict: order.length % 2 === 0 }));
  });

  it('the money balances, every ticket is settled, and what was to be resolved holds nothing', () => {
    fc.assert(
      fc.property(shuffled, ({ tickets, sequence, strict }) => {
        const settling = strict ? STRICT : LOOSE;
        const loaded = tickets.reduce((line, handed) => withFresh(line, ...handed), NO_LIMIT);
        const { line } = sequence.reduce(
          (movement, ticketId) => settleTicket(movement, ticketId, settling),
          atRest(loaded),
        );
        const held = sum(claimsOf(line).map(({ heldPence }) => heldPence));
        const committed = sum(claimsOf(line).map(({ committedPence }) => committedPence));
        expect([held, committed]).toEqual([line.pot?.heldPence ?? 0, line.pot?.committedPence ?? 0]);
        const free = (line.pot?.limitPence ?? 0) - held - committed;
        expect(line.pot?.availablePence ?? 0).toBe(free);
        for (const { state, request } of line.tickets.values()) {
          expect(state).not.toBe('unsettled');
          const target = request.kind === 'release' ? line.tickets.get(request.claimTicketId) : undefined;
          if (target?.request.kind === 'claim' && employerOf(target) === employerOf({ request }))
            expect(['held', 'waiting']).not.toContain(target.state);
        }
      }),
      { numRuns: 150 },
    );
  });
});
