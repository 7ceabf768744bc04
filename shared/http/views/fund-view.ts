import type { FundView } from '../../application/fund/read-fund.ts';
import type { Answer } from '../../contracts/http/answer-fields.ts';
import type { fundResponse } from '../../contracts/http/fund-responses.ts';
import { lowPotOf } from '../../domain/fund/low-pot.ts';

/** A fund's figures as the API answers them, all of one moment. */
export function fundJson({
  fundYear,
  pot,
  stopped,
  forecast,
  asAt,
  yours,
}: FundView): Answer<typeof fundResponse> {
  const {
    limitPence,
    availablePence,
    heldPence,
    committedPence,
    waitingCount,
    waitingPence,
    lastClaimNumber,
  } = pot;
  return {
    fund: fundYear.fund,
    year: fundYear.year,
    limitPence,
    availablePence,
    heldPence,
    committedPence,
    waitingCount,
    waitingPence,
    ticketsIssued: lastClaimNumber,
    stopped,
    lowPot: lowPotOf(pot) ?? null,
    forecast: forecast === undefined ? null : { asAt: forecast.asAt, ...forecast.forecast },
    ...(yours === undefined
      ? {}
      : {
          yours: {
            capPence: yours.limitPence,
            availablePence: yours.availablePence,
            heldPence: yours.heldPence,
            committedPence: yours.committedPence,
          },
        }),
    asAt,
  };
}
