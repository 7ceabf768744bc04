import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { submitClaim } from '../../shared/application/claims/submit-claim.ts';
import { withdrawClaim } from '../../shared/application/claims/withdraw-claim.ts';
import { decideClaim } from '../../shared/application/review/decide-claim.ts';
import { validateClaim } from '../../shared/application/workflow/validate-claim.ts';
import type { ValidationOutcome } from '../../shared/application/workflow/validate-claim.ts';
import { submissionOf } from '../../shared/domain/claim.ts';
import type { ClaimContent } from '../../shared/domain/claim.ts';
import type { Organisation } from '../../shared/domain/organisation.ts';
import { rerun } from '../../shared/domain/rules/run-rules.ts';
import { MAIN, NOW, at } from '../support/stored-things.ts';
import { contest } from './support/contest.ts';
import {
  COST,
  PAID_LAST_YEAR,
  anEmployer,
  decision,
  drafted,
  good,
  inReview,
  looked,
  many,
  now,
  openFunds,
  submission,
  submit,
  submitted,
  there,
  withCleanFiles,
  withdrawal,
} from './support/journey.ts';
import type { Drafted } from './support/journey.ts';
import { historyOf, readRows, ticketsOf } from './support/rows.ts';
import { expectSound } from './support/soundness.ts';
import { LAST_YEAR, allocate, settle, startWorld, system } from './support/world.ts';
import type { World } from './support/world.ts';

let world: World;

beforeEach(async () => {
  world = await startWorld();
  await openFunds(world);
});
afterEach(async () => {
  await expectSound(world);
  await world.end();
});

/** Something else is true of its employer from now on. */
async function becomes({ owner }: Drafted, changes: Partial<Organisation>): Promise<void> {
  const organisation = there(await world.ports.organisations.read(owner.organisationId));
  await world.ports.organisations.putOrganisation({ ...organisation, ...changes });
}

/** What nobody can put right. */
const NO_CARE: Partial<Organisation> = { providesAdultSocialCare: false };

const validate = ({ claim }: Drafted, minute = 1): Promise<ValidationOutcome> =>
  validateClaim(
    world.ports,
    { reference: claim.reference, evidenceOutcome: 'clean' },
    system(at(minute), 'validate-claim'),
  );

/** Submitted by an employer of its own, which has given up care since. */
async function withoutCare(content: Partial<ClaimContent> = {}): Promise<Drafted> {
  const draft = await submitted(world, content, await anEmployer(world));
  await becomes(draft, NO_CARE);
  return draft;
}

const hearLine = async () => allocate(world, await world.line.next());

const EXPLANATION =
  'The scheme is for employers that provide adult social care and employ care staff in England.';

const REFUSAL = {
  refusedAt: at(1),
  reason: 'rules',
  rules: [{ id: 'employer.provides-adult-social-care', version: 1, explanation: EXPLANATION }],
  problems: [
    {
      code: 'employer-not-eligible',
      pointer: '',
      detail: EXPLANATION,
      fix: 'Check your organisation’s registration.',
    },
  ],
};

const tickets = async ({ claim }: Drafted) =>
  ticketsOf(await readRows(world), claim.reference).map(({ request, state, heldPence }) => [
    request.kind,
    state,
    heldPence,
  ]);

