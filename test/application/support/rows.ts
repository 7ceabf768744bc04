import * as z from 'zod';
import { auditEventSchema } from '../../../shared/contracts/stored/audit-event.ts';
import { claimSchema } from '../../../shared/contracts/stored/claim.ts';
import { decisionRecordSchema } from '../../../shared/contracts/stored/decision-record.ts';
import { evidenceSchema } from '../../../shared/contracts/stored/evidence.ts';
import { balanceSchema, potSchema, ticketSchema } from '../../../shared/contracts/stored/fund.ts';
import { journalLineSchema } from '../../../shared/contracts/stored/journal.ts';
import { outboxMessageSchema } from '../../../shared/adapters/dynamodb/outbox-message.ts';
import type { OutboxMessage } from '../../../shared/application/ports/workflow.ts';
import type { AuditEvent } from '../../../shared/domain/audit-event.ts';
import type { Claim } from '../../../shared/domain/claim.ts';
import type { Evidence } from '../../../shared/domain/evidence.ts';
import type { Balance } from '../../../shared/domain/fund/balance.ts';
import type { JournalLine } from '../../../shared/domain/fund/journal.ts';
import type { Pot } from '../../../shared/domain/fund/line.ts';
import type { Ticket } from '../../../shared/domain/fund/ticket.ts';
import type { World } from './world.ts';

interface Row {
  readonly table: string;
  readonly pk: string;
  readonly sk: string;
  readonly row: Record<string, unknown>;
}

/** Every row of every table, as what it is. */
export interface Rows {
  readonly claims: readonly Claim[];
  readonly events: readonly AuditEvent[];
  readonly evidence: readonly Evidence[];
  readonly records: readonly { readonly reference: string }[];
  readonly waits: readonly { readonly reference: string; readonly step: string }[];
  readonly guards: readonly { readonly reference: string }[];
  readonly tickets: readonly Ticket[];
  readonly pots: readonly { readonly fund: string; readonly pot: Pot }[];
  readonly caps: readonly {
    readonly fund: string;
    readonly organisationId: string;
    readonly cap: Balance;
  }[];
  readonly journals: readonly { readonly fund: string; readonly lines: readonly JournalLine[] }[];
  readonly messages: readonly OutboxMessage[];
}

const plain = z.record(z.string(), z.unknown());

function rowOf([name, value]: readonly [string, unknown]): Row {
  const [table = '', pk = '', ...sk] = name.split(' ');
  return { table, pk, sk: sk.join(' '), row: plain.parse(value) };
}

const withoutKey = (row: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'pk' && name !== 'sk'));

/** A ticket has a row as it was taken, and one as it was settled once it was. */
function ticketsAsTheyAre(line: readonly Row[]): readonly Ticket[] {
  const read = line.map(({ row }) => ticketSchema.parse(row['ticket']));
  const [taken, settled] = [true, false].map((isTaken) =>
    read.filter(({ state }) => (state === 'unsettled') === isTaken),
  );
  return [
    ...new Map([...(taken ?? []), ...(settled ?? [])].map((ticket) => [ticket.ticketId, ticket])).values(),
  ];
}

const linesSchema = z.array(journalLineSchema);

function journalsOf(funds: readonly Row[]): Rows['journals'] {
  const rows = funds
    .filter(({ pk }) => pk.startsWith('JOURNAL#'))
    .toSorted((a, b) => (a.sk < b.sk ? -1 : 1))
    .map(({ pk, row }) => ({ fund: pk.slice('JOURNAL#'.length), lines: linesSchema.parse(row['lines']) }));
  return [...Map.groupBy(rows, ({ fund }) => fund)].map(([fund, parts]) => ({
    fund,
    lines: parts.flatMap(({ lines }) => lines),
  }));
}

/** All of it, read through the shapes that things are stored in: a row that has lost its shape fails here. */
export async function readRows(world: World): Promise<Rows> {
  const rows = [...(await world.data.everything())].map(rowOf);
  const { tables } = world.data;
  const ofClaims = (beginning: string) =>
    rows.filter(({ table, sk }) => table === tables.claims && sk.startsWith(beginning));
  const funds = rows.filter(({ table }) => table === tables.funds);
  const referenceOf = ({ pk }: Row) => ({ reference: pk.slice('CLAIM#'.length) });
  return {
    claims: ofClaims('CLAIM').map(({ row }) => claimSchema.parse(row['claim'])),
    events: ofClaims('EVENT#').map(({ row }) => auditEventSchema.parse(row['event'])),
    evidence: ofClaims('EVIDENCE#').map(({ row }) => evidenceSchema.parse(row['evidence'])),
    records: ofClaims('RECORD#').map((row) => {
      decisionRecordSchema.parse(row.row['record']);
      return referenceOf(row);
    }),
    waits: ofClaims('WAIT#').map((row) => ({ ...referenceOf(row), step: row.sk.split('#')[1] ?? '' })),
    guards: ofClaims('GUARD').map(({ row }) => z.object({ reference: z.string() }).parse(row)),
    tickets: ticketsAsTheyAre(rows.filter(({ table, row }) => table === tables.line && 'ticket' in row)),
    journals: journalsOf(funds),
    pots: funds
      .filter(({ sk }) => sk === 'POT')
      .map(({ pk, row }) => ({ fund: pk.slice('FUND#'.length), pot: potSchema.parse(withoutKey(row)) })),
    caps: funds
      .filter(({ sk }) => sk.startsWith('CAP#'))
      .map(({ pk, sk, row }) => ({
        fund: pk.slice('FUND#'.length),
        organisationId: sk.slice('CAP#'.length),
        cap: balanceSchema.parse(withoutKey(row)),
      })),
    messages: rows
      .filter(({ table }) => table === tables.outbox)
      .map(({ row }) => outboxMessageSchema.parse(row['message'])),
  };
}

/** The tickets of one claim, in the order of the line. */
export const ticketsOf = (rows: Rows, reference: string): readonly Ticket[] =>
  rows.tickets
    .filter(({ request }) => request.kind !== 'limit' && request.reference === reference)
    .toSorted((a, b) => (a.seal?.number ?? Infinity) - (b.seal?.number ?? Infinity));

/** The history of one claim, in its order. */
export const historyOf = (rows: Rows, reference: string): readonly AuditEvent[] =>
  rows.events
    .filter((event) => event.reference === reference)
    .toSorted((a, b) => a.version - b.version || (a.eventId < b.eventId ? -1 : 1));
