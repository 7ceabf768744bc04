import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { deleteDraft } from '../../shared/application/claims/edit-claim.ts';
import { withdrawClaim } from '../../shared/application/claims/withdraw-claim.ts';
import { expireClaims } from '../../shared/application/scheduled/expire-claims.ts';
import { earmarkOf, submissionOf } from '../../shared/domain/claim.ts';
import { SHIPPED_POLICY } from '../../shared/domain/policy.ts';
import { referenceAs } from '../../shared/domain/reference.ts';
import { NOW } from '../support/stored-things.ts';
import {
  aKey,
  aRegistered,
  anEmployer,
  good,
  openFunds,
  refusal,
  setLimit,
  there,
} from './support/journey.ts';
import {
  COMPLETED,
  LATER,
  PRICE,
  REST,
  START,
  approvedStart,
  completed,
  completedPart,
  drafted,
  edited,
  filed,
  judged,
  paid,
  recorded,
  reread,
  submits,
} from './support/parts.ts';
import { proved } from './support/soundness.ts';
import { by, settle, startWorld, system } from './support/world.ts';
import type { World } from './support/world.ts';

let world: World;

beforeEach(async () => {
  world = await startWorld();
  await openFunds(world);
});
afterEach(() => world.end());

const refused = z.object({
  code: z.string(),
  errors: z.array(z.object({ code: z.string() })).optional(),
  problems: z.array(z.object({ code: z.string() })).optional(),
});

/** The codes of everything that an answer finds wrong, or its own. */
function codesOf(answer: Parameters<typeof refusal>[0]): readonly string[] {
  const { code, errors, problems } = refused.parse(refusal(answer));
  return (errors ?? problems ?? [{ code }]).map((each) => each.code);
}

const sweep = (now: string) => expireClaims(world.ports, system(now, 'expire-claims'));

/** The day after which nothing is kept any more: 24 months from the start. */
const UNTIL = '2027-09-01T23:00:00.000Z';
const MINUTE_BEFORE = '2027-09-01T22:59:00.000Z';

