import type { Book, BookTicket } from './book.ts';
import { heldIn, committedIn, move, organisationsOf, usedBy } from './book.ts';
import { Breach, must, mustBe } from './breach.ts';
import type { LineRow, RequestRow } from './rows.ts';

/** A line of the journal together with the ticket that it is about. */
interface Turn<Kind extends RequestRow['kind'] = RequestRow['kind']> {
  readonly book: Book;
  readonly line: LineRow;
  readonly ticket: BookTicket;
  readonly request: Extract<RequestRow, { kind: Kind }>;
}

type ClaimTurn = Turn<'claim'>;
interface ResolvingTurn extends Turn<'commit' | 'release' | 'adjust'> {
  readonly claim: BookTicket | undefined;
}

const say = ({ line }: { line: LineRow }): string => `line ${line.number} (${line.outcome} ${line.ticketId})`;
const fits = (book: Book, amount: number): boolean => amount <= book.available;
const hasRoom = (book: Book, { request }: BookTicket): boolean =>
  request.kind === 'claim' && usedBy(book, request.organisationId) + request.amountPence <= book.cap;
const askedBy = ({ request }: BookTicket): number => (request.kind === 'claim' ? request.amountPence : 0);

/** Under strict order the first who waits; otherwise the first whom the pot could serve. */
function nextInLine(book: Book, strictOrder: boolean): BookTicket | undefined {
  return strictOrder ? book.waiting[0] : book.waiting.find((ticket) => fits(book, askedBy(ticket)));
}

/** Whether money is there that belongs to somebody who waits. */
export function owesTheList(book: Book, strictOrder: boolean): boolean {
  const next = nextInLine(book, strictOrder);
  return next !== undefined && fits(book, askedBy(next));
}

function hold({ book, ticket, request }: ClaimTurn): void {
  const { amountPence, organisationId } = request;
  move(book, organisationId, { held: amountPence, committed: 0 });
  Object.assign(ticket, { state: 'held', held: amountPence, until: request.heldUntil });
}

function leaveTheList(book: Book, ticket: BookTicket): void {
  book.waiting = book.waiting.filter((other) => other !== ticket);
}

function claimHeld(turn: ClaimTurn): void {
  const { book, line, ticket, request } = turn;
  must('I2', hasRoom(book, ticket), () => `${say(turn)} has no room under its cap`);
  must('I1', fits(book, request.amountPence), () => `${say(turn)} asks more than there is`);
  const source = request.earmarkTicketId ?? request.splitFromTicketId;
  must('I11', source === undefined, () => `${say(turn)} has money to take over and took new money`);
  const passes = line.strictOrder ? book.waiting.length > 0 : owesTheList(book, false);
  must('I11', !passes, () => `${say(turn)} passed ${book.waiting.length} who wait`);
  hold(turn);
}

function claimWaits(turn: ClaimTurn): void {
  const { book, line, ticket, request } = turn;
  must('I2', hasRoom(book, ticket), () => `${say(turn)} waits without room under its cap`);
  const mustWait = (line.strictOrder && book.waiting.length > 0) || !fits(book, request.amountPence);
  must('I11', mustWait, () => `${say(turn)} has to wait though there is money and nobody before it`);
  ticket.state = 'waiting';
  book.waiting.push(ticket);
}

function promoted(turn: ClaimTurn): void {
  const { book, line, ticket, request } = turn;
  must('I11', ticket.state === 'waiting', () => `${say(turn)} did not wait`);
  must('I1', fits(book, request.amountPence), () => `${say(turn)} asks more than there is`);
  must('I2', hasRoom(book, ticket), () => `${say(turn)} has no room under its cap`);
  must('I11', nextInLine(book, line.strictOrder) === ticket, () => `${say(turn)} is not the next in line`);
  leaveTheList(book, ticket);
  hold(turn);
}

