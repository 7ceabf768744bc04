import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WaitOutcome, WaitStep } from '../../shared/application/ports/workflow.ts';
import { decideClaim } from '../../shared/application/review/decide-claim.ts';
import { expireClaims } from '../../shared/application/scheduled/expire-claims.ts';
import type { Evidence } from '../../shared/domain/evidence.ts';
import { settleReviewWait } from '../../shared/application/workflow/review-step.ts';
import type { ReviewOutcome } from '../../shared/domain/review.ts';
import {
  TIER_ONE,
  arrived,
  decided,
  decidedMany,
  decision,
  drafted,
  good,
  inReviewMany,
  looked,
  many,
  now,
  openFunds,
  scanned,
  sentBackMany,
  submit,
  submitted,
  there,
  withdraw,
} from './support/journey.ts';
import type { Drafted } from './support/journey.ts';
import { expectSound } from './support/soundness.ts';
import { hear, runStep, startWorld, system } from './support/world.ts';
import type { World } from './support/world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
  await openFunds(world);
});
afterAll(async () => {
  await expectSound(world);
  await world.end();
});

/** A way in which a wait is answered. */
interface Answered {
  readonly step: WaitStep;
  readonly outcome: WaitOutcome;
  readonly by: string;
  /** Claims whose walk is about to wait, and whose question is still open. */
  readonly claims: (count: number) => Promise<readonly Drafted[]>;
  /** Settles the question. What that has to tell goes through the streams, which are heard after it. */
  readonly settle: (draft: Drafted) => Promise<unknown>;
}

const pendingScans = new Map<string, Evidence>();

async function underScan(): Promise<Drafted> {
  const draft = await drafted(world);
  await scanned(world.ports, await arrived(world, draft, 'payment'));
  const certificate = await arrived(world, draft, 'completion');
  pendingScans.set(draft.claim.reference, certificate);
  return { ...draft, claim: await submit(world, draft) };
}

const scan = (verdict: 'clean' | 'infected') => (draft: Drafted) =>
  scanned(world.ports, there(pendingScans.get(draft.claim.reference)), { scan: verdict });

async function lookedAt(count: number, outcome: ReviewOutcome): Promise<readonly Drafted[]> {
  const drafts = await inReviewMany(world, count);
  return Promise.all(drafts.map((draft) => looked(world, draft, outcome)));
}

const decide = (outcome: ReviewOutcome) => async (draft: Drafted) =>
  good(await decideClaim(world.ports, ...decision(await now(world, draft), outcome)));

const withdrawn = (draft: Drafted) => withdraw(world, draft);
const bringTickets = () => Promise.resolve();

const ANSWERS: readonly Answered[] = [
  {
    step: 'evidence',
    outcome: 'clean',
    by: 'a clean scan',
    claims: (count) => many(count, underScan),
    settle: scan('clean'),
  },
  {
    step: 'evidence',
    outcome: 'refused',
    by: 'an infected file',
    claims: (count) => many(count, underScan),
    settle: scan('infected'),
  },
  {
    step: 'evidence',
    outcome: 'ended',
    by: 'a withdrawal',
    claims: (count) => many(count, underScan),
    settle: withdrawn,
  },
  {
    step: 'funds',
    outcome: 'held',
    by: 'the line, which holds the money',
    claims: (count) => many(count, () => submitted(world)),
    settle: bringTickets,
  },
  {
    step: 'funds',
    outcome: 'refused',
    by: 'the line, which refuses it',
    claims: (count) => many(count, () => submitted(world, TIER_ONE)),
    settle: bringTickets,
  },
  {
    step: 'funds',
    outcome: 'ended',
    by: 'a withdrawal',
    claims: (count) => many(count, () => submitted(world)),
    settle: withdrawn,
  },
  {
    step: 'review',
    outcome: 'approved',
    by: 'an approval',
    claims: (count) => lookedAt(count, 'approved'),
    settle: decide('approved'),
  },
  {
    step: 'review',
    outcome: 'rejected',
    by: 'a rejection',
    claims: (count) => lookedAt(count, 'rejected'),
    settle: decide('rejected'),
  },
  {
    step: 'review',
    outcome: 'needs-action',
    by: 'a send-back',
    claims: (count) => lookedAt(count, 'needs-action'),
    settle: decide('needs-action'),
  },
  {
    step: 'review',
    outcome: 'ended',
    by: 'a withdrawal',
    claims: (count) => inReviewMany(world, count),
    settle: withdrawn,
  },
  {
    step: 'action',
    outcome: 'resubmitted',
    by: 'another submission',
    claims: (count) => sentBackMany(world, count),
    settle: (draft) => submit(world, draft),
  },
  {
    step: 'action',
    outcome: 'ended',
    by: 'a withdrawal',
    claims: (count) => sentBackMany(world, count),
    settle: withdrawn,
  },
  {
    step: 'action',
    outcome: 'ended',
    by: 'the end of its time',
    claims: (count) => sentBackMany(world, count),
    settle: () => expireClaims(world.ports, system('2025-10-30T00:00:00.000Z')),
  },
  {
    step: 'settlement',
    outcome: 'settled',
    by: 'the line, which commits the money',
    claims: (count) => decidedMany(world, count, 'approved'),
    settle: bringTickets,
  },
  {
    step: 'settlement',
    outcome: 'settled',
    by: 'the line, which frees the money',
    claims: (count) => decidedMany(world, count, 'rejected'),
    settle: bringTickets,
  },
];

