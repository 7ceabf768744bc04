import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withdrawClaim } from '../../shared/application/claims/withdraw-claim.ts';
import { rerunDecisions } from '../../shared/application/claims/rerun-decisions.ts';
import { deleteEvidence } from '../../shared/application/evidence/read-evidence.ts';
import type { StepInput } from '../../shared/application/review/record-review.ts';
import { decideClaim } from '../../shared/application/review/decide-claim.ts';
import { splitClaim } from '../../shared/application/review/split-claim.ts';
import { reviewOf, submissionOf } from '../../shared/domain/claim.ts';
import type { Claim } from '../../shared/domain/claim.ts';
import type { LearnerId } from '../../shared/domain/learner.ts';
import type { EmployerPerson } from '../../shared/domain/person.ts';
import { referenceAs } from '../../shared/domain/reference.ts';
import { MAIN } from '../support/stored-things.ts';
import { contest, winnerOf } from './support/contest.ts';
import {
  CARA,
  DEV,
  aKey,
  aRegistered,
  anEmployer,
  decision,
  good,
  openFunds,
  refusal,
  setLimit,
  submitted,
  there,
} from './support/journey.ts';
import {
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
import { expectSound, proved } from './support/soundness.ts';
import { allocate, by, settle, startWorld } from './support/world.ts';
import type { World } from './support/world.ts';

let world: World;

beforeEach(async () => {
  world = await startWorld();
  await openFunds(world);
});
afterEach(() => world.end());

interface Group {
  readonly owner: EmployerPerson;
  readonly claim: Claim;
  readonly learnerIds: readonly [LearnerId, LearnerId, LearnerId];
}

/** Of £1,000 for each learner: £600 at the start, £400 on completion. */
const EACH = 100_000;
const EACH_START = 60_000;
const EACH_REST = 40_000;
const paidEach = () => paid({ costPerLearnerPence: EACH });

/** Three learners on one claim, in front of a caseworker. */
async function threeInReview(type: 'full' | 'start' = 'full', declaredCostPence = EACH): Promise<Group> {
  const owner = await anEmployer(world);
  const ids: LearnerId[] = [];
  for (let each = 0; each < 3; each += 1) ids.push((await aRegistered(world, owner)).learnerId);
  const [a, b, c] = [there(ids[0]), there(ids[1]), there(ids[2])];
  const dates = type === 'full' ? { completionDate: '2025-09-20' } : {};
  const learners = ids.map((learnerId) => ({ learnerId, ...dates }));
  const { claim } = await drafted(world, { type, learners, declaredCostPence }, owner);
  const certificates = type === 'full' ? ids.map((id) => ['completion', id] as const) : [];
  await filed(world, claim, [['payment'], ...certificates]);
  good(await submits(world, { owner, claim }));
  await settle(world);
  return { owner, claim: await reread(world, claim), learnerIds: [a, b, c] };
}

const illegible = (learnerId: LearnerId): StepInput => ({
  ...completed(learnerId),
  outcome: 'action',
  reasonCodes: ['certificate-illegible'],
});

/** The payment and the first two are met, the third is not. */
async function oneBad(group: Group, bad: StepInput = illegible(group.learnerIds[2])): Promise<Group> {
  const [a, b] = group.learnerIds;
  good(await recorded(world, group.claim, { steps: [paidEach(), completed(a), completed(b), bad] }));
  return { ...group, claim: await reread(world, group.claim) };
}

const split = (claim: Claim, learnerIds: readonly LearnerId[], request = aKey(CARA.personId)) =>
  splitClaim(
    world.ports,
    { reference: claim.reference, expectedVersion: claim.version, learnerIds, request },
    by(CARA),
  );

/** The claim that was split off from it last. */
const splitOffFrom = async (claim: Claim): Promise<Claim> =>
  reread(world, { reference: there(claim.splitOff?.at(-1)) });

async function parted(group: Group): Promise<{ readonly stays: Claim; readonly left: Claim }> {
  const stays = good(await split(group.claim, [group.learnerIds[2]]));
  return { stays, left: await splitOffFrom(stays) };
}

const learnersOn = ({ learners }: Claim): readonly LearnerId[] => learners.map(({ learnerId }) => learnerId);

describe('one bad certificate does not hold up the others', () => {
  it('the good lines are approved at once, the other is mended and approved after them, and no penny moves twice', async () => {
    const group = await oneBad(await threeInReview());
    const [a, b, c] = group.learnerIds;
    expect(await proved(world)).toEqual({ held: 3 * EACH, committed: 0 });

    const { stays, left } = await parted(group);
    expect(learnersOn(stays)).toEqual([a, b]);
    expect(submissionOf(stays)).toMatchObject({ askedPence: 2 * EACH, amount: { totalPence: 2 * EACH } });
    expect(left).toMatchObject({ status: 'in-review', type: 'full', splitFrom: group.claim.reference });
    expect(learnersOn(left)).toEqual([c]);
    expect(submissionOf(left)).toMatchObject({
      askedPence: EACH,
      firstSubmittedAt: submissionOf(group.claim)?.firstSubmittedAt,
      amount: { totalPence: EACH, learners: 1 },
    });
    await settle(world);
    expect(await proved(world)).toEqual({ held: 3 * EACH, committed: 0 });

    const approved = await judged(world, stays, { steps: [paidEach()] });
    expect(approved).toMatchObject({ status: 'approved', decision: { amount: { totalPence: 2 * EACH } } });
    const returned = await judged(world, left, { steps: [paidEach()], outcome: 'needs-action' });
    expect(returned).toMatchObject({ action: { problems: [{ code: 'certificate-illegible' }] } });
    await settle(world);
    expect(await proved(world)).toEqual({ held: EACH, committed: 2 * EACH });

    good(await submits(world, { owner: group.owner, claim: left }));
    await settle(world);
    const mended = await judged(world, left, { steps: [completed(c)] });
    await settle(world);
    expect(mended).toMatchObject({ status: 'approved', decision: { amount: { totalPence: EACH } } });
    expect(await proved(world)).toEqual({ held: 0, committed: 3 * EACH });
    await expectSound(world);
  });

  it('a line that cannot be put right is refused by itself, and its money is free', async () => {
    const group = await threeInReview();
    const { stays, left } = await parted(await oneBad(group, completed(group.learnerIds[2], 'reject')));
    await settle(world);
    await judged(world, left, { steps: [paidEach()], outcome: 'rejected' });
    await settle(world);
    expect(await proved(world)).toEqual({ held: 2 * EACH, committed: 0 });
    expect((await reread(world, stays)).status).toBe('in-review');
  });

  it('what was recorded goes with the lines, and a proposal on all of them is void', async () => {
    const group = await oneBad(await threeInReview());
    const { stays, left } = await parted(group);
    const stepsOf = (claim: Claim) => reviewOf(claim)?.steps.map((step) => [step.step, step.outcome]);
    expect(stepsOf(stays)).toEqual([
      ['payment', 'met'],
      ['completion', 'met'],
      ['completion', 'met'],
    ]);
    expect(stepsOf(left)).toEqual([
      ['payment', 'met'],
      ['completion', 'action'],
    ]);
    const assignment = { personId: CARA.personId };
    expect([reviewOf(stays), reviewOf(left)]).toMatchObject([{ assignment }, { assignment }]);
    const history = await world.ports.claims.history(left.reference);
    expect(history).toMatchObject([{ action: 'split-off', other: group.claim.reference, version: 1 }]);
    expect((await world.ports.claims.history(stays.reference)).at(-1)).toMatchObject({
      action: 'split',
      other: left.reference,
    });
  });

  it('its files go with it, and taking one off it leaves the other claim’s file where it is', async () => {
    const group = await oneBad(await threeInReview());
    const { stays, left } = await parted(group);
    const files = await world.ports.evidence.list(left.reference);
    expect(files.map(({ kind, learnerId, status }) => [kind, learnerId, status])).toEqual([
      ['payment', undefined, 'clean'],
      ['completion', group.learnerIds[2], 'clean'],
    ]);
    await judged(world, left, { steps: [paidEach()], outcome: 'needs-action' });
    const discarded: string[] = [];
    const storage = {
      ...world.ports.files,
      discard: (file: { evidenceId: string }) => {
        discarded.push(file.evidenceId);
        return Promise.resolve();
      },
    };
    const { evidenceId } = there(files[0]);
    const wanted = { reference: left.reference, evidenceId };
    good(await deleteEvidence({ ...world.ports, files: storage }, wanted, by(group.owner)));
    expect(await world.ports.evidence.read(left.reference, evidenceId)).toBeUndefined();
    expect(await world.ports.evidence.read(stays.reference, evidenceId)).toMatchObject({ status: 'clean' });
    expect(discarded).toEqual([]);
  });

  it('the rules’ decisions on it are those on the claim that it comes from, and the same when made again', async () => {
    const { left } = await parted(await oneBad(await threeInReview()));
    const runs = await rerunDecisions(world.ports, left.reference);
    expect(runs.length).toBeGreaterThan(0);
    expect(runs.every(({ differing }) => differing.length === 0)).toBe(true);
  });
});

describe('nobody is passed and nobody is claimed for twice', () => {
  it('the lines that leave keep their place before those who wait', async () => {
    const group = await oneBad(await threeInReview());
    await setLimit(world, 3 * EACH, { capPence: 3 * EACH });
    const waiting = await submitted(world);
    await allocate(world, await world.line.next());
    const { left } = await parted(group);
    await settle(world);
    const { ticketId } = there(submissionOf(left));
    expect(await world.ports.ledger.readTicket(MAIN, ticketId)).toMatchObject({
      ...{ state: 'held', heldPence: EACH },
    });
    const { ticketId: theirs } = there(submissionOf(waiting.claim));
    expect(await world.ports.ledger.readTicket(MAIN, theirs)).toMatchObject({ state: 'waiting' });
    expect(await proved(world)).toEqual({ held: 3 * EACH, committed: 0 });
  });

  it('each learner is guarded by the one claim that they are on', async () => {
    const group = await oneBad(await threeInReview());
    const { left } = await parted(group);
    const again = async (learnerId: LearnerId) => {
      const learners = [{ learnerId, completionDate: '2025-09-20' }];
      const { claim } = await drafted(
        world,
        { type: 'full', learners, declaredCostPence: EACH },
        group.owner,
      );
      await filed(world, claim, [['payment'], ['completion', learnerId]]);
      return submits(world, { owner: group.owner, claim });
    };
    const [a, , c] = group.learnerIds;
    expect(refusal(await again(a))).toEqual({ code: 'duplicate-claim', own: group.claim.reference });
    expect(refusal(await again(c))).toEqual({ code: 'duplicate-claim', own: left.reference });

    const command = { reference: left.reference, reason: 'mistake', expectedVersion: undefined };
    good(await withdrawClaim(world.ports, { ...command, request: aKey() }, by(group.owner)));
    await settle(world);
    good(await again(c));
    expect(refusal(await again(a))).toEqual({ code: 'duplicate-claim', own: group.claim.reference });
    await expectSound(world);
  });

  it('each part of a split start part gets a completion part of its own, with its own earmark', async () => {
    const group = await threeInReview('start');
    good(await recorded(world, group.claim, { steps: [paidEach()] }));
    const claim = await reread(world, group.claim);
    const { stays, left } = await parted({ ...group, claim });
    await settle(world);
    expect(await proved(world)).toEqual({ held: 3 * EACH, committed: 0 });
    await judged(world, stays, { steps: [paidEach()] });
    await judged(world, left, { steps: [paidEach()] });
    await settle(world);
    expect(await proved(world)).toEqual({ held: 3 * EACH_REST, committed: 3 * EACH_START });
    const completionOf = (start: Claim) =>
      reread(world, { reference: referenceAs('completion', start.reference) });
    expect(await completionOf(stays)).toMatchObject({ earmark: { amountPence: 2 * EACH_REST } });
    expect(await completionOf(left)).toMatchObject({ earmark: { amountPence: EACH_REST } });
  });

  it('on a split completion part nobody comes back to the part that they have left', async () => {
    const parts = await approvedStart(world, { learners: 2 });
    const ready = await completedPart(world, parts);
    good(await submits(world, { owner: parts.owner, claim: ready }, LATER));
    await settle(world, LATER);
    const [a, b] = ready.learners.map(({ learnerId }) => learnerId);
    const steps = [completed(there(a)), illegible(there(b))];
    good(await recorded(world, await reread(world, ready), { steps }));
    const stays = good(await split(await reread(world, ready), [there(b)]));
    const left = await splitOffFrom(stays);
    await settle(world, LATER);
    expect(await proved(world, LATER)).toEqual({ held: 2 * REST, committed: 2 * START });

    await judged(world, left, { steps: [illegible(there(b))], outcome: 'needs-action', now: LATER });
    const both = { owner: parts.owner, claim: left };
    const learners = ready.learners;
    expect(refusal(await edited(world, both, { learners }))).toMatchObject({
      errors: [{ code: 'learner-not-on-start-part' }],
    });
    good(await submits(world, both, LATER));
    await settle(world, LATER);
    await judged(world, left, { steps: [completed(there(b))], now: LATER });
    await judged(world, stays, { steps: [completed(there(a))], now: LATER });
    await settle(world, LATER);
    expect(await proved(world, LATER)).toEqual({ held: 0, committed: 2 * PRICE });
  });
});

describe('a split is refused', () => {
  it.each([
    ['a stranger', () => ['nobody'], 'learner-not-on-claim'],
    ['everybody', (ids: readonly LearnerId[]) => ids, 'nothing-would-stay'],
    ['the wrong line', (ids: readonly LearnerId[]) => ids.slice(0, 1), 'failing-line-stays'],
  ] as const)('for %s', async (_who, leaving, code) => {
    const group = await oneBad(await threeInReview());
    const answer = await split(group.claim, leaving(group.learnerIds));
    expect(refusal(answer)).toMatchObject({ errors: [{ code, pointer: '/learnerIds' }] });
    expect(await reread(world, group.claim)).toEqual(group.claim);
  });

  it('to whoever does not have the claim, and with a version that has passed', async () => {
    const group = await oneBad(await threeInReview());
    const { reference, version } = group.claim;
    const command = { reference, learnerIds: [group.learnerIds[2]], request: aKey() };
    const answer = await splitClaim(world.ports, { ...command, expectedVersion: version }, by(DEV));
    expect(refusal(answer)).toMatchObject({ code: 'forbidden' });
    const stale = await splitClaim(world.ports, { ...command, expectedVersion: version - 1 }, by(CARA));
    expect(refusal(stale)).toMatchObject({ code: 'stale-version' });
  });

  it('a second time under the same key: the same claims, and no third', async () => {
    const group = await oneBad(await threeInReview());
    const key = aKey(CARA.personId);
    const first = good(await split(group.claim, [group.learnerIds[2]], key));
    expect(good(await split(group.claim, [group.learnerIds[2]], key))).toEqual(first);
    await settle(world);
    await expectSound(world);
    expect(await proved(world)).toEqual({ held: 3 * EACH, committed: 0 });
  });
});

describe('of a split and something else at the same moment one happens', () => {
  it('two splits', async () => {
    for (let round = 0; round < 4; round += 1) {
      const group = await oneBad(await threeInReview());
      const once = (ports: World['ports']) =>
        splitClaim(
          ports,
          {
            ...{ reference: group.claim.reference, expectedVersion: group.claim.version },
            ...{ learnerIds: [group.learnerIds[2]], request: aKey() },
          },
          by(CARA),
        );
      winnerOf(await contest(world, round, [once, once]));
      await settle(world);
      expect((await reread(world, group.claim)).splitOff).toHaveLength(1);
    }
    expect(await proved(world)).toEqual({ held: 12 * EACH, committed: 0 });
    await expectSound(world);
  });

  it('and a withdrawal: all of it is withdrawn, or what stayed', async () => {
    for (let round = 0; round < 4; round += 1) {
      const group = await oneBad(await threeInReview());
      const { reference, version: expectedVersion } = group.claim;
      const learnerIds = [group.learnerIds[2]];
      const answers = await contest(world, round, [
        (ports) => splitClaim(ports, { reference, expectedVersion, learnerIds, request: aKey() }, by(CARA)),
        (ports) =>
          withdrawClaim(
            ports,
            { reference, expectedVersion, reason: 'mistake', request: aKey() },
            by(group.owner),
          ),
      ]);
      winnerOf(answers);
      await settle(world);
    }
    const { held } = await proved(world);
    expect(held % (3 * EACH)).toBe(0);
    await expectSound(world);
  });
});

it('splitting a claim spares nobody the second person that all of it would have taken', async () => {
  // Three at £1,800 are £5,400; above £5,000 an approval takes two people.
  const group = await threeInReview('full', PRICE);
  const [a, second, c] = group.learnerIds;
  const steps = [paid(), completed(a), completed(second), completed(c)];
  good(await recorded(world, group.claim, { steps }));
  const { stays, left } = await parted({ ...group, claim: await reread(world, group.claim) });
  await settle(world);
  for (const claim of [stays, left]) {
    const proposed = good(await decideClaim(world.ports, ...decision(claim, 'approved')));
    expect(proposed).toMatchObject({ status: 'in-review', review: { proposal: { outcome: 'approved' } } });
    const alone = await decideClaim(world.ports, ...decision(proposed, 'approved'));
    expect(refusal(alone)).toMatchObject({ code: 'forbidden' });
    const done = good(await decideClaim(world.ports, ...decision(proposed, 'approved', DEV)));
    expect(done).toMatchObject({ status: 'approved', decision: { secondedBy: DEV.personId } });
  }
});