describe('a claim in two parts', () => {
  it('holds the whole at its start, keeps the rest with the approval, and pays the rest out of that', async () => {
    const owner = await anEmployer(world);
    const { claim } = await drafted(world, {}, owner);
    await filed(world, claim, [['payment']]);
    const submitted = good(await submits(world, { owner, claim }));
    expect(submissionOf(submitted)).toMatchObject({ askedPence: PRICE, amount: { totalPence: START } });
    await settle(world);
    expect(await proved(world, NOW)).toEqual({ held: PRICE, committed: 0 });

    await judged(world, claim, { steps: [paid()] });
    expect(await proved(world, NOW)).toEqual({ held: PRICE, committed: 0 });
    await settle(world);
    expect(await proved(world, NOW)).toEqual({ held: REST, committed: START });

    const completion = await reread(world, { reference: referenceAs('completion', claim.reference) });
    expect(completion).toMatchObject({
      status: 'draft',
      type: 'completion',
      startDate: '2025-09-01',
      trainingCode: 'DIPAC-L3',
      earmark: { amountPence: REST, until: UNTIL },
      startPart: { costPerLearnerPence: PRICE, approvedPerLearnerPence: START, paymentPlan: false },
    });
    const ready = await completedPart(world, { owner, start: claim, completion });
    good(await submits(world, { owner, claim: ready }, LATER));
    await settle(world, LATER);
    expect((await reread(world, completion)).status).toBe('in-review');
    expect(await proved(world, LATER)).toEqual({ held: REST, committed: START });
    const learnerId = there(completion.learners[0]).learnerId;
    const approved = await judged(world, completion, { steps: [completed(learnerId)], now: LATER });
    await settle(world, LATER);
    expect(approved).toMatchObject({ decision: { amount: { totalPence: REST, sharePercent: 40 } } });
    expect(await proved(world, LATER)).toEqual({ held: 0, committed: PRICE });
  });

  it('needs no money from the pot for its completion part, however empty that is by then', async () => {
    const parts = await approvedStart(world);
    await setLimit(world, PRICE, { capPence: PRICE });
    const ready = await completedPart(world, parts);
    good(await submits(world, { owner: parts.owner, claim: ready }, LATER));
    await settle(world, LATER);
    expect((await reread(world, ready)).status).toBe('in-review');
    expect(await proved(world, LATER)).toEqual({ held: REST, committed: START });
  });

  it('leaves out who did not complete, pays the others, and frees what is left', async () => {
    const parts = await approvedStart(world, { learners: 2 });
    expect(await proved(world, LATER)).toEqual({ held: 2 * REST, committed: 2 * START });
    const [first] = parts.completion.learners;
    const { learnerId } = there(first);
    const learners = [{ learnerId, completionDate: COMPLETED }];
    good(await edited(world, { owner: parts.owner, claim: parts.completion }, { learners }));
    await filed(world, parts.completion, [['completion', learnerId]]);
    const submitted = good(await submits(world, { owner: parts.owner, claim: parts.completion }, LATER));
    expect(submissionOf(submitted)).toMatchObject({ askedPence: 2 * REST, amount: { totalPence: REST } });
    await settle(world, LATER);
    await judged(world, submitted, { steps: [completed(learnerId)], now: LATER });
    await settle(world, LATER);
    expect(await proved(world, LATER)).toEqual({ held: 0, committed: 2 * START + REST });
  });

  it.each(['rejected', 'withdrawn', 'not answered'] as const)(
    'frees what was kept when its completion part is %s, and the start part stays paid',
    async (ending) => {
      const parts = await approvedStart(world);
      const ready = await completedPart(world, parts);
      good(await submits(world, { owner: parts.owner, claim: ready }, LATER));
      await settle(world, LATER);
      const learnerId = there(ready.learners[0]).learnerId;
      const { reference } = ready;
      if (ending === 'rejected') {
        await judged(world, ready, {
          steps: [completed(learnerId, 'reject')],
          outcome: 'rejected',
          now: LATER,
        });
      } else if (ending === 'withdrawn') {
        const command = { reference, reason: 'x', expectedVersion: undefined, request: aKey() };
        good(await withdrawClaim(world.ports, command, by(parts.owner, LATER)));
      } else {
        const step = {
          ...completed(learnerId),
          outcome: 'action',
          reasonCodes: ['certificate-illegible'],
        } as const;
        await judged(world, ready, { steps: [step], outcome: 'needs-action', now: LATER });
        await settle(world, LATER);
        expect(await proved(world, LATER)).toEqual({ held: REST, committed: START });
        await sweep('2026-02-01T09:00:00.000Z');
      }
      await settle(world, LATER);
      expect(await proved(world, LATER)).toEqual({ held: 0, committed: START });
      expect((await reread(world, parts.start)).status).toBe('approved');
    },
  );

  it('holds its own share alone where the evidence shows a lower price, and keeps what that leaves', async () => {
    await approvedStart(world, { step: { costPerLearnerPence: 100_000 } });
    expect(await proved(world, LATER)).toEqual({ held: 40_000, committed: 60_000 });
  });

  it('is not approved for a price of which the fund does not hold the whole', async () => {
    const owner = await anEmployer(world);
    const { claim } = await drafted(world, {}, owner);
    await filed(world, claim, [['payment']]);
    good(await submits(world, { owner, claim }));
    await settle(world);
    await expect(judged(world, claim, { steps: [paid({ costPerLearnerPence: 190_000 })] })).rejects.toThrow(
      /amount-above-held/,
    );
    expect((await reread(world, claim)).status).toBe('in-review');
  });
});

