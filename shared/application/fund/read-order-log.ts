import { publicPart } from '../../domain/fund/journal.ts';
import type { PublicLine } from '../../domain/fund/journal.ts';
import type { FundYear } from '../../domain/fund/ticket.ts';
import type { FundJournal } from '../ports/fund-journal.ts';

/** So many lines are read at once. Whoever has a whole page has it for good: lines never change. */
export const LINES_ON_A_PAGE = 500;

/** A part of a fund's public order log. */
export interface OrderLogPage {
  readonly fundYear: FundYear;
  readonly lines: readonly PublicLine[];
  /** The number to go on after; undefined when this was the end. */
  readonly next: number | undefined;
}

/** The public part of the fund's journal after this line, with nothing that says whose a claim is. */
export async function readOrderLog(
  { journal }: { readonly journal: FundJournal },
  fundYear: FundYear,
  after: number,
): Promise<OrderLogPage> {
  const lines = await journal.read(fundYear, { after, limit: LINES_ON_A_PAGE });
  const next = lines.length < LINES_ON_A_PAGE ? undefined : lines.at(-1)?.number;
  return { fundYear, lines: lines.map(publicPart), next };
}
