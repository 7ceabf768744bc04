import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { FundMeter } from '../../application/ports/fund-meter.ts';
import type { TableNames } from './client.ts';
import { forecastOf } from './fund-forecasts.ts';
import { capOf, potOf } from './fund-rows.ts';
import { isStopped } from './fund-stops.ts';
import { keyOf } from './item.ts';
import type { Item } from './item.ts';
import { capKey, forecastKey, potKey, stopKey } from './keys.ts';
import type { Key } from './keys.ts';
import { readItems } from './read.ts';

interface FundMeterOptions {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'funds'>;
}

/** The funds as one request sees them. Each row is whole, but a cap may be a write newer than its pot. */
export const createFundMeter = ({ client, tables }: FundMeterOptions): FundMeter => ({
  async read(fundYear, organisationId) {
    const ownKey = organisationId === undefined ? undefined : capKey(fundYear, organisationId);
    const keys = [potKey(fundYear), stopKey(fundYear), forecastKey(fundYear), ...(ownKey ? [ownKey] : [])];
    const items = await readItems(client, tables.funds, keys);
    const found = (key: Key): Item | undefined => items.find((item) => keyOf(item).sk === key.sk);
    const pot = found(potKey(fundYear));
    if (pot === undefined) return undefined;
    const forecast = found(forecastKey(fundYear));
    const cap = ownKey && found(ownKey);
    return {
      pot: potOf(pot),
      cap: cap && capOf(cap),
      stopped: isStopped(found(stopKey(fundYear))),
      forecast: forecast && forecastOf(forecast),
    };
  },
});
