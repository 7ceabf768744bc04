import type { CalendarDay } from './calendar-day.ts';
import type { Claim } from './claim.ts';
import type { Ticket } from './fund/ticket.ts';
import type { Pence } from './money.ts';

/** What the fund keeps for a claim that is not decided, for how long, and what would make it let go. */
export interface Reservation {
  readonly pence: Pence;
  /** The last day on which it is surely kept, in London. Null: until the claim is decided. */
  readonly until: CalendarDay | null;
  /** In plain words, each a sentence. */
  readonly releasedBy: readonly string[];
}

const WITHDRAWN = 'The employer withdraws the claim.';
const BEFORE_A_DECISION = [
  WITHDRAWN,
  'The claim is sent back and not answered in time.',
  'The claim is rejected.',
  'The claim is approved for less: what is left over is released.',
] as const;

/** Undefined: nothing is held for the claim, or it has been decided and its money is about to be settled. */
export function reservationOf(
  claim: Claim,
  { state, heldPence }: Pick<Ticket, 'state' | 'heldPence'>,
): Reservation | undefined {
  if (state !== 'held' || heldPence === 0) return undefined;
  switch (claim.status) {
    case 'submitted':
    case 'waiting':
    case 'in-review':
      return { pence: heldPence, until: null, releasedBy: BEFORE_A_DECISION };
    case 'on-hold':
      return { pence: heldPence, until: null, releasedBy: ['Nothing, for as long as the claim is on hold.'] };
    case 'needs-action':
      return {
        pence: heldPence,
        until: claim.action.actBy,
        releasedBy: [WITHDRAWN, 'The claim is not submitted again by the end of that day.'],
      };
    case 'draft':
    case 'approved':
    case 'paid':
    case 'rejected':
    case 'withdrawn':
    case 'expired':
    case 'deleted':
      return undefined;
  }
}
