import * as z from 'zod';
import type { Drivers } from '../../domain/fund/forecast.ts';
import { LOW_POT_PERCENTS } from '../../domain/fund/low-pot.ts';
import type { ShapeOf } from '../stored/shape.ts';
import { calendarDay, count, fundName, instant, pence, schemeYear } from './answer-fields.ts';

const share = {
  availablePence: pence,
  heldPence: pence.meta({ description: 'Kept for claims that are not decided yet.' }),
  committedPence: pence.meta({ description: 'Approved, and paid or to be paid.' }),
};

const drivers = z
  .strictObject({
    weeks: count.meta({ description: 'Of how many whole weeks these are the means: the newest ones.' }),
    takenWeeklyPence: pence,
    returnedWeeklyPence: pence,
    returnedPercent: count,
  } satisfies ShapeOf<Drivers>)
  .meta({ id: 'ForecastDrivers', description: 'What the forecast is made from.' });

const forecast = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('exhausts'),
      asAt: instant,
      expectedOn: calendarDay.meta({ description: 'As likely before as after.' }),
      from: calendarDay,
      to: calendarDay
        .nullable()
        .meta({ description: 'Null: the range reaches past the year’s end, so the money may also last.' }),
      drivers,
    }),
    z.strictObject({
      kind: z.literal('lasts-the-year'),
      asAt: instant,
      from: calendarDay.nullable().meta({
        description: 'The money may be gone from this day on, though that is the less likely.',
      }),
      drivers,
    }),
    z.strictObject({
      kind: z.literal('too-little-known'),
      asAt: instant,
      weeksKnown: count,
      weeksNeeded: count,
    }),
  ])
  .meta({
    id: 'FundForecast',
    description:
      'On which day the money runs out, as it looked at `asAt`. In eight cases of ten it is a day from `from` to `to`. An estimate: no claim is decided by it.',
  });

export const fundResponse = z
  .strictObject({
    fund: fundName,
    year: schemeYear,
    limitPence: pence,
    ...share,
    waitingCount: count.meta({ description: 'Claims that wait for money to come back.' }),
    waitingPence: pence,
    ticketsIssued: count,
    stopped: z.boolean().meta({
      description:
        'Whether the fund’s money stands still until a person has looked at it. Claims keep taking their places.',
    }),
    lowPot: z.literal(LOW_POT_PERCENTS).nullable().meta({
      description: 'So much of the limit, in percent, is held or committed at least. Null below 80.',
    }),
    forecast: forecast
      .nullable()
      .meta({ description: 'Made each night. Null before the first, and once the year is over.' }),
    yours: z
      .strictObject({ capPence: pence, ...share })
      .optional()
      .meta({ description: 'An employer’s own part of the fund. Only for a signed-in employer.' }),
    asAt: instant,
  })
  .meta({
    id: 'Fund',
    description:
      'The figures that the fund decides on, all of one moment: available + held + committed = limit.',
  });