function drawn(turn: ClaimTurn): void {
  const { book, ticket, request } = turn;
  const start = book.tickets.get(request.earmarkTicketId ?? '');
  must(
    'I4',
    earmarkRefusal(turn) === undefined && start !== undefined,
    () => `${say(turn)} had nothing to draw`,
  );
  start.held -= request.amountPence;
  Object.assign(ticket, { state: 'held', held: request.amountPence, until: request.heldUntil });
}

function earmarkRefusal({ book, ticket, request }: ClaimTurn): string | undefined {
  const start = book.tickets.get(request.earmarkTicketId ?? '');
  const own = start?.request.kind === 'claim' && start.request.organisationId === request.organisationId;
  if (start === undefined || !own || start.state !== 'committed' || start.held === 0) return 'nothing-held';
  if (start.until !== undefined && ticket.takenAt >= start.until) return 'hold-expired';
  return request.amountPence > start.held ? 'more-than-held' : undefined;
}

/** A claim that was split off another: its part of the hold goes over, with the hold's own end. */
function divided(turn: ClaimTurn): void {
  const { book, ticket, request } = turn;
  const whole = book.tickets.get(request.splitFromTicketId ?? '');
  must(
    'I4',
    splitRefusal(turn) === undefined && whole !== undefined,
    () => `${say(turn)} had nothing to divide`,
  );
  whole.held -= request.amountPence;
  Object.assign(ticket, { state: 'held', held: request.amountPence, until: whole.until });
}

function splitRefusal({ book, ticket, request }: ClaimTurn): string | undefined {
  const whole = book.tickets.get(request.splitFromTicketId ?? '');
  const own = whole?.request.kind === 'claim' && whole.request.organisationId === request.organisationId;
  if (whole === undefined || !own || whole.state !== 'held') return 'nothing-held';
  if (whole.until !== undefined && ticket.takenAt >= whole.until) return 'hold-expired';
  return request.amountPence >= whole.held ? 'more-than-held' : undefined;
}

function claimRefused(turn: ClaimTurn): void {
  const { book, line, ticket, request } = turn;
  if (request.earmarkTicketId !== undefined) {
    mustBe('I4', `the reason of ${say(turn)}`, [line.because, earmarkRefusal(turn)]);
  } else if (request.splitFromTicketId !== undefined) {
    mustBe('I4', `the reason of ${say(turn)}`, [line.because, splitRefusal(turn)]);
  } else {
    mustBe('I2', `the reason of ${say(turn)}`, [line.because, 'cap-exceeded']);
    must('I2', !hasRoom(book, ticket), () => `${say(turn)} had room under its cap`);
  }
  if (ticket.state === 'waiting') {
    const isItsTurn = nextInLine(book, line.strictOrder) === ticket && fits(book, request.amountPence);
    must('I11', isItsTurn, () => `${say(turn)} was refused before its turn`);
    leaveTheList(book, ticket);
  }
  ticket.state = 'refused';
}

const FIRST_OUTCOMES = { held: claimHeld, waiting: claimWaits, drawn, divided };

function settleClaimLine(turn: ClaimTurn): void {
  const isFirst = turn.ticket.state === 'taken';
  switch (turn.line.outcome) {
    case 'promoted': {
      promoted(turn);
      return;
    }
    case 'refused':
      must('I3', isFirst || turn.ticket.state === 'waiting', () => `${say(turn)} is settled already`);
      {
        claimRefused(turn);
        return;
      }
    case 'held':
    case 'waiting':
    case 'drawn':
    case 'divided':
      must('I3', isFirst, () => `${say(turn)} is settled already`);
      FIRST_OUTCOMES[turn.line.outcome](turn);
      return;
    default:
      throw new Breach('I3', `${say(turn)} is no outcome of a claim`);
  }
}

