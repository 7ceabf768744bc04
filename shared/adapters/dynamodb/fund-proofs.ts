import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { FundProofs } from '../../application/ports/fund-watch.ts';
import { proofSchema } from '../../contracts/stored/fund-watch.ts';
import type { TableNames } from './client.ts';
import { attributeOf, checked, keyOf } from './item.ts';
import { PROOFS, fundPartition, proofKey } from './keys.ts';
import { queryFirst, rowsOf } from './read.ts';
import { putItem } from './single-writes.ts';

interface FundProofsOptions {
  readonly client: DynamoDBClient;
  readonly tables: Pick<TableNames, 'funds'>;
}

/** One proof of each fund and moment, kept for good. */
export const createFundProofs = ({ client, tables }: FundProofsOptions): FundProofs => ({
  async save(proof) {
    const key = proofKey(proof.fundYear, proof.asAt);
    const row = { ...key, proof: checked(proofSchema, proof, { record: 'proof', key }) };
    await putItem(client, tables.funds, { row });
  },
  async latest(fundYear) {
    const question = {
      ...rowsOf(tables.funds, fundPartition(fundYear), PROOFS),
      descending: true,
      pageSize: 1,
    };
    const [item] = await queryFirst(client, question, 1);
    return (
      item && attributeOf(item, { name: 'proof', schema: proofSchema }, { record: 'proof', key: keyOf(item) })
    );
  },
});
