import { reconcileFund } from '../../../shared/application/fund/reconcile-fund.ts';
import { releaseFund } from '../../../shared/application/fund/release-fund.ts';
import { setLimits } from '../../../shared/application/fund/set-limits.ts';
import { newTicket } from '../../../shared/domain/fund/ticket.ts';
import type { FundYear, Ticket, TicketRequest } from '../../../shared/domain/fund/ticket.ts';
import type { StaffPerson } from '../../../shared/domain/person.ts';
import { drawReference } from '../../../shared/domain/reference.ts';
import { success } from '../../../shared/domain/result.ts';
import { Breach } from '../auditor/breach.ts';
import { instantAt } from '../clockwork/process.ts';
import { MAIN, asPerson, asProcess } from '../world.ts';
import type { World } from '../world.ts';
import { asked, inProcess } from './in-process.ts';

/** A ticket of the line that belongs to no claim of the cast: what a fund can do and no screen asks for yet. */
export interface LooseClaim {
  readonly ticketId: string;
  readonly reference: string;
  readonly organisationId: string;
  readonly amountPence: number;
  /** What was asked to be kept for its completion part. */
  earmarkedPence: number;
  wasCommitted: boolean;
}

const fundYearIn = ({ chance, fundYears }: World): FundYear =>
  fundYears[chance.below(fundYears.length)] ?? MAIN;

/** New limits, also below what is held. A refusal has its place in the line too, so it is no refusal without a trace. */
export async function changeLimits(world: World): Promise<void> {
  const { chance } = world;
  const limits = {
    fundYear: fundYearIn(world),
    limitPence: chance.below(80_000),
    capPence: chance.pick([5_000 + chance.below(40_000), 35_000, 200_000]),
  };
  await inProcess(world, 'set-limits', (ports, process) => setLimits(ports, limits, asProcess(process)));
}

/** Takes a ticket; answers with its id, or with nothing when nobody said that it was taken. */
async function take(world: World, request: TicketRequest): Promise<string | undefined> {
  let ticket: Ticket | undefined;
  return asked(world, 'take-ticket', async (ports, process) => {
    const takenAt = process.now();
    ticket ??= newTicket({ ticketId: ports.ids.unique(takenAt), fundYear: MAIN, request, takenAt });
    await ports.ledger.takeTicket(ticket);
    return success(ticket.ticketId);
  });
}

/** The most that another claim asks to take over from this one: of an earmark sometimes more than there is. */
const mayHave = ({ wasCommitted, earmarkedPence, amountPence }: LooseClaim): number =>
  wasCommitted ? earmarkedPence + 100 : Math.ceil(amountPence / 2);

const takingOver = ({ wasCommitted, ticketId }: LooseClaim) =>
  wasCommitted ? { earmarkTicketId: ticketId } : { splitFromTicketId: ticketId };

/** Asks for money, perhaps only until a moment, perhaps out of another's earmark or hold. */
export async function claimLoosely(world: World, others: LooseClaim[]): Promise<void> {
  const { chance, schedule } = world;
  const sources = others.filter(({ earmarkedPence }) => earmarkedPence > 0 || chance.odds(0.3));
  const source = chance.odds(0.5) ? sources[chance.below(sources.length)] : undefined;
  const own = {
    reference: drawReference(source === undefined ? 'start' : 'completion', (limit) => chance.below(limit)),
    organisationId: source?.organisationId ?? `org-${chance.below(3)}`,
    amountPence: 1 + chance.below(source === undefined ? 12_000 : mayHave(source)),
  };
  const until = instantAt(schedule.now() + chance.below(3_600_000));
  const ticketId = await take(world, {
    ...{ kind: 'claim', ...own },
    ...(chance.odds(0.4) && { heldUntil: until }),
    ...(source && takingOver(source)),
  });
  if (ticketId !== undefined) others.push({ ticketId, ...own, earmarkedPence: 0, wasCommitted: false });
}

/** Commits, releases or corrects, whether or not it makes sense, and sometimes several times at once. */
export async function resolveLoosely(world: World, others: readonly LooseClaim[]): Promise<void> {
  const { chance, schedule } = world;
  const committed = others.filter(({ wasCommitted }) => wasCommitted);
  const among = committed.length > 0 && chance.odds(0.3) ? committed : others;
  const claim = among[chance.below(among.length)];
  if (claim === undefined) return;
  const { reference, ticketId: claimTicketId, amountPence } = claim;
  const organisationId = chance.odds(0.05) ? 'org-other' : claim.organisationId;
  const about = { reference, organisationId, claimTicketId };
  const kept = chance.below(amountPence);
  const until = instantAt(schedule.now() + chance.below(3_600_000));
  const request = chance.pick<TicketRequest>([
    { kind: 'release', ...about },
    { kind: 'commit', ...about, amountPence },
    { kind: 'commit', ...about, amountPence: amountPence - kept, keep: { amountPence: kept, until } },
    { kind: 'adjust', ...about, committedPence: chance.below(amountPence + 3_000) },
    { kind: 'adjust', ...about, committedPence: chance.below(amountPence) },
  ]);
  if (request.kind === 'commit') claim.wasCommitted = true;
  if (request.kind === 'commit' && request.keep !== undefined) claim.earmarkedPence = kept;
  const times = request.kind === 'release' ? 1 + chance.below(3) : 1;
  await Promise.all(Array.from({ length: times }, () => take(world, request)));
}

const PIA: StaffPerson = { kind: 'staff', personId: 'payments-pia', role: 'payments-officer' };

/** Stops a fund's money path, or lets it go on. */
export async function stopOrGo(world: World, isStop: boolean, fundYear = fundYearIn(world)): Promise<void> {
  if (isStop) {
    await inProcess(world, 'stop', (ports, process) =>
      ports.stops.stop(fundYear, { stoppedAt: process.now(), stoppedBy: 'somebody', because: 'a doubt' }),
    );
    return;
  }
  const reason = 'no doubt any more';
  await asked(world, 'go', (ports, process) =>
    releaseFund(ports, { fundYear, reason }, asPerson(process, PIA)),
  );
}

/** The nightly proof, which has nothing to find: what it holds against the journal is right at every moment. */
export const prove = async (world: World): Promise<void> => {
  for (const fundYear of world.fundYears) {
    const proved = await inProcess(world, 'reconcile-funds', (ports, process) =>
      reconcileFund(ports, fundYear, asProcess(process)),
    );
    const [difference] = proved.heard ? (proved.answer?.differences ?? []) : [];
    if (difference !== undefined) {
      world.breach(new Breach('D9.1', `A sound fund was disproved: ${JSON.stringify(difference)}`));
    }
  }
};
