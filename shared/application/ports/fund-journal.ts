import type { JournalLine } from '../../domain/fund/journal.ts';
import type { FundYear } from '../../domain/fund/ticket.ts';

/** A part of a journal: at most so many lines, after the line with this number. */
export interface JournalPage {
  readonly after: number;
  readonly limit: number;
}

/** The funds' journals. Consistent: what was acknowledged before is there. */
export interface FundJournal {
  /** In the order of their numbers. Empty at the end. */
  read(fundYear: FundYear, page: JournalPage): Promise<readonly JournalLine[]>;
}

const PAGE = 500;

/** The whole journal, a page at a time. */
export async function* wholeJournal(journal: FundJournal, fundYear: FundYear): AsyncGenerator<JournalLine> {
  let after = 0;
  for (;;) {
    const lines = await journal.read(fundYear, { after, limit: PAGE });
    yield* lines;
    after = lines.at(-1)?.number ?? after;
    if (lines.length < PAGE) return;
  }
}
