import { pence } from '../money.ts';
import type { Pence } from '../money.ts';

/**
 * Money under one limit: a pot, or one employer's cap. Always `available + held + committed = limit`, and nothing is
 * ever negative. Each function returns the balance after a movement, or undefined when the money is not there.
 */
export interface Balance {
  readonly limitPence: Pence;
  readonly availablePence: Pence;
  readonly heldPence: Pence;
  readonly committedPence: Pence;
}

/** The books do not add up. Whoever meets this moves no money. */
export class BrokenBalanceError extends Error {
  override readonly name = 'BrokenBalanceError';
}

/** Throws when a balance breaks the invariant: a breach is a fault, and no money moves on doubt. */
export function checkBalance(balance: Balance): Balance {
  const { limitPence, availablePence, heldPence, committedPence } = balance;
  const sum = pence(availablePence) + pence(heldPence) + pence(committedPence);
  if (sum !== pence(limitPence)) {
    throw new BrokenBalanceError(
      `Balance broken: ${availablePence} + ${heldPence} + ${committedPence} is not ${limitPence}`,
    );
  }
  return balance;
}

export const emptyBalance = (limitPence: Pence): Balance => ({
  limitPence,
  availablePence: limitPence,
  heldPence: 0,
  committedPence: 0,
});

export function hold(balance: Balance, amount: Pence): Balance | undefined {
  if (pence(amount) > balance.availablePence) return undefined;
  return checkBalance({
    ...balance,
    availablePence: balance.availablePence - amount,
    heldPence: balance.heldPence + amount,
  });
}

/** How a hold is resolved: so much is committed, so much stays held, and the rest is freed. */
export interface Resolution {
  readonly held: Pence;
  readonly amount: Pence;
  readonly kept: Pence;
}

/** Commits part or all of a hold, keeps a part of it held where that is asked, and frees the rest. */
export function commit(balance: Balance, { held, amount, kept }: Resolution): Balance | undefined {
  const used = pence(amount) + pence(kept);
  if (used > held || held > balance.heldPence) return undefined;
  return checkBalance({
    ...balance,
    availablePence: balance.availablePence + (held - used),
    heldPence: balance.heldPence - (held - kept),
    committedPence: balance.committedPence + amount,
  });
}

/** Frees a hold. */
export const release = (balance: Balance, held: Pence): Balance | undefined =>
  commit(balance, { held, amount: 0, kept: 0 });

/** Corrects what is committed, to less or to more. */
export function recommit(balance: Balance, from: Pence, to: Pence): Balance | undefined {
  const more = pence(to) - pence(from);
  if (more > balance.availablePence || from > balance.committedPence) return undefined;
  return checkBalance({
    ...balance,
    availablePence: balance.availablePence - more,
    committedPence: balance.committedPence + more,
  });
}

/** A new limit that leaves at least what is held and committed. */
export function relimit(balance: Balance, limitPence: Pence): Balance | undefined {
  const used = balance.heldPence + balance.committedPence;
  if (limitPence < used) return undefined;
  return checkBalance({ ...balance, limitPence, availablePence: limitPence - used });
}
