import type { ClaimChange } from '../../../shared/application/ports/claim-store.ts';
import type { Line } from '../../../shared/domain/fund/line.ts';
import type { Ticket } from '../../../shared/domain/fund/ticket.ts';
import type { Ports } from '../ports.ts';
import type { Spoil } from '../world.ts';
import { putKeyOf, unconditional, writingInstead } from './spoiled-client.ts';

/** A fault that a programme might have, put in the place of what is right, and the invariants that it must break. */
export interface Mutation {
  readonly fault: string;
  readonly spoil: Spoil;
  readonly breaks: readonly string[];
}

/** The allocator sees another line than there is. */
const seeing =
  (change: (line: Line) => Line): Spoil =>
  (ports) => ({
    ...ports,
    ledger: {
      ...ports.ledger,
      readLine: async (fundYear, ticketIds) => change(await ports.ledger.readLine(fundYear, ticketIds)),
    },
  });

const everyTicket = (line: Line, change: (ticket: Ticket) => Ticket): Line => ({
  ...line,
  tickets: new Map([...line.tickets].map(([id, ticket]) => [id, change(ticket)])),
});

/** Released money looks as if it were still held. */
const asIfHeld = (ticket: Ticket): Ticket =>
  ticket.state === 'released' && ticket.request.kind === 'claim'
    ? { ...ticket, state: 'held', heldPence: ticket.request.amountPence }
    : ticket;

const committing =
  (change: (change: ClaimChange) => ClaimChange): Spoil =>
  (ports) => ({
    ...ports,
    claims: { ...ports.claims, commit: (done) => ports.claims.commit(change(done)) },
  });

const withRequest = (ticket: Ticket, more: number): Ticket =>
  ticket.request.kind === 'commit'
    ? { ...ticket, request: { ...ticket.request, amountPence: ticket.request.amountPence + more } }
    : ticket;

const isFundRow = (key: string): boolean => /^FUND#|^JOURNAL#|SETTLED#/.test(key);

/** After a refused write, something is written all the same. */
const leavingATrace: Spoil = (ports) => ({
  ...ports,
  claims: {
    ...ports.claims,
    async commit(change) {
      const done = await ports.claims.commit(change);
      if (!done.ok) await ports.claims.note({ ...change.event, eventId: `${change.event.eventId}-again` });
      return done;
    },
  },
});

const oneWaitForEachStep: Spoil = (ports) => ({
  ...ports,
  waits: {
    ...ports.waits,
    async open(wait) {
      const others = await ports.waits.list(wait.reference);
      await ports.waits.open(wait);
      for (const other of others) if (other.token !== wait.token) await ports.waits.close(other);
      if (ports.random(4) === 0) await ports.waits.close(wait);
    },
  },
});

const forging =
  ({ sha256 }: Ports) =>
  (data: string | Uint8Array): string => {
    const hash = sha256(data);
    return typeof data === 'string' && data.includes('"promoted"') ? hash.replaceAll('a', 'b') : hash;
  };

