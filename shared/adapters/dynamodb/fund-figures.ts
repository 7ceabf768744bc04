import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { FundLedger } from '../../application/ports/fund-ledger.ts';
import type { TableNames } from './client.ts';
import { capOf, potOf } from './fund-rows.ts';
import { capKey, potKey } from './keys.ts';
import { readItem } from './read.ts';

interface FundFiguresOptions {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'funds'>;
}

/** The balances of the funds, for those who look at them but never move them. Reads are consistent. */
export const createFundFigures = ({
  client,
  tables,
}: FundFiguresOptions): Pick<FundLedger, 'readPot' | 'readCap'> => ({
  async readPot(fundYear) {
    const item = await readItem(client, tables.funds, potKey(fundYear));
    return item && potOf(item);
  },
  async readCap(fundYear, organisationId) {
    const item = await readItem(client, tables.funds, capKey(fundYear, organisationId));
    return item && capOf(item);
  },
});
