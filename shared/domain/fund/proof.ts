import type { Instant } from '../calendar-day.ts';
import type { OrganisationId } from '../person.ts';
import type { Pence } from '../money.ts';
import type { ClaimReference } from '../reference.ts';
import type { Balance } from './balance.ts';
import type { Books, Due, JournalFault } from './books.ts';
import { GENESIS_HASH } from './journal.ts';
import type { Pot } from './line.ts';
import type { FundYear, Ticket, TicketId } from './ticket.ts';

/** What a claim's own record says that the fund has for it. */
export interface ClaimFigures extends Due {
  readonly reference: ClaimReference;
  readonly ticketId: TicketId;
}

/** Everything that is kept beside the journal, read while nothing moved. */
export interface KeptFigures {
  readonly pot: Pot | undefined;
  readonly caps: ReadonlyMap<OrganisationId, Balance>;
  readonly tickets: ReadonlyMap<TicketId, Ticket>;
  /** Only of claims that are not on their way: whose every ticket is settled. */
  readonly claims: readonly ClaimFigures[];
  readonly paidPence: Pence;
}

/** In the order of the page. */
export const SUMS = ['limit', 'available', 'reserved', 'approved', 'waiting'] as const;
type Sum = (typeof SUMS)[number];

/** One sum as the journal has it, and as everybody else has it. Null: they do not keep this sum. */
export interface ProofRow {
  readonly sum: Sum;
  readonly journalPence: Pence;
  readonly potPence: Pence;
  readonly capsPence: Pence | null;
  readonly ticketsPence: Pence | null;
}

/** A penny or more that is not where the journal says. `where` names the record. */
export interface Difference {
  readonly where: string;
  readonly what: string;
  readonly journalPence: Pence | null;
  readonly foundPence: Pence | null;
}

/** One page: that a fund's books agree, or where they do not. */
export interface Proof {
  readonly fundYear: FundYear;
  readonly asAt: Instant;
  readonly lines: number;
  readonly lastHash: string;
  readonly rows: readonly ProofRow[];
  readonly claims: {
    readonly looked: number;
    readonly reservedPence: Pence;
    readonly approvedPence: Pence;
    readonly paidPence: Pence;
  };
  readonly differences: readonly Difference[];
}

const total = (amounts: Iterable<number>): number => [...amounts].reduce((sum, amount) => sum + amount, 0);

const differs = (
  where: string,
  what: string,
  [journalPence, foundPence]: readonly [number, number],
): readonly Difference[] => (journalPence === foundPence ? [] : [{ where, what, journalPence, foundPence }]);

function rowsOf({ pot: books, claims }: Books, kept: KeptFigures): readonly ProofRow[] {
  const { pot } = kept;
  const tickets = [...kept.tickets.values()];
  const caps = [...kept.caps.values()];
  const waiting = total(
    [...claims.values()].filter(({ waits }) => waits).map(({ askedPence }) => askedPence),
  );
  const asked = tickets.map(({ state, request }) =>
    state === 'waiting' && request.kind === 'claim' ? request.amountPence : 0,
  );
  const row = (
    sum: Sum,
    [journalPence, potPence = 0]: readonly [number, number | undefined],
    others: Partial<ProofRow> = {},
  ): ProofRow => ({ sum, journalPence, potPence, capsPence: null, ticketsPence: null, ...others });
  return [
    row('limit', [books.limitPence, pot?.limitPence]),
    row('available', [books.availablePence, pot?.availablePence]),
    row('reserved', [books.heldPence, pot?.heldPence], {
      capsPence: total(caps.map(({ heldPence }) => heldPence)),
      ticketsPence: total(tickets.map(({ heldPence }) => heldPence)),
    }),
    row('approved', [books.committedPence, pot?.committedPence], {
      capsPence: total(caps.map(({ committedPence }) => committedPence)),
      ticketsPence: total(tickets.map(({ committedPence }) => committedPence)),
    }),
    row('waiting', [waiting, pot?.waitingPence], { ticketsPence: total(asked) }),
  ];
}

