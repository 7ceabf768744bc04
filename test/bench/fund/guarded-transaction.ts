import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Pence } from '../../../shared/domain/money.ts';
import { TABLES } from '../../support/table-definitions.ts';
import type { ModelledService } from './modelled-service.ts';
import { rivalDesign } from './rival.ts';
import type { Attempt, Try } from './rival.ts';
import { capKey, claimPut, potKey, reasonsOf, wire } from './rival-rows.ts';
import type { Key } from './rival-rows.ts';

/** Adds to what is held, if it then stays within the limit. What is not there yet holds nothing. */
const guardedAdd = (key: Key, amountPence: Pence, limitPence: Pence): TransactWriteItem => ({
  Update: {
    TableName: TABLES.funds,
    Key: wire(key),
    UpdateExpression: 'ADD heldPence :amount, version :one',
    ConditionExpression: 'attribute_not_exists(heldPence) OR heldPence <= :room',
    ExpressionAttributeValues: wire({
      ':amount': amountPence,
      ':one': 1,
      ':room': limitPence - amountPence,
    }),
  },
});

async function attempt(service: ModelledService, { fund, application, caller }: Try): Promise<Attempt> {
  const { amountPence } = application;
  const TransactItems = [
    guardedAdd(capKey(fund, application), amountPence, fund.capPence),
    guardedAdd(potKey(fund), amountPence, fund.limitPence),
    claimPut(fund, application, service.clock.now()),
  ];
  try {
    await service.clientOf(caller).send(new TransactWriteItemsCommand({ TransactItems }));
    return 'accepted';
  } catch (error) {
    const reasons = reasonsOf(error);
    if (reasons === undefined) throw error;
    const [cap, pot] = reasons;
    if (reasons.some((reason) => reason !== 'None' && reason !== 'ConditionalCheckFailed'))
      return 'in-the-way';
    if (cap === 'ConditionalCheckFailed') return 'over-cap';
    if (pot === 'ConditionalCheckFailed') return 'over-pot';
    throw error;
  }
}

/** The naive design: the pot, the cap and the claim in one guarded transaction, tried again after a conflict. */
export const guardedTransaction = rivalDesign({ name: 'guarded transaction', attempt });
