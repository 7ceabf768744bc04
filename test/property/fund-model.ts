import type {
  AdjustRequest,
  ClaimRequest,
  CommitRequest,
  ResolvingRequest,
  TicketRequest,
} from '../../shared/domain/fund/ticket.ts';

/**
 * The fund as the architecture tells it (section 3), as plainly as it can be written: nothing is kept but the claims,
 * and every figure is counted afresh from them. The allocator has to agree with it after every ticket, and its journal
 * with the notes that the model takes.
 */
export interface ModelClaim {
  readonly ticketId: string;
  readonly organisationId: string;
  readonly asked: number;
  /** When what is held can no longer be used. */
  until: string | undefined;
  state: 'held' | 'waiting' | 'refused' | 'committed' | 'released';
  held: number;
  committed: number;
}

/** What happened to a ticket, and `limit, free, held, committed` of the pot afterwards. */
export type Note = readonly [
  outcome: string,
  ticketId: string,
  because: string | null,
  figures: readonly number[],
];

export interface Model {
  readonly strict: boolean;
  /** Undefined until somebody sets a limit. */
  limits: { readonly pot: number; readonly cap: number } | undefined;
  /** In ticket order. */
  readonly claims: ModelClaim[];
  readonly notes: Note[];
}

export const newModel = (strict: boolean): Model => ({ strict, limits: undefined, claims: [], notes: [] });

const total = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0);
const inUse = (claims: readonly ModelClaim[]): number =>
  total(claims.map(({ held, committed }) => held + committed));
export const ofEmployer = ({ claims }: Model, organisationId: string): readonly ModelClaim[] =>
  claims.filter((claim) => claim.organisationId === organisationId);

export const freeInPot = (model: Model): number => (model.limits?.pot ?? 0) - inUse(model.claims);
export const freeUnderCap = (model: Model, organisationId: string): number =>
  (model.limits?.cap ?? 0) - inUse(ofEmployer(model, organisationId));
export const waitingIn = ({ claims }: Model): readonly ModelClaim[] =>
  claims.filter(({ state }) => state === 'waiting');
export const figuresOf = (model: Model): readonly number[] => [
  model.limits?.pot ?? 0,
  freeInPot(model),
  total(model.claims.map(({ held }) => held)),
  total(model.claims.map(({ committed }) => committed)),
];

const note = (model: Model, outcome: string, [ticketId, because]: readonly [string, string?]): void => {
  model.notes.push([outcome, ticketId, because ?? null, figuresOf(model)]);
};

function take(model: Model, claim: ModelClaim): void {
  if (claim.asked > freeUnderCap(model, claim.organisationId)) claim.state = 'refused';
  else if (claim.asked > freeInPot(model)) claim.state = 'waiting';
  else {
    claim.state = 'held';
    claim.held = claim.asked;
  }
}

/** Money goes to the list first, in ticket order; under strict order nobody passes the first whom it does not serve. */
function serve(model: Model): void {
  for (const claim of waitingIn(model)) {
    if (claim.asked <= freeInPot(model)) {
      take(model, claim);
      if (claim.state === 'held') note(model, 'promoted', [claim.ticketId]);
      else note(model, 'refused', [claim.ticketId, 'cap-exceeded']);
    } else if (model.strict) return;
  }
}

function arrive(model: Model, claim: ModelClaim): void {
  const listed = waitingIn(model).length > 0;
  model.claims.push(claim);
  take(model, claim);
  if (claim.state === 'held' && listed && model.strict) Object.assign(claim, { state: 'waiting', held: 0 });
  const because = claim.state === 'refused' ? 'cap-exceeded' : undefined;
  note(model, claim.state, because === undefined ? [claim.ticketId] : [claim.ticketId, because]);
}

const isOver = ({ until }: ModelClaim, at: string): boolean => until !== undefined && until <= at;

/** Takes money over from the earmark of a start part. */
function draw(model: Model, claim: ModelClaim, [start, at]: readonly [ModelClaim | undefined, string]): void {
  const isTheirs = start?.organisationId === claim.organisationId && start.state === 'committed';
  model.claims.push(claim);
  if (start === undefined || !isTheirs || start.held === 0)
    note(model, 'refused', [claim.ticketId, 'nothing-held']);
  else if (isOver(start, at)) note(model, 'refused', [claim.ticketId, 'hold-expired']);
  else if (claim.asked > start.held) note(model, 'refused', [claim.ticketId, 'more-than-held']);
  else {
    start.held -= claim.asked;
    claim.held = claim.asked;
    claim.state = 'held';
    note(model, 'drawn', [claim.ticketId]);
  }
}