/** What must become of a commitment, a release or a correction, by its own reading of the rules. */
function dueOf({ book, ticket, request, claim }: ResolvingTurn): { outcome: string; because: string | null } {
  const refused = (because: string) => ({ outcome: 'refused', because });
  const own = claim?.request.kind === 'claim' && claim.request.organisationId === request.organisationId;
  if (claim === undefined || !own) return refused('nothing-held');
  switch (request.kind) {
    case 'commit': {
      if (claim.state !== 'held') return refused('nothing-held');
      if (claim.until !== undefined && ticket.takenAt >= claim.until) return refused('hold-expired');
      const wanted = request.amountPence + (request.keep?.amountPence ?? 0);
      return wanted > claim.held ? refused('more-than-held') : { outcome: 'committed', because: null };
    }
    case 'release': {
      if (claim.state === 'waiting') return { outcome: 'left', because: null };
      return claim.held > 0 ? { outcome: 'released', because: null } : refused('nothing-held');
    }
    case 'adjust': {
      if (claim.state !== 'committed') return refused('nothing-held');
      const more = request.committedPence - claim.committed;
      const room = book.cap - usedBy(book, request.organisationId);
      const isThere = more <= 0 || (more <= book.available && more <= room && book.waiting.length === 0);
      return isThere ? { outcome: 'adjusted', because: null } : refused('not-available');
    }
  }
}

function carryOut({ book, request }: ResolvingTurn, claim: BookTicket): void {
  const { organisationId } = request;
  if (claim.state === 'waiting') {
    leaveTheList(book, claim);
    claim.state = 'released';
    return;
  }
  const before = { held: claim.held, committed: claim.committed };
  switch (request.kind) {
    case 'commit': {
      const kept = request.keep?.amountPence ?? 0;
      const until = kept > 0 ? request.keep?.until : undefined;
      Object.assign(claim, { state: 'committed', held: kept, committed: request.amountPence, until });
      break;
    }
    case 'release':
      Object.assign(claim, {
        state: claim.state === 'committed' ? 'committed' : 'released',
        held: 0,
        until: undefined,
      });
      break;
    case 'adjust':
      claim.committed = request.committedPence;
      break;
  }
  move(book, organisationId, {
    held: claim.held - before.held,
    committed: claim.committed - before.committed,
  });
}

function settleResolution(turn: ResolvingTurn): void {
  const { line, ticket, claim } = turn;
  must('I3', ticket.state === 'taken', () => `${say(turn)} is settled already`);
  must('I3', claim?.state !== 'taken', () => `${say(turn)} came before the claim that it resolves`);
  mustBe('I4', `what became of ${say(turn)}`, [
    { outcome: line.outcome, because: line.because },
    dueOf(turn),
  ]);
  ticket.state = line.outcome === 'refused' ? 'refused' : 'done';
  if (ticket.state === 'done' && claim !== undefined) carryOut(turn, claim);
}

function settleLimit(turn: Turn<'limit'>): void {
  const { book, line, ticket, request } = turn;
  must('I3', ticket.state === 'taken', () => `${say(turn)} is settled already`);
  const used = heldIn(book) + committedIn(book);
  const isTooLow =
    request.limitPence < used || organisationsOf(book).some((id) => usedBy(book, id) > request.capPence);
  mustBe('I1', `what became of ${say(turn)}`, [line.outcome, isTooLow ? 'refused' : 'limit-set']);
  ticket.state = isTooLow ? 'refused' : 'done';
  if (isTooLow) return;
  book.available += request.limitPence - book.limit;
  Object.assign(book, { limit: request.limitPence, cap: request.capPence });
}

/** Brings one line into the book, if the published rules allow exactly this outcome at this place. */
export function settle(book: Book, line: LineRow, ticket: BookTicket): void {
  const { request } = ticket;
  switch (request.kind) {
    case 'claim': {
      settleClaimLine({ book, line, ticket, request });
      return;
    }
    case 'limit': {
      settleLimit({ book, line, ticket, request });
      return;
    }
    case 'commit':
    case 'release':
    case 'adjust': {
      const claim = book.tickets.get(request.claimTicketId);
      settleResolution({ book, line, ticket, request, claim });
      return;
    }
  }
}
