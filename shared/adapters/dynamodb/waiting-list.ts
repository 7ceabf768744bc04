import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { WaitingList } from '../../application/ports/waiting-list.ts';
import type { TableNames } from './client.ts';
import { checked } from './item.ts';
import { waitingName } from './keys.ts';
import { queryAll } from './read.ts';

interface WaitingListOptions {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'line'>;
}

const entrySchema = z.object({ waitingNumber: z.int().min(1), waitingPence: z.int().min(0) });

/**
 * The waiting lists as their index has them. An entry is about a hundred bytes, so that a page of the index
 * counts some ten thousand claims.
 */
export const createWaitingList = ({ client, tables }: WaitingListOptions): WaitingList => ({
  async placeOf(fundYear, number) {
    const line = waitingName(fundYear);
    const question = {
      table: tables.line,
      index: 'waiting',
      consistent: true,
      condition: 'line = :line',
      values: { line },
    };
    const place = { record: 'waiting list', key: { pk: line } };
    const entries = (await queryAll(client, question)).map((item) =>
      checked(entrySchema, unmarshall(item), place),
    );
    const ahead = entries.filter(({ waitingNumber }) => waitingNumber < number);
    if (!entries.some(({ waitingNumber }) => waitingNumber === number)) return undefined;
    return {
      position: ahead.length + 1,
      ahead: {
        claims: ahead.length,
        pence: ahead.reduce((sum, { waitingPence }) => sum + waitingPence, 0),
      },
      ofClaims: entries.length,
    };
  },
});
