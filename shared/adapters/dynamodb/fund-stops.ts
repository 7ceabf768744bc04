import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { FundStops } from '../../application/ports/fund-watch.ts';
import { stopSchema } from '../../contracts/stored/fund-watch.ts';
import type { TableNames } from './client.ts';
import type { Condition } from './condition.ts';
import { recordOf } from './item.ts';
import type { Item } from './item.ts';
import { pastStopKey, stopKey } from './keys.ts';
import { readItem } from './read.ts';
import { putItem } from './single-writes.ts';
import { put, transact } from './transact.ts';

interface FundStopsOptions {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'funds'>;
}

/** Nobody has stopped the fund, or somebody has released it since. The row of a stop is never deleted. */
export const NOT_STOPPED: Condition = {
  expression: 'attribute_not_exists(pk) OR attribute_exists(releasedAt)',
};

/** The same of a row that was read. */
export const isStopped = (item: Item | undefined): boolean =>
  item !== undefined && item['releasedAt'] === undefined;

/**
 * A stop is a row that every write of the ledger looks for in its own transaction, so none that comes after it gets
 * through. It does not touch the pot: a pot that cannot be read can be stopped too.
 */
export const createFundStops = ({ client, tables }: FundStopsOptions): FundStops => ({
  async read(fundYear) {
    const key = stopKey(fundYear);
    const item = await readItem(client, tables.funds, key);
    return isStopped(item) && item ? recordOf(item, stopSchema, { record: 'stop', key }) : undefined;
  },
  async stop(fundYear, stop) {
    const row = { ...stopKey(fundYear), ...stop };
    await putItem(client, tables.funds, { row, condition: NOT_STOPPED });
  },
  release: (fundYear, stop, release) => {
    const { stoppedAt } = stop;
    const same = {
      expression: 'stoppedAt = :stoppedAt AND attribute_not_exists(releasedAt)',
      values: { stoppedAt },
    };
    const released = { ...stop, ...release };
    return transact(client, [
      {
        write: put(tables.funds, { ...stopKey(fundYear), ...released }, same),
        refusal: (): 'changed' => 'changed',
      },
      { write: put(tables.funds, { ...pastStopKey(fundYear, stoppedAt), ...released }) },
    ]);
  },
});