function potDifferences(
  books: Books,
  { pot }: KeptFigures,
  rows: readonly ProofRow[],
): readonly Difference[] {
  const waits = [...books.claims.values()].filter((claim) => claim.waits).length;
  return [
    ...rows.flatMap(({ sum, journalPence, potPence }) => differs('pot', sum, [journalPence, potPence])),
    ...differs('pot', 'cap for each employer', [books.capPence, pot?.capPence ?? 0]),
    ...differs('pot', 'number of claims that wait', [waits, pot?.waitingCount ?? 0]),
    ...differs('pot', 'number of lines', [books.lastNumber, pot?.lastNumber ?? 0]),
    ...differs('pot', 'number of claims', [books.lastClaimNumber, pot?.lastClaimNumber ?? 0]),
    ...(books.lastHash === (pot?.lastHash ?? books.lastHash) ? [] : [unlike('pot', 'last hash')]),
  ];
}

const unlike = (where: string, what: string): Difference => ({
  where,
  what,
  journalPence: null,
  foundPence: null,
});

const dueDifferences = (where: string, due: Due, found: Due = NOTHING): readonly Difference[] => [
  ...differs(where, 'reserved', [due.heldPence, found.heldPence]),
  ...differs(where, 'approved', [due.committedPence, found.committedPence]),
];
const NOTHING: Due = { heldPence: 0, committedPence: 0 };

/** Compares the books with everything that is kept beside them, to the penny. */
export function prove(books: Books, kept: KeptFigures, asAt: Instant): Proof {
  const rows = rowsOf(books, kept);
  const employers = new Set([...books.employers.keys(), ...kept.caps.keys()]);
  const tickets = new Set([...books.claims.keys(), ...kept.tickets.keys()]);
  return {
    fundYear: books.fundYear,
    asAt,
    lines: books.lastNumber,
    lastHash: books.lastHash,
    rows,
    claims: {
      looked: kept.claims.length,
      reservedPence: total(kept.claims.map(({ heldPence }) => heldPence)),
      approvedPence: total(kept.claims.map(({ committedPence }) => committedPence)),
      paidPence: kept.paidPence,
    },
    differences: [
      ...potDifferences(books, kept, rows),
      ...[...employers].flatMap((id) =>
        dueDifferences(`cap of ${id}`, books.employers.get(id) ?? NOTHING, kept.caps.get(id)),
      ),
      ...[...tickets].flatMap((id) =>
        dueDifferences(`ticket ${id}`, books.claims.get(id) ?? NOTHING, kept.tickets.get(id)),
      ),
      ...kept.claims.flatMap((claim) =>
        dueDifferences(`claim ${claim.reference}`, books.claims.get(claim.ticketId) ?? NOTHING, claim),
      ),
    ],
  };
}

/** Where the difference is that a record cannot be read; what it is names that record. */
export const UNREADABLE = 'stored record';

const withoutFigures = { rows: [], claims: { looked: 0, reservedPence: 0, approvedPence: 0, paidPence: 0 } };

/** A journal that cannot be followed proves nothing, and says where it breaks. */
export const disproved = (books: Books, fault: JournalFault, asAt: Instant): Proof => ({
  ...withoutFigures,
  fundYear: books.fundYear,
  asAt,
  lines: books.lastNumber,
  lastHash: books.lastHash,
  differences: [unlike(`journal line ${fault.number}`, fault.why)],
});

/** A record that cannot be read is a difference too. */
export const unreadable = (fundYear: FundYear, what: string, asAt: Instant): Proof => ({
  ...withoutFigures,
  fundYear,
  asAt,
  lines: 0,
  lastHash: GENESIS_HASH,
  differences: [unlike(UNREADABLE, what)],
});
