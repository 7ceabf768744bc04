import { balanceSchema, potSchema } from '../../contracts/stored/fund.ts';
import type { Balance } from '../../domain/fund/balance.ts';
import type { Pot } from '../../domain/fund/line.ts';
import type { FundYear } from '../../domain/fund/ticket.ts';
import type { OrganisationId } from '../../domain/person.ts';
import { checked, keyOf, recordOf } from './item.ts';
import type { Item, Row } from './item.ts';
import { CAPS, capKey, potKey } from './keys.ts';

/** A pot whose figures do not add up is not written. */
export function potRow(fundYear: FundYear, pot: Pot): Row {
  const key = potKey(fundYear);
  return { ...key, ...checked(potSchema, pot, { record: 'pot', key }) };
}

/** A pot whose figures do not add up is corrupt: nothing is decided on it. */
export const potOf = (item: Item): Pot => recordOf(item, potSchema, { record: 'pot', key: keyOf(item) });

export function capRow(fundYear: FundYear, organisationId: OrganisationId, cap: Balance): Row {
  const key = capKey(fundYear, organisationId);
  return { ...key, ...checked(balanceSchema, cap, { record: 'cap', key }) };
}

export const capOf = (item: Item): Balance =>
  recordOf(item, balanceSchema, { record: 'cap', key: keyOf(item) });

export const organisationOf = (item: Item): OrganisationId => keyOf(item).sk.slice(CAPS.length);
