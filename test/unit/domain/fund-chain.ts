import type { PublicLine } from '../../../shared/domain/fund/journal.ts';
import { sha256 } from './fund-line.ts';

/**
 * The chain as a stranger works it out who has nothing but the published rule and the published lines. None of the
 * service's own code is used, so that the two can disagree.
 */
export const NOUGHTS = '0000000000000000000000000000000000000000000000000000000000000000';

const textOf = (name: string, previousHash: string, line: PublicLine): string =>
  JSON.stringify([
    previousHash,
    name,
    line.number,
    line.outcome,
    line.takenAt,
    line.settledAt,
    line.ticketId,
    line.ticket,
    line.resolves,
    line.amountPence,
    line.because,
    line.strictOrder,
    line.moved.fundingPence,
    line.moved.availablePence,
    line.moved.heldPence,
    line.moved.committedPence,
    line.after.limitPence,
    line.after.availablePence,
    line.after.heldPence,
    line.after.committedPence,
    line.owner,
  ]);

/** Which lines, by position, are not what the chain from sixty-four noughts on makes of them. */
export function brokenLines(name: string, lines: readonly PublicLine[]): readonly number[] {
  let previous = NOUGHTS;
  return lines.flatMap((line, position) => {
    const isLinked = line.previousHash === previous;
    previous = sha256(textOf(name, previous, line));
    return isLinked && line.hash === previous ? [] : [position];
  });
}

/** The mark of a claim's owner, as the one who knows the claim's reference works it out. */
export const markOf = (reference: string, organisationId: string): string =>
  sha256(JSON.stringify([reference, organisationId]));
