import { isDeepStrictEqual } from 'node:util';
import { TABLES } from '../../support/table-definitions.ts';
import type { Change } from '../dynamodb/store.ts';
import { must, mustBe } from './breach.ts';
import { checkMoneyOf } from './claim-money.ts';
import { readClaim, readEvent, readLearner, readMessage, readTicketRow } from './rows.ts';
import type { ClaimRow, EventRow, RequestRow } from './rows.ts';

/** Every move that a claim may make, written down from the architecture's table of states. */
const MOVES = new Set(
  [
    ['draft', 'submitted deleted expired'],
    ['submitted', 'needs-action rejected waiting in-review withdrawn'],
    ['waiting', 'in-review rejected withdrawn expired'],
    ['in-review', 'approved rejected needs-action on-hold withdrawn'],
    ['on-hold', 'in-review'],
    ['needs-action', 'submitted withdrawn expired'],
  ].flatMap(([from = '', to = '']) => to.split(' ').map((state) => `${from} ${state}`)),
);

const OVER = new Set(['rejected', 'paid', 'withdrawn', 'expired', 'deleted']);
export const isOver = ({ status }: Pick<ClaimRow, 'status'>): boolean => OVER.has(status);

/** What the auditor knows of claims. */
export interface ClaimAudit {
  readonly claims: ReadonlyMap<string, ClaimRow>;
  /** Looks at one write of the tables, all rows of it together. Throws a `Breach`. */
  look(changes: readonly Change[]): void;
}

interface Told {
  readonly claims: readonly Change[];
  readonly events: readonly EventRow[];
  readonly messages: readonly { readonly messageId: string; readonly reference: string }[];
  readonly requests: readonly { readonly ticketId: string; readonly request: RequestRow }[];
}

const sortOf = ({ name }: Change): string => name.slice(name.indexOf('\u0000') + 1);
const isRow = (change: Change, beginning: string): boolean =>
  change.table === TABLES.claims && sortOf(change).startsWith(beginning);

function toldIn(changes: readonly Change[]): Told {
  const added = (wanted: (change: Change) => boolean) =>
    changes.filter(wanted).flatMap(({ before, after }) => (before === undefined && after ? [after] : []));
  const isTaken = ({ table, name }: Change): boolean => table === TABLES.line && name.startsWith('LINE#');
  return {
    claims: changes.filter((change) => isRow(change, 'CLAIM')),
    events: added((change) => isRow(change, 'EVENT#')).map(readEvent),
    messages: added(({ table }) => table === TABLES.outbox).map(readMessage),
    requests: added(isTaken).map(readTicketRow),
  };
}

/** The line of history of a change: one, and where the claim moved one message and the ticket that moves its money. */
function lookAtStep(before: ClaimRow | undefined, after: ClaimRow, told: Told): void {
  const { reference, version, status } = after;
  mustBe('I8', `the version of ${reference}`, [version, (before?.version ?? 0) + 1]);
  const events = told.events.filter((event) => event.reference === reference);
  mustBe('I8', `lines of history for version ${version} of ${reference}`, [events.length, 1]);
  const moved = before !== undefined && before.status !== status;
  const [event] = events;
  mustBe('I8', `the version in the history of ${reference}`, [event?.version, version]);
  const tickets = told.requests.filter(
    ({ request }) => request.kind !== 'limit' && request.reference === reference,
  );
  const messages = told.messages.filter((message) => message.reference === reference);
  if (!moved) {
    mustBe('I8', `tickets and messages of ${reference}, which did not move`, [
      [tickets, messages],
      [[], []],
    ]);
    return;
  }
  must(
    'I8',
    MOVES.has(`${before.status} ${status}`),
    () => `${reference} went from ${before.status} to ${status}`,
  );
  mustBe('I8', `the history of ${reference}`, [
    { from: event?.from, to: event?.to },
    { from: before.status, to: status },
  ]);
  mustBe('I8', `messages of ${reference}`, [messages.map(({ messageId }) => messageId), [event?.eventId]]);
  mustBe('I8', `tickets of ${reference} from ${before.status} to ${status}`, [
    tickets.map(({ request }) => request.kind),
    ticketsFor(before, after),
  ]);
  checkMoneyOf(after, tickets);
}

/** The kind of ticket that a move takes, if it moves money. */
function ticketsFor(before: ClaimRow, after: ClaimRow): readonly string[] {
  const wasSubmitted = before.submission !== undefined;
  switch (after.status) {
    case 'submitted':
      return wasSubmitted ? [] : ['claim'];
    case 'approved':
      return ['commit'];
    case 'rejected':
      // The fund has nothing for a claim that it refused itself.
      return after.decision !== undefined || after.refusal?.reason === 'rules' ? ['release'] : [];
    case 'withdrawn':
    case 'expired':
      return wasSubmitted ? ['release'] : [];
    default:
      return [];
  }
}

/** A message is a move's or a file's, and nothing else is ever told. */
function lookAtHistory(changes: readonly Change[], told: Told): void {
  for (const change of changes) {
    const isKept = isRow(change, 'EVENT#') || isRow(change, 'CLAIM');
    must('I8', !isKept || change.after !== undefined, () => `${change.name} was deleted`);
    const isRewritten = isRow(change, 'EVENT#') && change.before !== undefined;
    must('I8', !isRewritten, () => `${change.name} was rewritten`);
  }
  const ids = new Set(told.events.map(({ eventId }) => eventId));
  for (const { messageId } of told.messages) {
    must('I8', ids.has(messageId), () => `Message ${messageId} tells what did not happen`);
  }
}

/** Who holds which learner and course: counted from the claims themselves, and not from their guards. */
function lookForDuplicates(claims: Iterable<ClaimRow>, identities: ReadonlyMap<string, string>): void {
  const live = new Map<string, string>();
  for (const claim of claims) {
    if (isOver(claim) || claim.status === 'draft') continue;
    for (const { learnerId } of claim.learners) {
      const key = `${identities.get(learnerId)} ${claim.trainingCode}`;
      const other = live.get(key);
      must('I7', other === undefined, () => `${other} and ${claim.reference} are both live for ${key}`);
      live.set(key, claim.reference);
    }
  }
}

export function createClaimAudit(): ClaimAudit {
  const claims = new Map<string, ClaimRow>();
  const identities = new Map<string, string>();
  const lookAtClaim = ({ before, after }: Change, told: Told): void => {
    if (after === undefined || isDeepStrictEqual(before?.['claim'], after['claim'])) return;
    const claim = readClaim(after);
    lookAtStep(claims.get(claim.reference), claim, told);
    claims.set(claim.reference, claim);
    lookForDuplicates(claims.values(), identities);
  };
  return {
    claims,
    look(changes) {
      for (const change of changes) {
        if (!isRow(change, 'LEARNER#') || change.after === undefined) continue;
        const { learnerId, identityHash } = readLearner(change.after);
        identities.set(learnerId, identityHash);
      }
      const told = toldIn(changes);
      lookAtHistory(changes, told);
      for (const change of told.claims) lookAtClaim(change, told);
    },
  };
}
