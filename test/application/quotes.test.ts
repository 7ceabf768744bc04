import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFundMeter } from '../../shared/adapters/dynamodb/fund-meter.ts';
import { quoteClaim } from '../../shared/application/claims/quote-claim.ts';
import type { Quote } from '../../shared/domain/quote.ts';
import { askedPence, submissionOf } from '../../shared/domain/claim.ts';
import type { ClaimContent } from '../../shared/domain/claim.ts';
import type { EmployerPerson } from '../../shared/domain/person.ts';
import { NOW } from '../support/stored-things.ts';
import { aRegistered, anEmployer, good, openFunds, there } from './support/journey.ts';
import { DIPLOMA, drafted, filed, reread, submits } from './support/parts.ts';
import { by, settle, startWorld } from './support/world.ts';
import type { World } from './support/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
  await openFunds(world);
});
afterAll(() => world.end());

interface Case {
  readonly type: 'full' | 'start';
  readonly content: Omit<ClaimContent, 'learners'>;
  readonly people: number;
  readonly completionDate?: string;
}

const quote = async (
  owner: EmployerPerson,
  { type, content }: { type: 'full' | 'start'; content: ClaimContent },
): Promise<Quote> => {
  const ports = { ...world.ports, meter: createFundMeter(world.data) };
  return good(await quoteClaim(ports, { type, content }, by(owner)));
};

/** Good claims and bad ones of every kind that an employer can make, and some that the fund cannot pay. */
const CASES: readonly Case[] = (['full', 'start'] as const).flatMap((type) =>
  [
    { trainingCode: 'DIPAC-L3' },
    { trainingCode: 'DIPLM-L5', declaredCostPence: 300_000 },
    { trainingCode: 'UPM', declaredCostPence: 20_000 },
    { trainingCode: 'OMMT/T1/INT', paymentDate: undefined },
    { trainingCode: 'OMMT/T2/EXT' },
    { paymentDate: '2025-03-01', startDate: '2025-02-01' },
    { paymentDate: '2024-03-01', startDate: '2024-02-01' },
    { paymentDate: undefined },
    { startDate: '2025-09-25' },
    { declaredCostPence: undefined },
  ].flatMap((change): readonly Case[] => [
    { type, content: { ...DIPLOMA, ...change }, people: 1, completionDate: '2025-09-20' },
    { type, content: { ...DIPLOMA, ...change }, people: 2, completionDate: '2025-06-20' },
  ]),
);

describe('a quote and a submission at the same moment', () => {
  it(`agree on whether, how much, and whether the money is there, for ${CASES.length} claims on the real tables`, async () => {
    const outcomes = new Set<string>();
    for (const { type, content, people, completionDate } of CASES) {
      const owner = await anEmployer(world);
      const learners = [];
      for (let each = 0; each < people; each += 1) {
        const { learnerId } = await aRegistered(world, owner);
        learners.push({ learnerId, ...(type === 'full' ? { completionDate } : {}) });
      }
      const quoted = await quote(owner, { type, content: { ...content, learners } });
      const { claim } = await drafted(world, { ...content, type, learners }, owner);
      const certificates = learners.map(({ learnerId }) => ['completion', learnerId] as const);
      await filed(world, claim, [['payment'], ...(type === 'full' ? certificates : [])]);
      const done = await submits(world, { owner, claim });
      expect(quoted.eligible, JSON.stringify(content)).toBe(done.ok);
      if (!done.ok) {
        outcomes.add('refused');
        continue;
      }
      const submission = there(submissionOf(done.value));
      expect(quoted.amount).toEqual({
        maximumPence: submission.amount.totalPence,
        heldPence: askedPence(submission),
        formula: submission.amount.explanation,
      });
      await settle(world);
      const { status } = await reread(world, claim);
      const { pot, cap } = there(quoted.funds);
      const expected = cap.fits ? (pot.fits ? 'in-review' : 'waiting') : 'rejected';
      expect(status).toBe(expected);
      outcomes.add(status);
    }
    expect([...outcomes].toSorted()).toEqual(['in-review', 'refused', 'rejected', 'waiting']);
  }, 120_000);
});

describe('a quote', () => {
  it('names the rule that stands in the way, tells nobody whose claim does, and keeps nothing', async () => {
    const owner = await anEmployer(world);
    const { claim } = await drafted(world, {}, owner);
    await filed(world, claim, [['payment']]);
    good(await submits(world, { owner, claim }));
    await settle(world);
    const [line] = claim.learners;
    const known = there(
      (await world.ports.learners.readMany(owner.organisationId, [there(line).learnerId]))[0],
    );
    const other = await anEmployer(world);
    const mine = { ...known, learnerId: 'theirs-too', organisationId: other.organisationId };
    good(await world.ports.learners.register(mine, undefined));
    const before = await world.ports.ledger.readPot({ fund: 'main', year: '2025-26' });

    const quoted = await quote(other, {
      type: 'start',
      content: { ...DIPLOMA, learners: [{ learnerId: 'theirs-too' }] },
    });

    expect(quoted.eligible).toBe(false);
    const failed = quoted.rules.filter(({ outcome }) => outcome === 'fail');
    expect(failed).toMatchObject([
      { id: 'learner.once-for-each-course', problem: { code: 'duplicate-claim' } },
    ]);
    expect(JSON.stringify(quoted)).not.toContain(claim.reference);
    expect(JSON.stringify(quoted)).not.toContain(owner.organisationId);
    expect(await world.ports.ledger.readPot({ fund: 'main', year: '2025-26' })).toEqual(before);
    expect(quoted.asAt).toBe(NOW);
  });
});
