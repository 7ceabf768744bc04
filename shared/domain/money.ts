/** Whole pence, never negative, never beyond what a double holds exactly. */
export type Pence = number;

/** Returns `value` when it is whole, safe and not negative; throws otherwise, because money paths refuse on doubt. */
export function pence(value: number): Pence {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`Not an amount in whole pence: ${value}`);
  return value;
}

export const addPence = (...amounts: readonly Pence[]): Pence =>
  pence(amounts.reduce((sum, each) => sum + each, 0));

export const leastPence = (...amounts: readonly [Pence, ...Pence[]]): Pence => pence(Math.min(...amounts));

/** £1,234.50 for 123450. Whole pounds lose the pence, as the GOV.UK style guide asks. */
export function formatPence(amount: Pence): string {
  const pounds = Math.floor(amount / 100).toLocaleString('en-GB');
  const rest = amount % 100;
  return rest === 0 ? `£${pounds}` : `£${pounds}.${String(rest).padStart(2, '0')}`;
}
