import * as z from 'zod';
import type { Drivers, Forecast } from '../../domain/fund/forecast.ts';
import type { FundForecast } from '../../domain/fund/fund-forecast.ts';
import { calendarDay, count, instant, pence } from './shape.ts';
import type { ShapeOf } from './shape.ts';

type Kind<Name extends Forecast['kind']> = Extract<Forecast, { readonly kind: Name }>;

const driversSchema = z.strictObject({
  weeks: count,
  takenWeeklyPence: pence,
  returnedWeeklyPence: pence,
  returnedPercent: count,
} satisfies ShapeOf<Drivers>);

/** A fund's newest forecast as it is stored. */
export const forecastSchema = z.strictObject({
  asAt: instant,
  forecast: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('exhausts'),
      expectedOn: calendarDay,
      from: calendarDay,
      to: calendarDay.nullable(),
      drivers: driversSchema,
    } satisfies ShapeOf<Kind<'exhausts'>>),
    z.strictObject({
      kind: z.literal('lasts-the-year'),
      from: calendarDay.nullable(),
      drivers: driversSchema,
    } satisfies ShapeOf<Kind<'lasts-the-year'>>),
    z.strictObject({
      kind: z.literal('too-little-known'),
      weeksKnown: count,
      weeksNeeded: count,
    } satisfies ShapeOf<Kind<'too-little-known'>>),
  ]),
} satisfies ShapeOf<FundForecast>);
