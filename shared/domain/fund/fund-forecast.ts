import type { Instant } from '../calendar-day.ts';
import type { Forecast } from './forecast.ts';

/** A forecast, and when it was made: it knows nothing of what came later. */
export interface FundForecast {
  readonly asAt: Instant;
  readonly forecast: Forecast;
}