/** Small faults of all parts, each of the kind that reviews overlook. */
export const MUTATIONS: readonly Mutation[] = [
  {
    fault: 'two allocators write over each other: no fence, no journal condition, no ticket condition',
    spoil: writingInstead((item) => (isFundRow(putKeyOf(item)) ? unconditional(item) : item)),
    breaks: ['I1', 'I3', 'I11'],
  },
  {
    fault: 'the stop of a fund is neither read nor checked',
    spoil: (ports, world, process) =>
      seeing((line) => ({ ...line, stopped: false }))(
        writingInstead((item) => (item.ConditionCheck?.Key?.['sk']?.S === 'STOP' ? undefined : item))(
          ports,
          world,
          process,
        ),
        world,
        process,
      ),
    breaks: ['D1.4'],
  },
  {
    fault: 'the waiting list is served from its end',
    spoil: seeing((line) => ({ ...line, waiting: line.waiting.toReversed() })),
    breaks: ['I11'],
  },
  {
    fault: 'the first of the waiting list is forgotten',
    spoil: seeing((line) => ({ ...line, waiting: line.waiting.slice(1) })),
    breaks: ['I11'],
  },
  {
    fault: 'a new claim takes money that somebody waits for',
    spoil: seeing((line) => ({ ...line, waiting: [], pot: line.pot && { ...line.pot, waitingCount: 0 } })),
    breaks: ['I11', 'I3'],
  },
  {
    fault: 'a hold is released twice',
    spoil: seeing((line) => everyTicket(line, asIfHeld)),
    // Or its own balance, which throws, so that the line does not go on.
    breaks: ['I4', 'I3', 'I1', 'liveness'],
  },
  {
    fault: 'a hold may be committed after its time',
    spoil: seeing((line) => everyTicket(line, (ticket) => ({ ...ticket, heldUntil: undefined }))),
    breaks: ['I4'],
  },
  {
    fault: 'caps are read as if nothing was used',
    spoil: seeing((line) => ({ ...line, caps: new Map() })),
    // Or the ledger sees a balance that does not add up, stops the fund, and its money does not move again.
    breaks: ['I2', 'I3', 'liveness'],
  },
  {
    fault: 'the hash of some lines covers something else',
    spoil: (ports) => ({ ...ports, sha256: forging(ports) }),
    breaks: ['I11'],
  },
  {
    fault: 'a claim is written whatever its version',
    spoil: writingInstead((item) => (/^CLAIM#\S+ CLAIM /.test(putKeyOf(item)) ? unconditional(item) : item)),
    breaks: ['I8', 'I4', 'I10'],
  },
  {
    fault: 'a duplicate guard is taken from whoever has it',
    spoil: writingInstead((item) => (putKeyOf(item).startsWith('GUARD#') ? unconditional(item) : item)),
    breaks: ['I7'],
  },
  {
    fault: 'a move is not told to the outbox',
    spoil: writingInstead((item) =>
      item.Put?.Item?.['message']?.M?.['action']?.S === 'withdraw' ? undefined : item,
    ),
    breaks: ['I8'],
  },
  {
    fault: 'a move leaves no line of history',
    spoil: writingInstead((item) =>
      item.Put?.Item?.['event']?.M?.['action']?.S === 'queue' ? undefined : item,
    ),
    breaks: ['I8'],
  },
  {
    fault: 'a withdrawal forgets to free the money',
    spoil: committing(({ ticket, ...change }) =>
      ticket?.request.kind === 'release' ? change : { ...change, ticket },
    ),
    breaks: ['I8'],
  },
  {
    fault: 'a penny too much is committed',
    spoil: committing((change) => ({ ...change, ticket: change.ticket && withRequest(change.ticket, 1) })),
    breaks: ['I5'],
  },
  {
    fault: 'one person decides, whatever the amount',
    spoil: (ports) => ({
      ...ports,
      scheme: {
        ...ports.scheme,
        policy: async () => ({ ...(await ports.scheme.policy()), secondApproverAbovePence: 1_000_000 }),
      },
    }),
    breaks: ['I9'],
  },
  { fault: 'a refused request leaves a trace', spoil: leavingATrace, breaks: ['I10'] },
  {
    fault: 'nobody looks for tickets that the stream did not bring',
    spoil: (ports) => ({ ...ports, ledger: { ...ports.ledger, listUnsettled: () => Promise.resolve([]) } }),
    breaks: ['liveness'],
  },
  {
    fault: 'nobody looks for messages that the stream did not bring',
    spoil: (ports) => ({ ...ports, outbox: { ...ports.outbox, listPending: () => Promise.resolve([]) } }),
    breaks: ['liveness'],
  },
  {
    fault: 'nobody looks for walks that have ended by themselves',
    spoil: (ports) => ({
      ...ports,
      workflow: { ...ports.workflow, status: () => Promise.resolve({ running: true, attempts: 1 }) },
    }),
    breaks: ['liveness'],
  },
  { fault: 'some waits are forgotten', spoil: oneWaitForEachStep, breaks: ['liveness'] },
];
