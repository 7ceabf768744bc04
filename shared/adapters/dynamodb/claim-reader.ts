import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ClaimStore } from '../../application/ports/claim-store.ts';
import { claimOf } from './claim-rows.ts';
import type { TableNames } from './client.ts';
import { claimKey } from './keys.ts';
import { readItem } from './read.ts';

interface ClaimReaderOptions {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'claims'>;
}

/** Single claims, for those who never change one. Reads are consistent. */
export const createClaimReader = ({ client, tables }: ClaimReaderOptions): Pick<ClaimStore, 'read'> => ({
  async read(reference) {
    const item = await readItem(client, tables.claims, claimKey(reference));
    return item && claimOf(item, reference);
  },
});
