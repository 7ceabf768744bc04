import type { Outcome } from './outcome.ts';

/** Claims that come in so close together may change places without anybody being wronged. */
const TOLERANCE_MS = 100;

const byArrival = (outcomes: readonly Outcome[]): readonly Outcome[] =>
  outcomes.toSorted((one, other) => one.arrivedAt - other.arrivedAt);

/** The largest accepted amount of those that arrived at a moment or later, for any moment. */
function largestAcceptedFrom(outcomes: readonly Outcome[]): (moment: number) => number {
  const accepted = byArrival(outcomes.filter(({ verdict }) => verdict === 'accepted'));
  const largest: number[] = [];
  for (let position = accepted.length - 1; position >= 0; position -= 1) {
    largest[position] = Math.max(
      accepted[position]?.application.amountPence ?? 0,
      largest[position + 1] ?? 0,
    );
  }
  return (moment) => {
    let [low, high] = [0, accepted.length];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((accepted[middle]?.arrivedAt ?? Infinity) >= moment) high = middle;
      else low = middle + 1;
    }
    return largest[low] ?? 0;
  };
}

/**
 * How many claims were turned away, or given up, while one of the same or a larger amount that arrived more than 100 ms
 * later was accepted. One that its employer's cap turned away is compared with that employer's claims alone.
 */
export function wronged(outcomes: readonly Outcome[]): number {
  const ofAll = largestAcceptedFrom(outcomes);
  const ofEmployer = new Map(
    [...Map.groupBy(outcomes, ({ application }) => application.organisationId)].map(
      ([employer, theirs]) => [employer, largestAcceptedFrom(theirs)] as const,
    ),
  );
  return outcomes.filter(({ application, verdict, arrivedAt }) => {
    if (verdict === 'accepted') return false;
    const largest = verdict === 'over-cap' ? ofEmployer.get(application.organisationId) : ofAll;
    return (largest?.(arrivedAt + TOLERANCE_MS) ?? 0) >= application.amountPence;
  }).length;
}
