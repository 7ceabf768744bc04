import { claimWindow } from '../../domain/claim-window.ts';
import type { ClaimContent } from '../../domain/claim.ts';
import { atRest, capOf } from '../../domain/fund/line.ts';
import type { OrganisationId } from '../../domain/person.ts';
import { roomFor } from '../../domain/quote.ts';
import type { Quote } from '../../domain/quote.ts';
import type { ClaimType } from '../../domain/reference.ts';
import { success } from '../../domain/result.ts';
import type { Result } from '../../domain/result.ts';
import type { RuleFacts } from '../../domain/rules/rule.ts';
import type { PersonContext } from '../ports/context.ts';
import type { FundMeter } from '../ports/fund-meter.ts';
import type { Refusal } from '../refusal.ts';
import { employerWho } from './find-claim.ts';
import { judgeClaim } from './judge-claim.ts';
import type { Worth } from './judge-claim.ts';
import { gatherFacts } from './rule-facts.ts';
import type { FactPorts } from './rule-facts.ts';

export interface QuotePorts extends FactPorts {
  readonly meter: FundMeter;
}

export interface QuoteCommand {
  readonly type: Exclude<ClaimType, 'completion'>;
  readonly content: ClaimContent;
}

/** The fund's figures of this moment, as the line would hold them against what is asked. */
async function roomIn(
  { meter, scheme }: QuotePorts,
  { fundYear, asks }: Worth,
  organisationId: OrganisationId,
): Promise<Quote['funds']> {
  const [figures, { strictOrder }] = await Promise.all([
    meter.read(fundYear, organisationId),
    scheme.policy(),
  ]);
  if (figures === undefined) return undefined;
  const { pot, stopped } = figures;
  const caps = new Map(figures.cap === undefined ? [] : [[organisationId, figures.cap] as const]);
  const { line } = atRest({ fundYear, pot, caps, tickets: new Map(), waiting: [], stopped });
  return {
    fundYear,
    ...roomFor(asks.amountPence, { pot, cap: capOf(line, pot, organisationId), strictOrder }),
  };
}

/** What the rules and the list say of these facts: the quote, but for the fund's figures. */
export function quoteOn(facts: RuleFacts): Omit<Quote, 'funds'> & { readonly worth: Worth | undefined } {
  const { record, passes, worth } = judgeClaim(facts);
  return {
    worth,
    eligible: passes,
    amount: worth && {
      maximumPence: worth.amount.totalPence,
      heldPence: worth.asks.amountPence,
      formula: worth.amount.explanation,
    },
    rules: record.rules,
    submitBy: claimWindow(facts.claim, facts.policy)?.lastDay,
    asAt: facts.now,
  };
}

/**
 * Says what would become of a claim if it were submitted now: by the code that submits, on the same facts, and without
 * writing anything. What it finds may have changed by the next moment; nothing is kept for anybody.
 */
export async function quoteClaim(
  ports: QuotePorts,
  { type, content }: QuoteCommand,
  context: PersonContext,
): Promise<Result<Quote, Refusal>> {
  const person = employerWho(context.person, 'claim.read');
  if (!person.ok) return person;
  const { organisationId } = person.value;
  const claim = { ...content, type, organisationId };
  const { now } = context;
  const gathered = await gatherFacts(ports, { claim, submittedAt: now, now });
  if (!gathered.ok) return gathered;
  const { facts } = gathered.value;
  const { worth, ...quote } = quoteOn(facts);
  return success({ ...quote, funds: worth && (await roomIn(ports, worth, organisationId)) });
}
