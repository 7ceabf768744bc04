import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quoteOn } from '../../shared/application/claims/quote-claim.ts';
import { submissionChange } from '../../shared/application/claims/submission-change.ts';
import { askOf } from '../../shared/application/claims/submission-check.ts';
import { SHIPPED_CATALOGUE } from '../../shared/domain/catalogue-entries.ts';
import { addDays } from '../../shared/domain/calendar-day.ts';
import { submissionOf } from '../../shared/domain/claim.ts';
import { ROLE_CATEGORIES } from '../../shared/domain/learner.ts';
import { POLICY_VERSIONS } from '../../shared/domain/policy.ts';
import type { RuleFacts } from '../../shared/domain/rules/rule.ts';
import { aDraft, aLearner } from '../support/stored-things.ts';
import { someFacts } from '../unit/domain/rule-facts.ts';

const often = <Value>(usual: Value, other: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: other });
/** Days around the edges of two scheme years and of the window before the day of submission. */
const day = fc.integer({ min: -280, max: 5 }).map((offset) => addDays('2025-10-01', offset));
const code = fc.constantFrom(...new Set(SHIPPED_CATALOGUE.map(({ code: each }) => each)), 'UNLISTED');

interface Drawn {
  readonly facts: RuleFacts;
  readonly type: 'full' | 'start';
}

const claims: fc.Arbitrary<Drawn> = fc
  .record({
    type: fc.constantFrom('full' as const, 'start' as const),
    code,
    people: fc.integer({ min: 1, max: 4 }),
    completed: fc.array(often<string | undefined>('2025-09-20', fc.option(day, { nil: undefined })), {
      minLength: 4,
      maxLength: 4,
    }),
    startDate: often<string | undefined>('2025-07-01', day),
    paymentDate: often<string | undefined>('2025-08-01', fc.option(day, { nil: undefined })),
    cost: fc.option(fc.integer({ min: 1, max: 400_000 }), { nil: undefined }),
    role: fc.constantFrom(...ROLE_CATEGORIES),
    regulated: often(false, fc.constant(true)),
    registration: often<'registered' | 'in-progress'>('registered', fc.constant('in-progress')),
    bankDetails: often<'verified' | 'none' | 'given'>('verified', fc.constantFrom('none', 'given')),
    accepted: often<('2024-25' | '2025-26')[]>(['2024-25', '2025-26'], fc.subarray(['2024-25', '2025-26'])),
    elsewhere: often(false, fc.constant(true)),
    policy: fc.constantFrom(...POLICY_VERSIONS),
    earmarks: fc.boolean(),
  })
  .map((drawn) => {
    const learners = Array.from({ length: drawn.people }, (_, index) => ({
      learnerId: `learner-${index + 1}`,
      roleCategory: drawn.role,
      regulated: drawn.regulated,
      dateOfBirth: '1990-02-28',
    }));
    const facts = someFacts({
      type: drawn.type,
      catalogue: SHIPPED_CATALOGUE.filter((entry) => entry.code === drawn.code),
      learners,
      organisation: {
        bankDetails: drawn.bankDetails,
        determinationsAccepted: drawn.accepted,
        registration: drawn.registration,
      },
      policy: { ...drawn.policy, earmarkCompletionParts: drawn.earmarks },
      claimedElsewhere: drawn.elsewhere ? ['learner-1'] : [],
      claim: {
        trainingCode: drawn.code,
        startDate: drawn.startDate,
        paymentDate: drawn.paymentDate,
        declaredCostPence: drawn.cost,
        learners: learners.map(({ learnerId }, index) => ({
          learnerId,
          completionDate: drawn.completed[index],
        })),
      },
    });
    return { facts, type: drawn.type };
  });

const PERSON = { kind: 'employer', personId: 'p', organisationId: 'org-meadow', role: 'owner' } as const;

/** What a submission of these facts would write: the claim's amount and its ticket; or undefined where it is refused. */
function submitted({ facts, type }: Drawn) {
  const ask = askOf(facts);
  if (!ask.ok) return undefined;
  const claim = aDraft({ ...facts.claim, type, startPart: undefined });
  const learners = facts.learners.map((each) => aLearner(each));
  const ready = { claim, ask: ask.value, learners, gathered: { facts, learners, elsewhere: [] } };
  const ids = { unique: () => 'ticket-1', random: () => 0 };
  const { claim: after, ticket } = submissionChange({ ids }, ready, {
    now: facts.now,
    correlationId: 'c',
    person: PERSON,
  });
  const request = ticket?.request.kind === 'claim' ? ticket.request : undefined;
  return {
    maximumPence: submissionOf(after)?.amount.totalPence,
    formula: submissionOf(after)?.amount.explanation,
    heldPence: request?.amountPence,
    fundYear: ticket?.fundYear,
  };
}

it('of 10,000 claims none is quoted otherwise than it is submitted', () => {
  const seen = { eligible: 0, not: 0 };
  fc.assert(
    fc.property(claims, (drawn) => {
      const { eligible, amount, worth, rules } = quoteOn(drawn.facts);
      const done = submitted(drawn);
      expect(eligible).toBe(done !== undefined);
      expect(eligible).toBe(rules.every(({ outcome }) => outcome !== 'fail'));
      seen[eligible ? 'eligible' : 'not'] += 1;
      if (done !== undefined) expect({ ...amount, fundYear: worth?.fundYear }).toEqual(done);
    }),
    { numRuns: 10_000 },
  );
  // Both kinds are there in plenty, or the comparison says little.
  expect(Math.min(seen.eligible, seen.not)).toBeGreaterThan(1_000);
});