describe('what is kept for a completion part', () => {
  it('is kept to the last second and freed exactly once, however often the sweep runs', async () => {
    const parts = await approvedStart(world);
    await sweep(MINUTE_BEFORE);
    await settle(world, MINUTE_BEFORE);
    expect(await proved(world, LATER)).toEqual({ held: REST, committed: START });
    await Promise.all([sweep(UNTIL), sweep(UNTIL)]);
    await sweep(UNTIL);
    await settle(world, UNTIL);
    expect(await proved(world, LATER)).toEqual({ held: 0, committed: START });
    const history = await world.ports.claims.history(parts.completion.reference);
    const freed = history.filter(({ action }) => action === 'release-earmark' || action === 'expire');
    expect(freed).toHaveLength(1);
  });

  it('is freed by a completion part that comes too late for it, which then asks the fund like any other', async () => {
    const parts = await approvedStart(world);
    // Since then the policy gives learners a year more; what was kept is kept no longer than was said.
    const longer = { ...SHIPPED_POLICY, earmarkMonths: 36 };
    const scheme = { ...world.ports.scheme, policy: () => Promise.resolve(longer) };
    const later: World = { ...world, ports: { ...world.ports, scheme } };
    const learners = parts.completion.learners.map((line) => ({ ...line, completionDate: '2027-08-20' }));
    good(
      await edited(
        later,
        { owner: parts.owner, claim: parts.completion, now: '2027-08-25T09:00:00.000Z' },
        { learners },
      ),
    );
    await filed(later, parts.completion, [['completion', there(learners[0]).learnerId]]);
    const submitted = good(await submits(later, { owner: parts.owner, claim: parts.completion }, UNTIL));
    expect(earmarkOf(submitted)).toBeUndefined();
    const { fund, year, ticketId } = there(submissionOf(submitted));
    const ticket = there(await world.ports.ledger.readTicket({ fund, year }, ticketId));
    expect(ticket.request).toMatchObject({ kind: 'claim', amountPence: REST });
    expect(ticket.request).not.toHaveProperty('earmarkTicketId');
    await settle(later, UNTIL);
    expect((await reread(world, submitted)).status).toBe('in-review');
    expect(await proved(world, LATER)).toEqual({ held: REST, committed: START });
  });

  it('is over with the completion part’s last second, swept or not', async () => {
    const parts = await approvedStart(world);
    const learners = parts.completion.learners.map((line) => ({ ...line, completionDate: '2027-08-20' }));
    good(
      await edited(
        world,
        { owner: parts.owner, claim: parts.completion, now: '2027-08-25T09:00:00.000Z' },
        { learners },
      ),
    );
    await filed(world, parts.completion, [['completion', there(learners[0]).learnerId]]);
    expect(codesOf(await submits(world, { owner: parts.owner, claim: parts.completion }, UNTIL))).toEqual([
      'wrong-state',
    ]);
    await sweep(UNTIL);
    await settle(world, UNTIL);
    expect((await reread(world, parts.completion)).status).toBe('expired');
    expect(await proved(world, LATER)).toEqual({ held: 0, committed: START });
  });

  it('is not lost at once by a date that was mistyped', async () => {
    const parts = await approvedStart(world);
    const learners = parts.completion.learners.map((line) => ({ ...line, completionDate: '2025-09-02' }));
    good(
      await edited(
        world,
        { owner: parts.owner, claim: parts.completion, now: '2026-06-01T09:00:00.000Z' },
        { learners },
      ),
    );
    await sweep('2026-06-02T09:00:00.000Z');
    await settle(world);
    expect((await reread(world, parts.completion)).status).toBe('draft');
    expect(await proved(world, LATER)).toEqual({ held: REST, committed: START });
  });

  it('is either taken over or freed when a submission and the sweep meet', async () => {
    const parts = await approvedStart(world);
    const learners = parts.completion.learners.map((line) => ({ ...line, completionDate: '2027-08-20' }));
    good(
      await edited(
        world,
        { owner: parts.owner, claim: parts.completion, now: '2027-08-25T09:00:00.000Z' },
        { learners },
      ),
    );
    await filed(world, parts.completion, [['completion', there(learners[0]).learnerId]]);
    await Promise.all([
      submits(world, { owner: parts.owner, claim: parts.completion }, MINUTE_BEFORE),
      sweep(UNTIL),
    ]);
    await settle(world, UNTIL);
    const after = await reread(world, parts.completion);
    const { held, committed } = await proved(world, LATER);
    expect(committed).toBe(START);
    expect(held).toBe(after.status === 'expired' ? 0 : REST);
  });

  it('cannot be taken over before the line has settled the approval', async () => {
    const parts = await approvedStart(world, { settled: false });
    const ready = await completedPart(world, parts);
    expect(refusal(await submits(world, { owner: parts.owner, claim: ready }, LATER))).toEqual({
      code: 'in-progress',
    });
    await settle(world);
    good(await submits(world, { owner: parts.owner, claim: ready }, LATER));
    await settle(world, LATER);
    expect((await reread(world, ready)).status).toBe('in-review');
    expect(await proved(world, LATER)).toEqual({ held: REST, committed: START });
  });
});

