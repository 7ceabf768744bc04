import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deleteDraft } from '../../shared/application/claims/edit-claim.ts';
import { submitClaim } from '../../shared/application/claims/submit-claim.ts';
import { withdrawClaim } from '../../shared/application/claims/withdraw-claim.ts';
import { allocateTickets } from '../../shared/application/fund/allocate-tickets.ts';
import type { Refusal } from '../../shared/application/refusal.ts';
import { decideClaim } from '../../shared/application/review/decide-claim.ts';
import { recordReview } from '../../shared/application/review/record-review.ts';
import { expireClaims } from '../../shared/application/scheduled/expire-claims.ts';
import { submissionOf } from '../../shared/domain/claim.ts';
import { failure, success } from '../../shared/domain/result.ts';
import type { Result } from '../../shared/domain/result.ts';
import type { ReviewOutcome } from '../../shared/domain/review.ts';
import { MAIN, aLearner, at } from '../support/stored-things.ts';
import { contest, winnerOf } from './support/contest.ts';
import type { Outcome } from './support/contest.ts';
import {
  CARA,
  COST,
  DEV,
  aKey,
  anEmployer,
  decision,
  drafted,
  good,
  looked,
  many,
  now,
  openFunds,
  inReviewMany,
  refusal,
  sentBackMany,
  submission,
  submitted,
  there,
  withCleanFiles,
  withdrawal,
} from './support/journey.ts';
import type { Drafted } from './support/journey.ts';
import { readRows, ticketsOf } from './support/rows.ts';
import { expectSound } from './support/soundness.ts';
import { allocate, by, startWorld, system } from './support/world.ts';
import type { Ports, World } from './support/world.ts';

const ROUNDS = 20;

let world: World;

beforeEach(async () => {
  world = await startWorld();
  await openFunds(world);
});
afterEach(() => world.end());

/** All rounds at once. */
const everyRound = <Answer>(
  drafts: readonly Drafted[],
  round: (draft: Drafted, index: number) => Promise<Answer>,
): Promise<Answer[]> => Promise.all(drafts.map(round));

async function lookedAt(outcome: ReviewOutcome): Promise<Drafted[]> {
  const drafts = await inReviewMany(world, ROUNDS);
  return everyRound(drafts, (draft) => looked(world, draft, outcome));
}

type Loser = Refusal['code'];

/** One won; the other was told in words that it can act upon that the claim has moved on. */
function expectOneWinner(
  answers: readonly [Outcome<Refusal>, Outcome<Refusal>],
  told: readonly Loser[] = ['stale-version', 'wrong-state'],
): 0 | 1 {
  const winner = winnerOf(answers);
  expect(told).toContain(refusal<Refusal>(answers[winner === 0 ? 1 : 0]).code);
  return winner;
}

/** The statuses in which the claims ended, once the allocator has done its work and everything is found sound. */
async function atRest(drafts: readonly Drafted[]): Promise<readonly string[]> {
  await allocate(world, await world.line.next());
  await expectSound(world);
  return Promise.all(drafts.map(async (draft) => (await now(world, draft)).status));
}

const settlements = async ({ claim }: Drafted) =>
  ticketsOf(await readRows(world), claim.reference)
    .filter(({ request }) => request.kind !== 'claim')
    .map(({ request }) => request.kind);

