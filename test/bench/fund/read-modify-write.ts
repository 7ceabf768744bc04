import { TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { TABLES } from '../../support/table-definitions.ts';
import type { ModelledService } from './modelled-service.ts';
import { rivalDesign } from './rival.ts';
import type { Attempt, Try } from './rival.ts';
import { capKey, claimPut, potKey, readBalance, reasonsOf, wire } from './rival-rows.ts';
import type { Balance, Key } from './rival-rows.ts';

/** Writes the balance that was worked out, if nobody has written since it was read. */
const replaced = (key: Key, { heldPence, version }: Balance, more: number): TransactWriteItem => ({
  Put: {
    TableName: TABLES.funds,
    Item: wire({ ...key, heldPence: heldPence + more, version: version + 1 }),
    ConditionExpression: 'attribute_not_exists(version) OR version = :read',
    ExpressionAttributeValues: wire({ ':read': version }),
  },
});

async function attempt(service: ModelledService, { fund, application, caller }: Try): Promise<Attempt> {
  const { amountPence } = application;
  const keys = { pot: potKey(fund), cap: capKey(fund, application) };
  const [pot, cap] = await Promise.all([
    readBalance(service, keys.pot, caller),
    readBalance(service, keys.cap, caller),
  ]);
  if (cap.heldPence + amountPence > fund.capPence) return 'over-cap';
  if (pot.heldPence + amountPence > fund.limitPence) return 'over-pot';
  const TransactItems = [
    replaced(keys.cap, cap, amountPence),
    replaced(keys.pot, pot, amountPence),
    claimPut(fund, application, service.clock.now()),
  ];
  try {
    await service.clientOf(caller).send(new TransactWriteItemsCommand({ TransactItems }));
    return 'accepted';
  } catch (error) {
    if (reasonsOf(error) === undefined) throw error;
    return 'in-the-way';
  }
}

/** Reads the pot and the cap, works out what they become, and writes both if their versions are still the same. */
export const readModifyWrite = rivalDesign({ name: 'read-modify-write', attempt });
