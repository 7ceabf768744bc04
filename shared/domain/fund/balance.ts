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

/** Throws when a balance breaks the invariant: a breach is a fault, and no money moves on doubt. */
export function checkBalance(balance: Balance): Balance {
  const { limitPence, availablePence, heldPence, committedPence } = balance;
  const sum = pence(availablePence) + pence(heldPence) + pence(committedPence);
  if (sum !== pence(limitPence)) {
    throw new Error(
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

/** Commits part or all of a hold and frees the rest of it. */
export function commit(balance: Balance, held: Pence, amount: Pence): Balance | undefined {
  if (pence(amount) > held || held > balance.heldPence) return undefined;
  return checkBalance({
    ...balance,
    availablePence: balance.availablePence + (held - amount),
    heldPence: balance.heldPence - held,
    committedPence: balance.committedPence + amount,
  });
}

/** Frees a hold. */
export const release = (balance: Balance, held: Pence): Balance | undefined => commit(balance, held, 0);

/** A new limit that leaves at least what is held and committed. */
export function relimit(balance: Balance, limitPence: Pence): Balance | undefined {
  const used = balance.heldPence + balance.committedPence;
  if (limitPence < used) return undefined;
  return checkBalance({ ...balance, limitPence, availablePence: limitPence - used });
}