describe('of two who want the same claim at the same moment one wins, is settled once, and the other is told why', () => {
  it('approve and withdraw', async () => {
    const drafts = await lookedAt('approved');

    const winners = await everyRound(drafts, async (draft, round) =>
      expectOneWinner(
        await contest(world, round, [
          (ports) => decideClaim(ports, ...decision(draft.claim, 'approved')),
          (ports) => withdrawClaim(ports, ...withdrawal(draft)),
        ]),
      ),
    );

    expect(await atRest(drafts)).toEqual(winners.map((winner) => ['approved', 'withdrawn'][winner]));
    const approved = winners.filter((winner) => winner === 0).length;
    expect(await world.ports.ledger.readPot(MAIN)).toMatchObject({
      heldPence: 0,
      committedPence: approved * COST,
    });
    expect(await settlements(there(drafts[0]))).toHaveLength(1);
  });

  /** Somebody else finds a fault, sends the claim back, and nobody answers until it expires. */
  const sentBackAndExpired =
    ({ claim }: Drafted) =>
    async (ports: Ports): Promise<Result<unknown, Refusal>> => {
      const { reference, version: expectedVersion } = claim;
      const fault = { step: 'payment', outcome: 'action', reasonCodes: ['payment-illegible'] } as const;
      const recorded = await recordReview(ports, { reference, expectedVersion, steps: [fault] }, by(DEV));
      if (!recorded.ok) return recorded;
      const sent = await decideClaim(ports, ...decision(recorded.value.claim, 'needs-action', DEV));
      if (!sent.ok) return sent;
      const { expired } = await expireClaims(onlyDue(ports, reference), system('2025-10-30T00:00:00.000Z'));
      return expired === 1 ? success('expired') : failure({ code: 'not-found' });
    };

  it('approve and a send-back that expires', async () => {
    const drafts = await lookedAt('approved');

    const winners = await everyRound(drafts, async (draft, round) =>
      expectOneWinner(
        await contest(world, round, [
          (ports) => decideClaim(ports, ...decision(draft.claim, 'approved')),
          sentBackAndExpired(draft),
        ]),
        // `forbidden` where the other has begun: whoever records a step has the claim.
        ['stale-version', 'wrong-state', 'forbidden'],
      ),
    );

    expect(await atRest(drafts)).toEqual(winners.map((winner) => ['approved', 'expired'][winner]));
  });

  it.each(['approved', 'rejected'] as const)('two people, both %s', async (outcome) => {
    const drafts = await lookedAt(outcome);

    const winners = await everyRound(drafts, async (draft, round) =>
      expectOneWinner(
        await contest(world, round, [
          (ports) => decideClaim(ports, ...decision(draft.claim, outcome, CARA)),
          (ports) => decideClaim(ports, ...decision(draft.claim, outcome, DEV)),
        ]),
      ),
    );

    expect(await atRest(drafts)).toEqual(drafts.map(() => outcome));
    const history = (await readRows(world)).events;
    for (const [index, { claim }] of drafts.entries()) {
      const said = history.filter(
        ({ reference, action }) =>
          reference === claim.reference && ['approve', 'reject', 'send-back'].includes(action),
      );
      const { personId } = winners[index] === 0 ? CARA : DEV;
      expect(said.map(({ actor }) => actor)).toEqual([{ kind: 'staff', personId }]);
    }
  });

  it('two people who both propose what takes two: neither is taken for the second', async () => {
    const content = { trainingCode: 'DIPLM-L5', declaredCostPence: 280_000 };
    const drafts = await inReviewMany(world, ROUNDS, content);
    const steps = (draft: Drafted) =>
      [
        { step: 'payment', outcome: 'met', reasonCodes: [], costPerLearnerPence: 280_000, paidInFull: true },
        { step: 'completion', learnerId: draft.learner.learnerId, outcome: 'met', reasonCodes: [] },
      ] as const;
    const ready = await everyRound(drafts, async (draft) => {
      const { reference, version: expectedVersion } = draft.claim;
      const recorded = await recordReview(
        world.ports,
        { reference, expectedVersion, steps: steps(draft) },
        by(CARA, at(-600)),
      );
      return good(recorded).claim;
    });
    const scheme = {
      ...world.ports.scheme,
      policy: async () => ({ ...(await world.ports.scheme.policy()), secondApproverAbovePence: 100_000 }),
    };

    await everyRound(drafts, async (_draft, round) =>
      expectOneWinner(
        await contest(world, round, [
          (ports) => decideClaim({ ...ports, scheme }, ...decision(there(ready[round]), 'approved', CARA)),
          (ports) => decideClaim({ ...ports, scheme }, ...decision(there(ready[round]), 'approved', DEV)),
        ]),
      ),
    );

    expect(await atRest(drafts)).toEqual(drafts.map(() => 'in-review'));
    expect(await world.ports.ledger.readPot(MAIN)).toMatchObject({ committedPence: 0 });
  });

  const onlyDue = (ports: Ports, reference: string): Ports => ({
    ...ports,
    claims: { ...ports.claims, listDue: () => Promise.resolve([reference]) },
  });

  it('an answer in the last second, and the end of the time to answer', async () => {
    const drafts = await sentBackMany(world, ROUNDS);

    const winners = await everyRound(drafts, async (draft, round) =>
      expectOneWinner(
        await contest(world, round, [
          (ports) => submitClaim(ports, ...submission(draft, '2025-10-29T23:59:59.999Z')),
          async (ports): Promise<Result<unknown, Refusal>> => {
            const due = onlyDue(ports, draft.claim.reference);
            const { expired } = await expireClaims(due, system('2025-10-30T00:00:00.000Z'));
            return expired === 1
              ? success('expired')
              : failure({ code: 'stale-version', current: draft.claim });
          },
        ]),
      ),
    );

    expect(await atRest(drafts)).toEqual(winners.map((winner) => ['submitted', 'expired'][winner]));
    const answered = winners.filter((winner) => winner === 0).length;
    expect(await world.ports.ledger.readPot(MAIN)).toMatchObject({ heldPence: answered * COST });
  });

  const readyDrafts = () =>
    many(ROUNDS, async () => {
      const draft = await drafted(world);
      await withCleanFiles(world, draft);
      return draft;
    });

  it('delete a draft and submit it', async () => {
    const drafts = await readyDrafts();

    const winners = await everyRound(drafts, async (draft, round) => {
      const { reference, version: expectedVersion } = draft.claim;
      return expectOneWinner(
        await contest(world, round, [
          (ports) => deleteDraft(ports, { reference, expectedVersion }, by(draft.owner)),
          (ports) => submitClaim(ports, ...submission(draft)),
        ]),
        ['stale-version', 'wrong-state', 'not-found'],
      );
    });

    expect(await atRest(drafts)).toEqual(winners.map((winner) => ['deleted', 'submitted'][winner]));
    expect((await readRows(world)).tickets.filter(({ request }) => request.kind === 'claim')).toHaveLength(
      winners.filter((winner) => winner === 1).length,
    );
  });

  it('two submissions under two keys: one ticket, one hold', async () => {
    const drafts = await readyDrafts();

    await everyRound(drafts, async (draft, round) =>
      expectOneWinner(
        await contest(world, round, [
          (ports) => submitClaim(ports, ...submission(draft)),
          (ports) => submitClaim(ports, ...submission(draft)),
        ]),
      ),
    );

    expect(await atRest(drafts)).toEqual(drafts.map(() => 'submitted'));
    expect(await world.ports.ledger.readPot(MAIN)).toMatchObject({ heldPence: ROUNDS * COST });
  });

  it('two submissions under one key are one submission, with one answer', async () => {
    const drafts = await readyDrafts();

    await everyRound(drafts, async (draft, round) => {
      const [command, context] = submission(draft);
      const [first, second] = await contest(world, round, [
        (ports) => submitClaim(ports, command, context),
        (ports) => submitClaim(ports, command, context),
      ]);
      expect(good(first)).toEqual(good(second));
    });

    expect(await atRest(drafts)).toEqual(drafts.map(() => 'submitted'));
  });

  it('two employers for one learner and course: the other is not told whose it is', async () => {
    const drafts = await many(ROUNDS, async () => {
      const identityHash = `same-${aKey().key}`;
      const pair = await many(2, async () => {
        const owner = await anEmployer(world);
        const mine = aLearner({ organisationId: owner.organisationId, identityHash });
        const learner = good(await world.ports.learners.register(mine, undefined));
        const learners = [{ learnerId: learner.learnerId, completionDate: '2025-09-20' }];
        const draft = { ...(await drafted(world, { learners }, owner)), learner };
        await withCleanFiles(world, draft);
        return draft;
      });
      return { first: there(pair[0]), second: there(pair[1]) };
    });

    const winners = await Promise.all(
      drafts.map(async ({ first, second }, round) => {
        const answers = await contest(world, round, [
          (ports) => submitClaim(ports, ...submission(first)),
          (ports) => submitClaim(ports, ...submission(second)),
        ]);
        const winner = expectOneWinner(answers, ['duplicate-claim']);
        const told = refusal<Refusal>(answers[winner === 0 ? 1 : 0]);
        expect(told).toEqual({ code: 'duplicate-claim', own: undefined });
        return winner;
      }),
    );

    const [won, lost] = [
      drafts.map(({ first, second }, index) => (winners[index] === 0 ? first : second)),
      drafts.map(({ first, second }, index) => (winners[index] === 0 ? second : first)),
    ];
    expect(await atRest([...won, ...lost])).toEqual([
      ...won.map(() => 'submitted'),
      ...lost.map(() => 'draft'),
    ]);
  });
});