describe('a completion part', () => {
  it('cannot change what its start part has settled, take in strangers, or be deleted', async () => {
    const parts = await approvedStart(world);
    const stranger = await aRegistered(world, parts.owner);
    const wrong = await edited(
      world,
      { owner: parts.owner, claim: parts.completion },
      {
        trainingCode: 'DIPAC-L4',
        startDate: '2025-09-02',
        declaredCostPence: 200_000,
        learners: [{ learnerId: stranger.learnerId }],
      },
    );
    expect(codesOf(wrong)).toEqual([
      'settled-by-start-part',
      'settled-by-start-part',
      'settled-by-start-part',
      'learner-not-on-start-part',
    ]);
    const { reference, version: expectedVersion } = parts.completion;
    const gone = await deleteDraft(world.ports, { reference, expectedVersion }, by(parts.owner));
    expect(refusal(gone)).toMatchObject({ code: 'wrong-state' });
  });

  it('shows completion and no payment, unless the caseworker flagged a payment plan', async () => {
    const plain = await approvedStart(world);
    good(await submits(world, { owner: plain.owner, claim: await completedPart(world, plain) }, LATER));

    const plan = await approvedStart(world, { step: { paidInFull: false, paidPerLearnerPence: START } });
    expect(plan.completion.startPart).toMatchObject({ paymentPlan: true });
    const ready = await completedPart(world, plan);
    expect(codesOf(await submits(world, { owner: plan.owner, claim: ready }, LATER))).toEqual([
      'field-missing',
      'evidence-missing',
    ]);
    good(await edited(world, { owner: plan.owner, claim: ready }, { paymentDate: '2025-09-02' }));
    await filed(world, ready, [['payment']]);
    expect(codesOf(await submits(world, { owner: plan.owner, claim: ready }, LATER))).toEqual([
      'second-payment-too-early',
    ]);
    good(
      await edited(
        world,
        { owner: plan.owner, claim: ready, now: '2026-04-10T09:00:00.000Z' },
        { paymentDate: '2026-04-02' },
      ),
    );
    const learners = ready.learners.map((line) => ({ ...line, completionDate: '2026-04-01' }));
    good(
      await edited(world, { owner: plan.owner, claim: ready, now: '2026-04-10T09:00:00.000Z' }, { learners }),
    );
    const submitted = good(
      await submits(world, { owner: plan.owner, claim: ready }, '2026-04-10T09:00:00.000Z'),
    );
    // Paid in another year, it keeps the rate and the year of its start part.
    expect(submissionOf(submitted)).toMatchObject({
      fund: 'main',
      year: '2025-26',
      amount: { totalPence: REST },
    });
  });

  it('needs its start part’s caseworker to say whether all was paid', async () => {
    const owner = await anEmployer(world);
    const { claim } = await drafted(world, {}, owner);
    await filed(world, claim, [['payment']]);
    good(await submits(world, { owner, claim }));
    await settle(world);
    const step = paid({ paidInFull: undefined });
    expect(codesOf(await recorded(world, await reread(world, claim), { steps: [step] }))).toEqual([
      'paid-in-full-missing',
    ]);
  });
});

