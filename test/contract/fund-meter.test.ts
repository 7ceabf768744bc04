import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFundForecasts } from '../../shared/adapters/dynamodb/fund-forecasts.ts';
import { createFundJournal } from '../../shared/adapters/dynamodb/fund-journal.ts';
import { createFundMeter } from '../../shared/adapters/dynamodb/fund-meter.ts';
import { createFundStops } from '../../shared/adapters/dynamodb/fund-stops.ts';
import { createWaitingList } from '../../shared/adapters/dynamodb/waiting-list.ts';
import { forecastFund } from '../../shared/application/fund/forecast-fund.ts';
import { addDays } from '../../shared/domain/calendar-day.ts';
import { dailyTotals } from '../../shared/domain/fund/daily-totals.ts';
import { forecastFund as foresee } from '../../shared/domain/fund/forecast.ts';
import type { FundForecast } from '../../shared/domain/fund/fund-forecast.ts';
import type { JournalLine } from '../../shared/domain/fund/journal.ts';
import { lastDayOf } from '../../shared/domain/scheme-year.ts';
import { startDataTables } from '../support/data-tables.ts';
import type { DataTables } from '../support/data-tables.ts';
import { aClaim, aFund, aLimit, aRelease } from '../support/fund-journals.ts';
import type { WrittenFund } from '../support/fund-journals.ts';
import { NOW, at } from '../support/stored-things.ts';

let data: DataTables;
beforeAll(async () => {
  data = await startDataTables();
});
afterAll(() => data.end());

const meterOf = ({ fundYear }: WrittenFund, organisationId?: string) =>
  createFundMeter(data).read(fundYear, organisationId);
const STOP = { stoppedAt: NOW, stoppedBy: 'reconcile-funds', because: 'A penny is not where it should be.' };
const DRIVERS = { weeks: 4, takenWeeklyPence: 500, returnedWeeklyPence: 50, returnedPercent: 10 };
const FORECAST: FundForecast = {
  asAt: NOW,
  forecast: {
    kind: 'exhausts',
    expectedOn: '2026-02-04',
    from: '2026-01-12',
    to: null,
    drivers: DRIVERS,
  },
};

describe('the meter of a fund', () => {
  it('is not there before anybody has set the limits, not even of a fund that is stopped', async () => {
    const fund = aFund(data);
    await createFundStops(data).stop(fund.fundYear, STOP);
    expect(await meterOf(fund)).toBeUndefined();
  });

  it('shows the very pot that the ledger decides on, and the cap of the employer that asks alone', async () => {
    const fund = aFund(data);
    await fund.write([aLimit(1_000, 400), aClaim('org-a', 300), aClaim('org-b', 100)]);
    const pot = await fund.ledger.readPot(fund.fundYear);
    expect(pot).toMatchObject({ availablePence: 600, heldPence: 400 });
    expect(await meterOf(fund)).toEqual({ pot, cap: undefined, stopped: false, forecast: undefined });
    expect(await meterOf(fund, 'org-a')).toMatchObject({ pot, cap: { heldPence: 300, limitPence: 400 } });
    expect(await meterOf(fund, 'org-new')).toMatchObject({ pot, cap: undefined });
  });

  it('says that the fund is stopped until somebody has released it', async () => {
    const fund = aFund(data);
    const stops = createFundStops(data);
    await fund.write([aLimit(1_000)]);
    await stops.stop(fund.fundYear, STOP);
    expect(await meterOf(fund)).toMatchObject({ stopped: true });
    await stops.release(fund.fundYear, STOP, { releasedAt: at(1), releasedBy: 'pat', reason: 'Found.' });
    expect(await meterOf(fund)).toMatchObject({ stopped: false });
  });

  it('is read in one request', async () => {
    const fund = aFund(data);
    await fund.write([aLimit(1_000), aClaim('org-a', 300)]);
    await createFundStops(data).stop(fund.fundYear, STOP);
    await createFundForecasts(data).save(fund.fundYear, FORECAST);
    let requests = 0;
    const client = data.clientWith(() => {
      requests += 1;
    });
    const figures = await createFundMeter({ client, tables: data.tables }).read(fund.fundYear, 'org-a');
    expect(requests).toBe(1);
    expect(figures).toMatchObject({ cap: { heldPence: 300 }, stopped: true, forecast: FORECAST });
    client.destroy();
  });
});

