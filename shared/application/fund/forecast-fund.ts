import { londonDayOf } from '../../domain/calendar-day.ts';
import { dailyTotals } from '../../domain/fund/daily-totals.ts';
import type { DayTotal } from '../../domain/fund/daily-totals.ts';
import { forecastFund as foresee } from '../../domain/fund/forecast.ts';
import type { FundForecast } from '../../domain/fund/fund-forecast.ts';
import type { JournalLine } from '../../domain/fund/journal.ts';
import type { FundYear } from '../../domain/fund/ticket.ts';
import { lastDayOf } from '../../domain/scheme-year.ts';
import type { ProcessContext } from '../ports/context.ts';
import { wholeJournal } from '../ports/fund-journal.ts';
import type { FundJournal } from '../ports/fund-journal.ts';
import type { FundLedger } from '../ports/fund-ledger.ts';
import type { FundForecasts } from '../ports/fund-meter.ts';

export interface ForecastPorts {
  readonly journal: FundJournal;
  readonly ledger: Pick<FundLedger, 'readPot'>;
  readonly forecasts: Pick<FundForecasts, 'save'>;
}

/** Of a long year's lines only what the days need is kept in memory. */
async function totalsUntil(
  journal: FundJournal,
  fundYear: FundYear,
  today: string,
): Promise<readonly DayTotal[]> {
  const lines: Pick<JournalLine, 'outcome' | 'settledAt' | 'moved'>[] = [];
  for await (const { outcome, settledAt, moved } of wholeJournal(journal, fundYear))
    lines.push({ outcome, settledAt, moved });
  return dailyTotals(lines, today);
}

/**
 * Foresees from the journal on which day a fund's money runs out, and keeps that for its meter. The journal is read
 * after the pot and may be a few lines ahead of it, which no forecast can show. Undefined: nobody has set this fund's
 * limits, or its year is over.
 */
export async function forecastFund(
  { journal, ledger, forecasts }: ForecastPorts,
  fundYear: FundYear,
  { now }: Pick<ProcessContext, 'now'>,
): Promise<FundForecast | undefined> {
  const [today, lastDay] = [londonDayOf(now), lastDayOf(fundYear.year)];
  const pot = today > lastDay ? undefined : await ledger.readPot(fundYear);
  if (pot === undefined) return undefined;
  const totals = await totalsUntil(journal, fundYear, today);
  // What those who wait have asked for is spoken for, though it is not held.
  const availablePence = pot.availablePence - pot.waitingPence;
  const made = { asAt: now, forecast: foresee({ totals, availablePence, today, lastDay }) };
  await forecasts.save(fundYear, made);
  return made;
}
