import type { CalendarDay, Instant } from './calendar-day.ts';
import type { Balance } from './fund/balance.ts';
import type { FundYear } from './fund/ticket.ts';
import type { Pence } from './money.ts';
import type { RuleRecord } from './rules/run-rules.ts';

/** Whether what is asked for is there at this moment, and how much is. */
export interface Room {
  readonly fits: boolean;
  readonly availablePence: Pence;
}

/** What a claim would be worth if it were submitted now. Nothing is kept for anybody by asking. */
export interface Quote {
  /** Whether a submission at this moment would pass every rule. */
  readonly eligible: boolean;
  readonly amount:
    | {
        readonly maximumPence: Pence;
        /** What the fund would hold: of a start part the whole, where the policy keeps the rest for its completion part. */
        readonly heldPence: Pence;
        readonly formula: string;
      }
    | undefined;
  readonly rules: readonly RuleRecord[];
  /** Undefined while it is not known which fund would pay, or where nobody has set its limits. */
  readonly funds: { readonly fundYear: FundYear; readonly pot: Room; readonly cap: Room } | undefined;
  /** The last day to submit, in London. */
  readonly submitBy: CalendarDay | undefined;
  readonly asAt: Instant;
}

interface Figures {
  readonly pot: Balance & { readonly waitingCount: number };
  readonly cap: Balance;
  /** Whether nobody may pass somebody who waits. */
  readonly strictOrder: boolean;
}

/** The very comparisons that the line makes when the ticket's turn comes: the cap first, then the pot behind those who wait. */
export function roomFor(
  asksPence: Pence,
  { pot, cap, strictOrder }: Figures,
): { readonly pot: Room; readonly cap: Room } {
  const isBehind = strictOrder && pot.waitingCount > 0;
  return {
    pot: { fits: !isBehind && asksPence <= pot.availablePence, availablePence: pot.availablePence },
    cap: { fits: asksPence <= cap.availablePence, availablePence: cap.availablePence },
  };
}
