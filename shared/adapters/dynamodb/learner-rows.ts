import { learnerSchema } from '../../contracts/stored/learner.ts';
import type { Learner } from '../../domain/learner.ts';
import { attributeOf, checked, keyOf } from './item.ts';
import type { Item, Row } from './item.ts';
import { learnerKey, learnerNameKey, nameForOrder } from './keys.ts';

export function learnerRow(learner: Learner): Row {
  const key = learnerKey(learner.organisationId, learner.learnerId);
  return {
    ...key,
    learner: checked(learnerSchema, learner, { record: 'learner', key }),
    version: learner.version,
  };
}

export const learnerOf = (item: Item): Learner =>
  attributeOf(item, { name: 'learner', schema: learnerSchema }, { record: 'learner', key: keyOf(item) });

/** A learner's place in the list of names, with both names as the search compares them. */
export const nameRow = (learner: Learner): Row => ({
  ...learnerNameKey(learner),
  learnerId: learner.learnerId,
  familyName: nameForOrder(learner.familyName),
  givenName: nameForOrder(learner.givenName),
});