describe('a withdrawal while the line holds the money', () => {
  it('ends with the money free, whichever comes first, with one allocator at work', async () => {
    const drafts = await many(ROUNDS, () => submitted(world));
    const tickets = drafts.map(({ claim }) => there(submissionOf(claim)).ticketId);
    const allocator = async (): Promise<void> => {
      for (const ticketId of tickets) {
        await allocateTickets(world.ports, { fundYear: MAIN, ticketIds: [ticketId] }, system());
      }
    };

    await Promise.all([
      allocator(),
      ...drafts.map(async (draft) => good(await withdrawClaim(world.ports, ...withdrawal(draft)))),
    ]);

    expect(await atRest(drafts)).toEqual(drafts.map(() => 'withdrawn'));
    const rows = await readRows(world);
    for (const { claim } of drafts) {
      expect(ticketsOf(rows, claim.reference).map(({ state }) => state)).toEqual(['released', 'done']);
    }
    expect(await world.ports.ledger.readPot(MAIN)).toMatchObject({ heldPence: 0, waitingCount: 0 });
  });

  it('ends the same with several allocators at work on whole batches', async () => {
    const drafts = await many(ROUNDS, () => submitted(world));
    const ticketIds = drafts.map(({ claim }) => there(submissionOf(claim)).ticketId);
    const allocator = () => allocateTickets(world.ports, { fundYear: MAIN, ticketIds }, system());

    await Promise.all([
      ...drafts.map(async (draft) => good(await withdrawClaim(world.ports, ...withdrawal(draft)))),
      ...[1, 2, 3].map(allocator),
    ]);

    expect(await atRest(drafts)).toEqual(drafts.map(() => 'withdrawn'));
    expect(await world.ports.ledger.readPot(MAIN)).toMatchObject({ heldPence: 0, waitingCount: 0 });
  });

  it('ends the same when a sweep brings both tickets, taken in the same moment, in any order', async () => {
    const drafts = await many(ROUNDS, () => submitted(world));
    await Promise.all(drafts.map((draft) => withdrawClaim(world.ports, ...withdrawal(draft))));
    const ticketIds = await world.ports.ledger.listUnsettled(MAIN, at(1), 2 * ROUNDS);
    expect(ticketIds).toHaveLength(2 * ROUNDS);

    await allocateTickets(world.ports, { fundYear: MAIN, ticketIds: ticketIds.toSorted() }, system());

    expect(await atRest(drafts)).toEqual(drafts.map(() => 'withdrawn'));
    expect(await world.ports.ledger.readPot(MAIN)).toMatchObject({ heldPence: 0 });
  });
});