describe('the forecast of a fund', () => {
  it.each<FundForecast['forecast']>([
    FORECAST.forecast,
    { kind: 'lasts-the-year', from: null, drivers: DRIVERS },
    { kind: 'too-little-known', weeksKnown: 2, weeksNeeded: 6 },
  ])(
    'of kind $kind reads back as saved, and the newest takes the place of the one before',
    async (forecast) => {
      const [fund, forecasts] = [aFund(data), createFundForecasts(data)];
      expect(await forecasts.read(fund.fundYear)).toBeUndefined();
      await forecasts.save(fund.fundYear, { asAt: at(-1), forecast: FORECAST.forecast });
      await forecasts.save(fund.fundYear, { asAt: NOW, forecast });
      expect(await forecasts.read(fund.fundYear)).toEqual({ asAt: NOW, forecast });
    },
  );

  it('is corrupt when it is of no kind that there is', async () => {
    const fund = aFund(data);
    const pk = { S: `FUND#${fund.fundYear.fund}#${fund.fundYear.year}` };
    const row = { pk, sk: { S: 'FORECAST' }, asAt: { S: NOW }, forecast: { M: { kind: { S: 'odd' } } } };
    await data.spoil('funds', row);
    await expect(createFundForecasts(data).read(fund.fundYear)).rejects.toMatchObject({
      name: 'CorruptRecordError',
    });
  });

  it('is made from the journal and the pot, less what those who wait have asked for, and shown by the meter', async () => {
    const fund = aFund(data);
    const ports = {
      journal: createFundJournal(data),
      ledger: fund.ledger,
      forecasts: createFundForecasts(data),
    };
    const first = `${fund.fundYear.year.slice(0, 4)}-05-01`;
    const onDay = (day: number) => `${addDays(first, day)}T10:00:00.000Z`;
    const lines: JournalLine[] = [...(await fund.write([aLimit(10_000)], onDay(0)))];
    for (let day = 0; day < 50; day += 1)
      lines.push(...(await fund.write([aClaim('org-a', 100 + (day % 3))], onDay(day))));
    lines.push(...(await fund.write([aClaim('org-b', 6_000)], onDay(50))));
    const today = addDays(first, 51);

    const made = await forecastFund(ports, fund.fundYear, { now: onDay(51) });

    const pot = await fund.ledger.readPot(fund.fundYear);
    expect(pot).toMatchObject({ waitingPence: 6_000 });
    const availablePence = (pot?.availablePence ?? 0) - 6_000;
    const totals = dailyTotals(lines, today);
    expect(totals).toHaveLength(52);
    const lastDay = lastDayOf(fund.fundYear.year);
    expect(made).toEqual({
      asAt: onDay(51),
      forecast: foresee({ totals, availablePence, today, lastDay }),
    });
    expect(made?.forecast.kind).toBe('exhausts');
    expect((await meterOf(fund))?.forecast).toEqual(made);
  });

  it('is made of no fund without limits, and of none whose year is over', async () => {
    const fund = aFund(data);
    const forecasts = createFundForecasts(data);
    const ports = { journal: createFundJournal(data), ledger: fund.ledger, forecasts };
    const during = `${fund.fundYear.year.slice(0, 4)}-05-01T10:00:00.000Z`;
    expect(await forecastFund(ports, fund.fundYear, { now: during })).toBeUndefined();
    await fund.write([aLimit(1_000)], during);
    // At midnight in London, which is an hour before midnight in UTC only in summer.
    const end = `${lastDayOf(fund.fundYear.year)}T23:30:00.000Z`;
    expect(await forecastFund(ports, fund.fundYear, { now: end.replace('-31T', '-30T') })).toMatchObject({
      forecast: { kind: 'too-little-known' },
    });
    const over = `${addDays(lastDayOf(fund.fundYear.year), 1)}T12:00:00.000Z`;
    expect(await forecastFund(ports, fund.fundYear, { now: over })).toBeUndefined();
  });
});

describe('the waiting list of a fund', () => {
  const placesIn = async (fund: WrittenFund) =>
    Promise.all(
      fund.tickets.map(async ({ ticketId }) => {
        const ticket = await fund.ledger.readTicket(fund.fundYear, ticketId);
        return createWaitingList(data).placeOf(fund.fundYear, ticket?.seal?.number ?? 0);
      }),
    );
  const place = (position: number, pence: number, ofClaims: number) => ({
    position,
    ahead: { claims: position - 1, pence },
    ofClaims,
  });

  it('gives each that waits its place, with those before it and what they ask for; nobody else has one', async () => {
    const fund = aFund(data);
    await fund.write([aLimit(100, 500), aClaim('org-a', 100), aClaim('org-b', 40)]);
    await fund.write([aClaim('org-c', 30), aClaim('org-a', 20)]);
    expect(await placesIn(fund)).toEqual([
      undefined,
      undefined,
      place(1, 0, 3),
      place(2, 40, 3),
      place(3, 70, 3),
    ]);
  });

  it('lets everybody behind move up when one leaves, and takes off those who have their money', async () => {
    const fund = aFund(data);
    await fund.write([aLimit(100), aClaim('org-a', 100), aClaim('org-b', 40), aClaim('org-c', 30)]);
    await fund.write([aClaim('org-d', 60), aClaim('org-e', 10)]);
    const [, first, , left] = fund.tickets;
    if (first === undefined || left === undefined) throw new Error('They were taken above');
    await fund.write([aRelease(left)]);
    expect((await placesIn(fund)).slice(2, 6)).toEqual([
      place(1, 0, 3),
      undefined,
      place(2, 40, 3),
      place(3, 100, 3),
    ]);
    await fund.write([aRelease(first)]);
    // Of £1.00 the first takes 40, and the next, who asks for 60, the rest.
    expect((await placesIn(fund)).slice(2, 6)).toEqual([undefined, undefined, undefined, place(1, 0, 1)]);
  });

  it('counts to the end of a list that is longer than what the allocator has in hand', async () => {
    const fund = aFund(data);
    await fund.write([aLimit(1, 500), aClaim('org-a', 1)]);
    for (let row = 0; row < 4; row += 1)
      await fund.write(Array.from({ length: 25 }, (_, index) => aClaim(`org-${index}`, 3)));
    expect((await placesIn(fund)).at(-1)).toEqual(place(100, 297, 100));
  });

  it('is corrupt when an amount is not there', async () => {
    const fund = aFund(data);
    const { fund: name, year } = fund.fundYear;
    const key = { line: { S: `WAITING#${name}#${year}` }, ticketId: { S: 'broken' } };
    await data.spoil('line', { ...key, waitingNumber: { N: '2' } });
    await expect(createWaitingList(data).placeOf(fund.fundYear, 2)).rejects.toMatchObject({
      name: 'CorruptRecordError',
    });
  });
});
