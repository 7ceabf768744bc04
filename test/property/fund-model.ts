import type { TicketRequest } from '../../shared/domain/fund/ticket.ts';

/**
 * The fund as the architecture tells it (section 3), as plainly as it can be written: nothing is kept but the claims,
 * and every figure is counted afresh from them. The allocator has to agree with it after every ticket.
 */
export interface ModelClaim {
  readonly ticketId: string;
  readonly organisationId: string;
  readonly asked: number;
  state: 'held' | 'waiting' | 'refused' | 'committed' | 'released';
  held: number;
  committed: number;
}

export interface Model {
  readonly strict: boolean;
  /** Undefined until somebody sets a limit. */
  limits: { readonly pot: number; readonly cap: number } | undefined;
  /** In ticket order. */
  readonly claims: ModelClaim[];
}

export const newModel = (strict: boolean): Model => ({ strict, limits: undefined, claims: [] });

const inUse = (claims: readonly ModelClaim[]): number =>
  claims.reduce((sum, { held, committed }) => sum + held + committed, 0);
const ofEmployer = ({ claims }: Model, organisationId: string): readonly ModelClaim[] =>
  claims.filter((claim) => claim.organisationId === organisationId);

export const freeInPot = (model: Model): number => (model.limits?.pot ?? 0) - inUse(model.claims);
const freeUnderCap = (model: Model, organisationId: string): number =>
  (model.limits?.cap ?? 0) - inUse(ofEmployer(model, organisationId));
export const waitingIn = ({ claims }: Model): readonly ModelClaim[] =>
  claims.filter(({ state }) => state === 'waiting');

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
    if (claim.asked <= freeInPot(model)) take(model, claim);
    else if (model.strict) return;
  }
}

function arrive(model: Model, claim: ModelClaim): void {
  const listed = waitingIn(model).length > 0;
  model.claims.push(claim);
  take(model, claim);
  if (claim.state === 'held' && listed && model.strict) Object.assign(claim, { state: 'waiting', held: 0 });
}

function resolve(claim: ModelClaim | undefined, amount: number | undefined): boolean {
  if (claim?.state === 'waiting' && amount === undefined) claim.state = 'released';
  else if (claim?.state === 'held' && (amount ?? 0) <= claim.held) {
    claim.state = amount === undefined ? 'released' : 'committed';
    claim.held = 0;
    claim.committed = amount ?? 0;
  } else return false;
  return true;
}

function relimit(model: Model, pot: number, cap: number): boolean {
  const tooMuch = model.claims.some(({ organisationId }) => inUse(ofEmployer(model, organisationId)) > cap);
  if (pot < inUse(model.claims) || tooMuch) return false;
  model.limits = { pot, cap };
  return true;
}

/** Takes one ticket; says what becomes of it. */
export function takeTicket(model: Model, ticketId: string, request: TicketRequest): string {
  if (request.kind === 'limit') {
    const done = relimit(model, request.limitPence, request.capPence);
    serve(model);
    return done ? 'done' : 'refused';
  }
  if (model.limits === undefined) return 'refused';
  if (request.kind === 'claim') {
    const { organisationId, amountPence: asked } = request;
    const claim: ModelClaim = { ticketId, organisationId, asked, state: 'refused', held: 0, committed: 0 };
    arrive(model, claim);
    return claim.state;
  }
  const target = model.claims.find((claim) => claim.ticketId === request.claimTicketId);
  const done = resolve(target, request.kind === 'commit' ? request.amountPence : undefined);
  serve(model);
  return done ? 'done' : 'refused';
}