describe('a claim in which nothing can be put right', () => {
  it('is refused by the rules that say so, with its money and its guards free again', async () => {
    const draft = await withoutCare();
    await hearLine();
    expect(await world.ports.ledger.readPot(MAIN)).toMatchObject({ heldPence: COST });

    expect(await validate(draft)).toBe('ended');

    const claim = await now(world, draft);
    expect(claim).toMatchObject({ status: 'rejected', version: 3, refusal: REFUSAL });
    await hearLine();
    expect(await world.ports.ledger.readPot(MAIN)).toMatchObject({ heldPence: 0, committedPence: 0 });
    expect(await tickets(draft)).toEqual([
      ['claim', 'released', 0],
      ['release', 'done', 0],
    ]);
    const keys = (submissionOf(claim)?.guards ?? []).map(({ key }) => key);
    expect(keys).toHaveLength(1);
    expect(await world.ports.claims.guards(keys)).toEqual([]);
  });

  it('keeps in one write what it was judged by, and says in its history who refused it and why', async () => {
    const draft = await withoutCare();

    await validate(draft);

    const { reference } = draft.claim;
    const [record, ...others] = await world.ports.claims.decisionRecords(reference);
    expect(others).toEqual([]);
    expect(there(record).judgedAt).toBe(at(1));
    expect(rerun(there(record))).toEqual(record);
    const last = historyOf(await readRows(world), reference).at(-1);
    expect(last).toMatchObject({
      action: 'refuse',
      actor: { kind: 'system', process: 'validate-claim' },
      from: 'submitted',
      to: 'rejected',
      reason: 'rules',
      at: at(1),
    });
  });

  it('has its money freed where the line comes to its ticket only afterwards', async () => {
    const draft = await withoutCare();

    await validate(draft);
    await hearLine();

    expect(await tickets(draft)).toEqual([
      ['claim', 'released', 0],
      ['release', 'done', 0],
    ]);
    expect(await world.ports.ledger.readPot(MAIN)).toMatchObject({ heldPence: 0 });
  });

  it('leaves the waiting list', async () => {
    const draft = await withoutCare(PAID_LAST_YEAR);
    await hearLine();
    expect(await world.ports.ledger.readPot(LAST_YEAR)).toMatchObject({
      waitingCount: 1,
      waitingPence: COST,
    });

    expect(await validate(draft)).toBe('ended');
    await hearLine();

    expect(await world.ports.ledger.readPot(LAST_YEAR)).toMatchObject({ waitingCount: 0, waitingPence: 0 });
    expect((await tickets(draft)).map(([kind, state]) => [kind, state])).toEqual([
      ['claim', 'released'],
      ['release', 'done'],
    ]);
  });

  it('ends its walk without a word to the fund or to a caseworker', async () => {
    const draft = await drafted(world, {}, await anEmployer(world));
    await withCleanFiles(world, draft);
    await submit(world, draft);
    await becomes(draft, NO_CARE);

    await settle(world, at(1));

    const { reference } = draft.claim;
    expect(await now(world, draft)).toMatchObject({ status: 'rejected', refusal: REFUSAL });
    expect(world.walks.walksOf(reference).map((walk) => walk.at)).toEqual(['end']);
    expect(world.walks.heard(reference)).toEqual(['evidence: clean']);
    const { messages, waits } = await readRows(world);
    expect(messages).toEqual([]);
    expect(waits).toEqual([]);
    expect((await world.ports.claims.listWork({ limit: 10 })).items).toEqual([]);
  });

  it('is refused too when a caseworker had it before, and keeps what they recorded', async () => {
    const draft = await inReview(world);
    const ready = await looked(world, draft, 'needs-action');
    good(await decideClaim(world.ports, ...decision(ready.claim, 'needs-action')));
    await settle(world);
    good(await submitClaim(world.ports, ...submission(draft)));
    await becomes(draft, NO_CARE);

    await settle(world, at(1));

    const claim = await now(world, draft);
    expect(claim).toMatchObject({
      status: 'rejected',
      refusal: REFUSAL,
      review: {
        steps: [
          { step: 'payment', outcome: 'action' },
          { step: 'completion', outcome: 'met' },
        ],
      },
    });
    expect(claim).not.toHaveProperty('decision');
    expect(world.walks.walksOf(claim.reference).map((walk) => walk.at)).toEqual(['end']);
    expect(await world.ports.ledger.readPot(MAIN)).toMatchObject({ heldPence: 0, committedPence: 0 });
  });

  it('does not stand in the way of another claim for the same learner and course', async () => {
    const draft = await withoutCare();
    await validate(draft);
    await becomes(draft, { providesAdultSocialCare: true });
    const again = await drafted(world, { learners: draft.claim.learners }, draft.owner);
    await withCleanFiles(world, { ...again, learner: draft.learner });

    expect(await submit(world, again)).toMatchObject({ status: 'submitted' });
  });
});

it('a claim with one fault that can be put right is sent back with the whole list, and keeps its money', async () => {
  const draft = await withoutCare();
  await becomes(draft, { workforceDataSetUpToDateAt: undefined });
  await hearLine();

  expect(await validate(draft)).toBe('needs-action');

  expect(await now(world, draft)).toMatchObject({
    status: 'needs-action',
    action: {
      askedBy: 'rules',
      actBy: '2025-10-29',
      problems: [{ code: 'employer-not-eligible' }, { code: 'workforce-data-set-stale' }],
    },
  });
  expect(await world.ports.ledger.readPot(MAIN)).toMatchObject({ heldPence: COST });
});

it('of a refusal and a withdrawal at the same moment one wins, and the money is freed once', async () => {
  const drafts = await many(20, () => withoutCare());
  await hearLine();

  const answers = await Promise.all(
    drafts.map((draft, round) =>
      contest(world, round, [
        (ports) =>
          validateClaim(ports, { reference: draft.claim.reference, evidenceOutcome: 'clean' }, system(at(1))),
        (ports) => withdrawClaim(ports, ...withdrawal(draft, NOW)),
      ]),
    ),
  );

  await hearLine();
  for (const [index, [said, withdrawn]] of answers.entries()) {
    const draft = there(drafts[index]);
    expect(said).toBe('ended');
    expect((await now(world, draft)).status).toBe(withdrawn.ok ? 'withdrawn' : 'rejected');
    if (!withdrawn.ok) expect(['stale-version', 'wrong-state']).toContain(withdrawn.error.code);
    expect(await tickets(draft)).toEqual([
      ['claim', 'released', 0],
      ['release', 'done', 0],
    ]);
  }
  expect(await world.ports.ledger.readPot(MAIN)).toMatchObject({ heldPence: 0 });
});