/** Takes a part of a hold over from the claim that it was split off from. */
function divide(
  model: Model,
  claim: ModelClaim,
  [whole, at]: readonly [ModelClaim | undefined, string],
): void {
  const isTheirs = whole?.organisationId === claim.organisationId && whole.state === 'held';
  model.claims.push(claim);
  if (whole === undefined || !isTheirs) note(model, 'refused', [claim.ticketId, 'nothing-held']);
  else if (isOver(whole, at)) note(model, 'refused', [claim.ticketId, 'hold-expired']);
  else if (claim.asked >= whole.held) note(model, 'refused', [claim.ticketId, 'more-than-held']);
  else {
    whole.held -= claim.asked;
    Object.assign(claim, { held: claim.asked, until: whole.until, state: 'held' });
    note(model, 'divided', [claim.ticketId]);
  }
}

interface Resolving {
  readonly model: Model;
  readonly claim: ModelClaim;
  readonly at: string;
}

/** Each says what to note: the outcome, or else why not. */
type Answer = readonly ['committed' | 'released' | 'left' | 'adjusted'] | readonly ['refused', string];

function commit({ claim, at }: Resolving, { amountPence, keep }: CommitRequest): Answer {
  if (claim.state !== 'held') return ['refused', 'nothing-held'];
  if (isOver(claim, at)) return ['refused', 'hold-expired'];
  const kept = keep?.amountPence ?? 0;
  if (amountPence + kept > claim.held) return ['refused', 'more-than-held'];
  Object.assign(claim, { state: 'committed', held: kept, committed: amountPence });
  claim.until = kept === 0 ? undefined : keep?.until;
  return ['committed'];
}

function release({ claim }: Resolving): Answer {
  if (claim.state === 'waiting') {
    claim.state = 'released';
    return ['left'];
  }
  if (claim.state !== 'held' && (claim.state !== 'committed' || claim.held === 0))
    return ['refused', 'nothing-held'];
  if (claim.state === 'held') claim.state = 'released';
  claim.held = 0;
  claim.until = undefined;
  return ['released'];
}

function adjust({ model, claim }: Resolving, { committedPence: to }: AdjustRequest): Answer {
  if (claim.state !== 'committed') return ['refused', 'nothing-held'];
  const more = to - claim.committed;
  const there = Math.min(freeInPot(model), freeUnderCap(model, claim.organisationId));
  if (more > 0 && (more > there || waitingIn(model).length > 0)) return ['refused', 'not-available'];
  claim.committed = to;
  return ['adjusted'];
}

function resolve(model: Model, request: ResolvingRequest, at: string): Answer {
  const claim = model.claims.find(({ ticketId }) => ticketId === request.claimTicketId);
  if (claim?.organisationId !== request.organisationId) return ['refused', 'nothing-held'];
  const resolving = { model, claim, at };
  if (request.kind === 'commit') return commit(resolving, request);
  return request.kind === 'release' ? release(resolving) : adjust(resolving, request);
}

function relimit(model: Model, pot: number, cap: number): boolean {
  const tooMuch = model.claims.some(({ organisationId }) => inUse(ofEmployer(model, organisationId)) > cap);
  if (pot < inUse(model.claims) || tooMuch) return false;
  model.limits = { pot, cap };
  return true;
}

function takeClaim(model: Model, request: ClaimRequest, [ticketId, at]: readonly [string, string]): string {
  const {
    organisationId,
    amountPence: asked,
    heldUntil: until,
    earmarkTicketId,
    splitFromTicketId,
  } = request;
  const claim: ModelClaim = {
    ...{ ticketId, organisationId, asked, until },
    ...{ state: 'refused', held: 0, committed: 0 },
  };
  const source = model.claims.find((each) => each.ticketId === (earmarkTicketId ?? splitFromTicketId));
  if (earmarkTicketId !== undefined) draw(model, claim, [source, at]);
  else if (splitFromTicketId === undefined) arrive(model, claim);
  else divide(model, claim, [source, at]);
  return claim.state;
}

/** Takes one ticket; says what becomes of it. */
export function takeTicket(model: Model, request: TicketRequest, handed: readonly [string, string]): string {
  const [ticketId, at] = handed;
  if (request.kind === 'limit') {
    const done = relimit(model, request.limitPence, request.capPence);
    note(model, done ? 'limit-set' : 'refused', done ? [ticketId] : [ticketId, 'below-commitments']);
    serve(model);
    return done ? 'done' : 'refused';
  }
  if (model.limits === undefined) return 'refused';
  if (request.kind === 'claim') return takeClaim(model, request, handed);
  const [outcome, because] = resolve(model, request, at);
  note(model, outcome, because === undefined ? [ticketId] : [ticketId, because]);
  serve(model);
  return outcome === 'refused' ? 'refused' : 'done';
}