describe('once for each learner and course', () => {
  it('lets the two parts of one claim stand side by side, and nothing else', async () => {
    const parts = await approvedStart(world);
    good(await submits(world, { owner: parts.owner, claim: await completedPart(world, parts) }, LATER));
    const { learnerId } = there(parts.completion.learners[0]);
    const learners = [{ learnerId, completionDate: '2025-09-20' }];
    const { claim } = await drafted(world, { type: 'full', learners }, parts.owner);
    await filed(world, claim, [['payment'], ['completion', learnerId]]);
    expect(refusal(await submits(world, { owner: parts.owner, claim }))).toEqual({
      code: 'duplicate-claim',
      own: parts.start.reference,
    });
  });

  it('tells another employer that it was claimed, and not by whom', async () => {
    const parts = await approvedStart(world);
    const { learnerId } = there(parts.completion.learners[0]);
    const known = there((await world.ports.learners.readMany(parts.owner.organisationId, [learnerId]))[0]);
    const other = await anEmployer(world);
    const mine = { ...known, learnerId: `${learnerId}-here`, organisationId: other.organisationId };
    good(await world.ports.learners.register(mine, undefined));
    const { claim } = await drafted(world, { learners: [{ learnerId: mine.learnerId }] }, other);
    await filed(world, claim, [['payment']]);
    expect(refusal(await submits(world, { owner: other, claim }))).toEqual({
      code: 'duplicate-claim',
      own: undefined,
    });
  });

  it('is free again for another claim when the start part was not approved', async () => {
    const owner = await anEmployer(world);
    const { claim } = await drafted(world, {}, owner);
    await filed(world, claim, [['payment']]);
    good(await submits(world, { owner, claim }));
    await settle(world);
    const rejected = { ...paid(), outcome: 'reject', reasonCodes: ['paid-by-learner'] } as const;
    await judged(world, claim, { steps: [rejected], outcome: 'rejected' });
    await settle(world);
    expect(await world.ports.claims.read(referenceAs('completion', claim.reference))).toBeUndefined();
    const { claim: again } = await drafted(world, { learners: claim.learners }, owner);
    await filed(world, again, [['payment']]);
    expect(good(await submits(world, { owner, claim: again })).status).toBe('submitted');
  });
});

describe('Oliver McGowan training', () => {
  it('in-house shows no payment and is paid its fixed amount for each of several learners', async () => {
    await setLimit(world, 1_000_000, { fundYear: { fund: 'oliver', year: '2025-26' } });
    const owner = await anEmployer(world);
    const people = [
      await aRegistered(world, owner),
      await aRegistered(world, owner),
      await aRegistered(world, owner),
    ];
    const learners = people.map(({ learnerId }) => ({ learnerId, completionDate: '2025-09-20' }));
    const unpaid = { startDate: undefined, paymentDate: undefined, declaredCostPence: undefined };
    const { claim } = await drafted(
      world,
      { type: 'full', trainingCode: 'OMMT/T2/INT', ...unpaid, learners },
      owner,
    );
    expect(codesOf(await submits(world, { owner, claim }))).toEqual(
      Array.from({ length: 3 }, () => 'evidence-missing'),
    );
    await filed(
      world,
      claim,
      learners.map(({ learnerId }) => ['completion', learnerId] as const),
    );
    const submitted = good(await submits(world, { owner, claim }));
    expect(submissionOf(submitted)).toMatchObject({ fund: 'oliver', amount: { totalPence: 15_000 } });
    await settle(world);
    const steps = learners.map(({ learnerId }) => completed(learnerId));
    const approved = await judged(world, claim, { steps });
    expect(approved).toMatchObject({ decision: { amount: { perLearnerPence: 5_000, totalPence: 15_000 } } });
  });

  it('bought in for a group is one invoice, and the price of one learner is read from it', async () => {
    await setLimit(world, 1_000_000, { fundYear: { fund: 'oliver', year: '2025-26' } });
    const owner = await anEmployer(world);
    const people = [await aRegistered(world, owner), await aRegistered(world, owner)];
    const learners = people.map(({ learnerId }) => ({ learnerId, completionDate: '2025-09-20' }));
    const content = {
      type: 'full',
      trainingCode: 'OMMT/T2/EXT',
      declaredCostPence: 9_000,
      learners,
    } as const;
    const { claim } = await drafted(world, content, owner);
    await filed(world, claim, [
      ['payment'],
      ...learners.map(({ learnerId }) => ['completion', learnerId] as const),
    ]);
    good(await submits(world, { owner, claim }));
    await settle(world);
    const invoice = { amountPence: 25_000, learners: 3 };
    const step = paid({ costPerLearnerPence: undefined, invoice });
    const steps = [step, ...learners.map(({ learnerId }) => completed(learnerId))];
    const approved = await judged(world, claim, { steps });
    expect(approved).toMatchObject({ decision: { amount: { perLearnerPence: 8_333, totalPence: 16_666 } } });
  });
});
