import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { FundForecasts } from '../../application/ports/fund-meter.ts';
import { forecastSchema } from '../../contracts/stored/forecast.ts';
import type { FundForecast } from '../../domain/fund/fund-forecast.ts';
import type { FundYear } from '../../domain/fund/ticket.ts';
import type { TableNames } from './client.ts';
import { checked, keyOf, recordOf } from './item.ts';
import type { Item, Row } from './item.ts';
import { forecastKey } from './keys.ts';
import { readItem } from './read.ts';
import { putItem } from './single-writes.ts';

interface FundForecastsOptions {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'funds'>;
}

function forecastRow(fundYear: FundYear, forecast: FundForecast): Row {
  const key = forecastKey(fundYear);
  return { ...key, ...checked(forecastSchema, forecast, { record: 'forecast', key }) };
}

export const forecastOf = (item: Item): FundForecast =>
  recordOf(item, forecastSchema, { record: 'forecast', key: keyOf(item) });

/** One row for each fund, the newest forecast alone: what was foreseen yesterday can be made again from the journal. */
export const createFundForecasts = ({ client, tables }: FundForecastsOptions): FundForecasts => ({
  async save(fundYear, forecast) {
    await putItem(client, tables.funds, { row: forecastRow(fundYear, forecast) });
  },
  async read(fundYear) {
    const item = await readItem(client, tables.funds, forecastKey(fundYear));
    return item && forecastOf(item);
  },
});
