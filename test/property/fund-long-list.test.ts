import fc from 'fast-check';
import { expect, it } from 'vitest';
import { settleTicket } from '../../shared/domain/fund/allocate.ts';
import { atRest } from '../../shared/domain/fund/line.ts';
import type { Line } from '../../shared/domain/fund/line.ts';
import { offerToWaiting } from '../../shared/domain/fund/waiting-list.ts';
import { NO_LIMIT, STRICT, settleEach, withFresh } from '../unit/domain/fund-line.ts';
import { doings, firstLimit, ticketsOf } from './fund-tickets.ts';

/** The line as a reader brings it that reads no more than the head of the waiting list. */
function readHead(line: Line, inHand: number): Line {
  const waiting = [...line.tickets.values()]
    .filter(({ state }) => state === 'waiting')
    .toSorted((a, b) => (a.seal?.number ?? 0) - (b.seal?.number ?? 0));
  return { ...line, waiting: waiting.slice(0, inHand).map(({ ticketId }) => ticketId) };
}

/** Goes on offering, head by head, until nothing changes. */
function offerTheRest(line: Line, inHand: number): Line {
  const head = readHead(line, inHand);
  const movement = offerToWaiting(atRest(head), STRICT);
  return movement.changedTickets.size === 0 ? head : offerTheRest(movement.line, inHand);
}

it('under strict order a reader that has only the head of the list in hand comes to what one with the whole list does', () => {
  fc.assert(
    fc.property(firstLimit, doings(30), fc.integer({ min: 1, max: 3 }), (limit, order, inHand) => {
      const tickets = ticketsOf(limit, order);
      const whole = settleEach(NO_LIMIT, tickets);
      const byHeads = tickets.reduce((line, handed) => {
        const read = readHead(withFresh(line, ...handed), inHand);
        return offerTheRest(settleTicket(atRest(read), handed[0], STRICT).line, inHand);
      }, NO_LIMIT);
      expect(byHeads.tickets).toEqual(whole.tickets);
      expect(byHeads.caps).toEqual(whole.caps);
      expect(byHeads.pot).toEqual(whole.pot);
    }),
    { numRuns: 150 },
  );
});
