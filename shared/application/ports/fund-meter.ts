import type { Balance } from '../../domain/fund/balance.ts';
import type { FundForecast } from '../../domain/fund/fund-forecast.ts';
import type { Pot } from '../../domain/fund/line.ts';
import type { FundYear } from '../../domain/fund/ticket.ts';
import type { OrganisationId } from '../../domain/person.ts';

/** What everybody may know of a fund, and one employer of its own part. */
export interface FundFigures {
  readonly pot: Pot;
  /** Absent: this employer has claimed nothing yet, or nobody asked about one. */
  readonly cap: Balance | undefined;
  /** Its money does not move until a person has looked. Claims keep taking their places. */
  readonly stopped: boolean;
  /** Absent until the first night. */
  readonly forecast: FundForecast | undefined;
}

/** The funds, for those who look at them. Consistent, and read in one request. */
export interface FundMeter {
  /** Undefined: nobody has set this fund's limits. */
  read(fundYear: FundYear, organisationId?: OrganisationId): Promise<FundFigures | undefined>;
}

/** The newest forecast of each fund. */
export interface FundForecasts {
  save(fundYear: FundYear, forecast: FundForecast): Promise<void>;
  read(fundYear: FundYear): Promise<FundForecast | undefined>;
}