/** The walk comes to the state: it gives its token away and waits. */
async function open({ step }: Answered, { claim }: Drafted): Promise<string> {
  const wait = world.walks.task(claim.reference, step);
  await runStep(world.ports, wait, system());
  return wait.token;
}

async function settleAndTell(answer: Answered, draft: Drafted): Promise<void> {
  await answer.settle(draft);
  while ((await hear(world)) > 0);
}

/** The walk went on once, by this answer, and nobody waits for it any more. */
async function expectAnswered({ outcome }: Answered, draft: Drafted, token: string): Promise<void> {
  const heard = world.walks.answers.filter((answer) => answer.token === token && answer.effective);
  expect(heard.map((answer) => answer.outcome)).toEqual([outcome]);
  const waits = await world.ports.waits.list(draft.claim.reference);
  expect(waits.map((wait) => wait.token)).not.toContain(token);
}

describe('no wake-up is lost and none comes twice', () => {
  it.each(ANSWERS)('$step: $by, before the wait opens', async (answer) => {
    const draft = there((await answer.claims(1))[0]);
    await settleAndTell(answer, draft);

    await expectAnswered(answer, draft, await open(answer, draft));
  });

  it.each(ANSWERS)('$step: $by, after the wait has opened', async (answer) => {
    const draft = there((await answer.claims(1))[0]);
    const token = await open(answer, draft);
    expect(world.walks.answers.filter((given) => given.token === token)).toEqual([]);

    await settleAndTell(answer, draft);

    await expectAnswered(answer, draft, token);
  });

  it.each(ANSWERS)('$step: $by, while the wait opens', async (answer) => {
    const drafts = await answer.claims(3);

    const tokens = await Promise.all(
      drafts.map(async (draft) => {
        const [token] = await Promise.all([open(answer, draft), settleAndTell(answer, draft)]);
        return token;
      }),
    );

    for (const [index, draft] of drafts.entries()) {
      await expectAnswered(answer, draft, there(tokens[index]));
    }
  });
});

const ONE_OF_EACH = ANSWERS.filter(
  (answer, index) => ANSWERS.findIndex(({ step }) => step === answer.step) === index,
);

describe('a wait that is opened again, because its first try failed,', () => {
  it.each(ONE_OF_EACH)(
    'is answered though the older try was the last to write: $step, $by',
    async (answer) => {
      const draft = there((await answer.claims(1))[0]);
      const older = await open(answer, draft);
      const younger = await open(answer, draft);
      await world.ports.waits.open({ reference: draft.claim.reference, step: answer.step, token: older });

      await settleAndTell(answer, draft);

      await expectAnswered(answer, draft, younger);
    },
  );

  it('survives that somebody closes the older one late', async () => {
    const draft = there((await inReviewMany(world, 1))[0]);
    const { reference } = draft.claim;
    const older = world.walks.task(reference, 'review');
    const younger = world.walks.task(reference, 'review');
    await runStep(world.ports, older, system());
    await runStep(world.ports, younger, system());

    await world.ports.waits.close(older);

    const left = await world.ports.waits.list(reference);
    expect(left).toContainEqual(younger);
    expect(left).not.toContainEqual(older);
  });
});

describe('a walk that hears of nothing for a while', () => {
  it('goes round by the employer when a claim was sent back and submitted again meanwhile', async () => {
    const draft = await decided(world, 'needs-action');
    await submit(world, draft);

    await settleReviewWait(world.ports, draft.claim.reference);

    expect(world.walks.heard(draft.claim.reference)).toEqual(['review: needs-action']);
  });
});
