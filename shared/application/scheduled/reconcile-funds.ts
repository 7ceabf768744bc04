import type { FundYear } from '../../domain/fund/ticket.ts';
import { forecastFund } from '../fund/forecast-fund.ts';
import type { ForecastPorts } from '../fund/forecast-fund.ts';
import { reconcileFund } from '../fund/reconcile-fund.ts';
import type { ReconcilePorts } from '../fund/reconcile-fund.ts';
import type { ProcessContext } from '../ports/context.ts';
import { eachOnItsOwn, throwFailures } from './each-on-its-own.ts';

export interface ReconcileFundsPorts extends ReconcilePorts, ForecastPorts {
  readonly fundYears: readonly FundYear[];
}

/** What one run did, for its log and its alarm. */
export interface ReconcileReport {
  readonly funds: number;
  readonly lines: number;
  readonly differences: number;
}

/** Proves every fund's books, and foresees from them when its money runs out. A fund that cannot be read keeps none of the others from it; the run then fails at its end. */
export async function reconcileFunds(
  ports: ReconcileFundsPorts,
  context: ProcessContext,
): Promise<ReconcileReport> {
  const proved = { funds: 0, lines: 0, differences: 0 };
  const run = await eachOnItsOwn(ports.fundYears, async (fundYear) => {
    const proof = await reconcileFund(ports, fundYear, context);
    if (proof === undefined) return false;
    // What the books do not agree on, nobody foresees anything from.
    if (proof.differences.length === 0) await forecastFund(ports, fundYear, context);
    proved.funds += 1;
    proved.lines += proof.lines;
    proved.differences += proof.differences.length;
    return true;
  });
  throwFailures(run.failed);
  return proved;
}
