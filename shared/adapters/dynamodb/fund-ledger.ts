import { ACTIONS_IN_A_TRANSACTION } from '../../application/ports/fund-ledger.ts';
import type { FundLedger } from '../../application/ports/fund-ledger.ts';
import type { Line, Movement, Pot } from '../../domain/fund/line.ts';
import type { Ticket } from '../../domain/fund/ticket.ts';
import { failure, success } from '../../domain/result.ts';
import { ABSENT } from './condition.ts';
import { createFundFigures } from './fund-figures.ts';
import { journalRow } from './fund-journal.ts';
import { capRow, potRow } from './fund-rows.ts';
import { NOT_STOPPED, createFundStops } from './fund-stops.ts';
import { potKey, stopKey } from './keys.ts';
import { readLine } from './read-line.ts';
import type { FundTables } from './read-line.ts';
import { createTickets } from './ticket-store.ts';
import { NEW_TICKET, settledRow, waitingRow } from './tickets.ts';
import { check, put, transact } from './transact.ts';
import type { Action } from './transact.ts';
import { listUnsettled } from './unsettled-tickets.ts';

type LedgerAction = Action<'fenced'>;

const fenced = (): 'fenced' => 'fenced';

/**
 * The fence. The pot goes from one `seq` to the next, so of all writers that read the same pot one gets through. Where
 * there is no pot, tickets are refused without one, and the fence is that there still is none.
 */
function potAction(
  funds: string,
  { before, after }: { readonly before: Line; readonly after: Pot | undefined },
): LedgerAction {
  const { fundYear, pot } = before;
  if (after === undefined) return { write: check(funds, potKey(fundYear), ABSENT), refusal: fenced };
  const condition = pot === undefined ? ABSENT : { expression: 'seq = :seq', values: { seq: pot.seq } };
  return { write: put(funds, potRow(fundYear, after), condition), refusal: fenced };
}

/**
 * Caps are written whole and without a condition. That is safe only behind the pot's fence: every write of a cap is in
 * a transaction that moves the pot from the `seq` that was read before the cap was, so nobody wrote a cap in between.
 */
function capActions(funds: string, { line, changedCaps }: Movement): readonly LedgerAction[] {
  return [...changedCaps].map((organisationId) => {
    const cap = line.caps.get(organisationId);
    if (cap === undefined) throw new Error('A changed cap is not in its line');
    return { write: put(funds, capRow(line.fundYear, organisationId, cap)) };
  });
}

/** Each ticket is settled from the state that it was read in: a first settling finds no row, a second one that row. */
function ticketActions(table: string, before: Line, movement: Movement): readonly LedgerAction[] {
  return [...movement.changedTickets.values()].map((ticket) => {
    const was = stateBefore(before, ticket);
    const condition =
      was === 'unsettled'
        ? NEW_TICKET
        : { expression: '#state = :was', names: { state: 'state' }, values: { was } };
    return { write: put(table, settledRow(ticket), condition), refusal: fenced };
  });
}

function stateBefore(before: Line, { ticketId }: Ticket): Ticket['state'] {
  const was = before.tickets.get(ticketId)?.state;
  if (was === undefined) throw new Error('A changed ticket was not read with its line');
  return was;
}

/** Who has joined the waiting list or left it. Their places on it are written behind the pot's fence. */
const listChanges = (before: Line, { changedTickets }: Movement): readonly Ticket[] =>
  [...changedTickets.values()].filter(
    (ticket) => (ticket.state === 'waiting') !== (stateBefore(before, ticket) === 'waiting'),
  );

const listActions = (table: string, before: Line, movement: Movement): readonly LedgerAction[] =>
  listChanges(before, movement).map((ticket) => ({ write: put(table, waitingRow(ticket)) }));

/** The lines that this movement adds. They follow the last one that was read, or their row is another's. */
const journalActions = (funds: string, { line, posted }: Movement): readonly LedgerAction[] =>
  posted.length === 0
    ? []
    : [{ write: put(funds, journalRow(line.fundYear, posted), ABSENT), refusal: fenced }];

function actionsFor({ tables }: FundTables, before: Line, movement: Movement): readonly LedgerAction[] {
  const { line } = movement;
  const after = line.pot && { ...line.pot, seq: (before.pot?.seq ?? 0) + 1 };
  return [
    { write: check(tables.funds, stopKey(line.fundYear), NOT_STOPPED), refusal: fenced },
    potAction(tables.funds, { before, after }),
    ...journalActions(tables.funds, movement),
    ...capActions(tables.funds, movement),
    ...ticketActions(tables.line, before, movement),
    ...listActions(tables.line, before, movement),
  ];
}

async function write(funds: FundTables, before: Line, movement: Movement): ReturnType<FundLedger['write']> {
  const { line } = movement;
  if (movement.changedTickets.size === 0) return success(line);
  const done = await transact(funds.client, actionsFor(funds, before, movement));
  if (!done.ok) return failure(done.error);
  return success({ ...line, pot: line.pot && { ...line.pot, seq: (before.pot?.seq ?? 0) + 1 } });
}

/** The stop, the pot and the journal, besides what the movement itself has changed. */
const fits = (before: Line, movement: Movement): boolean =>
  3 + movement.changedTickets.size + movement.changedCaps.size + listChanges(before, movement).length <=
  ACTIONS_IN_A_TRANSACTION;

/** Keeps the funds in DynamoDB. Every read is consistent, because money is decided on it. */
export const createFundLedger = (funds: FundTables): FundLedger => {
  return {
    ...createFundFigures(funds),
    ...createTickets(funds),
    stop: (fundYear, stop) => createFundStops(funds).stop(fundYear, stop),
    listUnsettled: (fundYear, takenBefore, limit) => listUnsettled(funds, fundYear, { takenBefore, limit }),
    readLine: (fundYear, ticketIds) => readLine(funds, fundYear, ticketIds),
    fits,
    write: (before, movement) => write(funds, before, movement),
  };
};
