import type { Pence } from '../money.ts';
import type { Balance } from './balance.ts';
import type { Books, Due } from './books.ts';
import type { KeptFigures } from './proof.ts';

/** Every balance of a fund, in one order, so that two ways of getting at them can be compared as text. */
export interface Balances {
  readonly pot: Balance;
  readonly capPence: Pence;
  readonly journal: { readonly lines: number; readonly claims: number; readonly lastHash: string };
  readonly employers: readonly (readonly [name: string, heldPence: Pence, committedPence: Pence])[];
  readonly tickets: readonly (readonly [name: string, heldPence: Pence, committedPence: Pence])[];
  readonly waiting: readonly string[];
}

const isSomething = ({ heldPence, committedPence }: Due): boolean => heldPence !== 0 || committedPence !== 0;

const listed = (dues: ReadonlyMap<string, Due>): Balances['employers'] =>
  [...dues]
    .filter(([, due]) => isSomething(due))
    .map(([name, { heldPence, committedPence }]) => [name, heldPence, committedPence] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));

const plainBalance = ({ limitPence, availablePence, heldPence, committedPence }: Balance): Balance => ({
  limitPence,
  availablePence,
  heldPence,
  committedPence,
});

/** As the journal alone makes them. */
export const rebuilt = (books: Books): Balances => ({
  pot: plainBalance(books.pot),
  capPence: books.capPence,
  journal: { lines: books.lastNumber, claims: books.lastClaimNumber, lastHash: books.lastHash },
  employers: listed(books.employers),
  tickets: listed(books.claims),
  waiting: [...books.claims]
    .filter(([, { waits }]) => waits)
    .map(([ticketId]) => ticketId)
    .toSorted(),
});

/** As they are kept. Undefined where there is no pot. */
export function kept({
  pot,
  caps,
  tickets,
}: Pick<KeptFigures, 'pot' | 'caps' | 'tickets'>): Balances | undefined {
  if (pot === undefined) return undefined;
  return {
    pot: plainBalance(pot),
    capPence: pot.capPence,
    journal: { lines: pot.lastNumber, claims: pot.lastClaimNumber, lastHash: pot.lastHash },
    employers: listed(caps),
    tickets: listed(tickets),
    waiting: [...tickets]
      .filter(([, { state }]) => state === 'waiting')
      .map(([ticketId]) => ticketId)
      .toSorted(),
  };
}
