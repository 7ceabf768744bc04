import { TABLES } from '../../support/table-definitions.ts';
import type { World } from '../world.ts';
import type { Auditor } from './auditor.ts';
import { Breach } from './breach.ts';
import { isOver } from './claim-audit.ts';
import type { ClaimRow } from './rows.ts';
import { owesTheList } from './rules-of-order.ts';

/** What is left to do for the service itself, in words; what waits for a person is not. */
export function leftUndone(world: World, auditor: Auditor): readonly string[] {
  return [...fundsLeft(world, auditor), ...messagesLeft(world), ...claimsLeft(world, auditor)];
}

function fundsLeft({ policy }: World, { funds }: Auditor): readonly string[] {
  return [...funds.books.values()].flatMap((book) => {
    const taken = [...book.tickets.values()].filter(({ state }) => state === 'taken');
    return [
      ...taken.map(({ ticketId, request }) => `${request.kind} ticket ${ticketId} is not settled`),
      ...(owesTheList(book, policy.strictOrder)
        ? [`money of ${book.name} is free that somebody waits for`]
        : []),
    ];
  });
}

function messagesLeft({ store }: World): readonly string[] {
  const { rows } = store.table(TABLES.outbox);
  return [...rows.keys()].map((name) => `message ${name} was not acted upon`);
}

/** Where a walk may stand for a claim in this state, when nothing is left to do but for a person or for money. */
const RESTS: Readonly<Record<string, string>> = {
  waiting: 'funds',
  'in-review': 'review',
  'on-hold': 'review',
  'needs-action': 'action',
};

function claimLeft(world: World, auditor: Auditor, claim: ClaimRow): string | undefined {
  const { reference, status, submission } = claim;
  const running = world.walks.all.filter((walk) => walk.reference === reference && walk.isRunning);
  const at = running.map((walk) => walk.at).join(' and ');
  const book = auditor.funds.books.get(`${submission?.fund}#${submission?.year}`);
  const ticket = book?.tickets.get(submission?.ticketId ?? '');
  const money = { held: ticket?.held ?? 0, committed: ticket?.committed ?? 0 };
  if (running.length > 1) return `${running.length} walks of ${reference} stand at ${at}`;
  if (status === 'submitted') return `${reference} is still submitted, its walk at ${at}`;
  if (isOver(claim) && (money.held > 0 || money.committed > 0))
    return `${reference} is ${status} and has money`;
  if (status === 'approved' && money.committed !== claim.decision?.amount.totalPence) {
    return `${reference} is approved and has ${money.committed}`;
  }
  if (status === 'waiting' && ticket?.state !== 'waiting')
    return `${reference} waits, its ticket is ${ticket?.state}`;
  const rest = RESTS[status];
  if (rest === undefined) return at === '' ? undefined : `${reference} is ${status} and walks at ${at}`;
  // With the employer a claim needs no walk: what they do next begins one.
  if (at === rest || (status === 'needs-action' && at === '')) return undefined;
  return `${reference} is ${status} and its walk at ${at}`;
}

const claimsLeft = (world: World, auditor: Auditor): readonly string[] =>
  [...auditor.claims.claims.values()].flatMap((claim) => claimLeft(world, auditor, claim) ?? []);

/** Throws unless nothing is left to do. */
export function mustBeAtRest(world: World, auditor: Auditor): void {
  const [first, ...others] = leftUndone(world, auditor);
  if (first !== undefined)
    throw new Breach('liveness', `${first}${others.length > 0 ? `, and ${others.length} more` : ''}`);
}
